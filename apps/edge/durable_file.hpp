// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "base/result.hpp"

namespace eyrie::edge {

/// What is not yet whole has this ending.
inline constexpr const char* kDraftExtension = ".draft";

/// A file that is there whole, and stays there through a power cut, or not at all. Written beside its place and renamed.
/// `kExhausted` when the disk is full; nothing is left behind then.
[[nodiscard]] Status write_durably(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);

}  // namespace eyrie::edge
