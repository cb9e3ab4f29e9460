// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace eyrie::settings {

/// The name somebody most likely meant: the one whose last part was typed (`url` for `broker.url`), else the one fewest
/// insertions, deletions, substitutions and swaps away, if it is near enough to be a slip. Nothing otherwise.
[[nodiscard]] std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> names);

}  // namespace eyrie::settings
