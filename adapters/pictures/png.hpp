// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "base/result.hpp"
#include "imaging/image.hpp"
#include "pictures/decode.hpp"

namespace eyrie::pictures {

/// For `decode`: the bytes are known to begin as a PNG.
[[nodiscard]] Result<PictureInfo> inspect_png(std::span<const std::uint8_t> bytes);
/// As stored, without orientation; `info` is what `inspect_png` said, and already within the limits.
[[nodiscard]] Result<imaging::Image> decode_png(std::span<const std::uint8_t> bytes, const PictureInfo& info);

}  // namespace eyrie::pictures
