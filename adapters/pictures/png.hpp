// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "imaging/image.hpp"
#include "pictures/decode.hpp"

namespace eyrie::pictures {

/// For `decode`: the bytes are known to begin as a PNG.
[[nodiscard]] Result<PictureInfo> inspect_png(std::span<const std::uint8_t> bytes);
/// As stored, without orientation; `info` is what `inspect_png` said, and already within the limits.
[[nodiscard]] Result<imaging::Image> decode_png(std::span<const std::uint8_t> bytes, const PictureInfo& info);

/// A picture of any format as an 8-bit PNG. `kInternal` when libpng cannot write it.
[[nodiscard]] Result<std::vector<std::uint8_t>> encode_png(const imaging::ImageView& view);

/// One channel of 16 bits, `pixels` row by row without gaps, `width` a row. `kInternal` when libpng cannot write it.
[[nodiscard]] Result<std::vector<std::uint8_t>> encode_png16(std::span<const std::uint16_t> pixels, int width);

}  // namespace eyrie::pictures
