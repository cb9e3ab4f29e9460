// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "imaging/image.hpp"
#include "pictures/decode.hpp"

namespace eyrie::pictures {

/// Pictures to JPEG (baseline, 4:2:0), with the compressor and its memory kept between pictures. Used by one thread.
class JpegEncoder {
 public:
  struct Options {
    int quality = 85;  ///< 1..100, libjpeg's scale
  };
  [[nodiscard]] static Result<JpegEncoder> open(Options options);

  /// Takes any format. A picture in the layout of JPEG itself (4:2:0, BT.601, full range) is compressed from its own planes.
  /// Other 4:2:0 pictures (limited range, BT.709) are mapped once, in YCbCr at 4:2:0: nothing goes through RGB.
  [[nodiscard]] Result<std::vector<std::uint8_t>> encode(const imaging::ImageView& view);

  JpegEncoder(JpegEncoder&&) noexcept;
  JpegEncoder& operator=(JpegEncoder&&) noexcept;
  ~JpegEncoder();

 private:
  struct State;
  explicit JpegEncoder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// For `decode`: the bytes are known to begin as a JPEG.
[[nodiscard]] Result<PictureInfo> inspect_jpeg(std::span<const std::uint8_t> bytes);
/// As stored, without orientation; `info` is what `inspect_jpeg` said, and already within the limits.
[[nodiscard]] Result<imaging::Image> decode_jpeg(std::span<const std::uint8_t> bytes, const PictureInfo& info);

}  // namespace eyrie::pictures
