// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace eyrie::world {

/// A gzip file (RFC 1952) without name and time: the same text gives the same bytes. `kInternal` when zlib has no memory.
[[nodiscard]] Result<std::string> gzipped(std::string_view text);

}  // namespace eyrie::world
