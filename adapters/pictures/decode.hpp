// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "base/result.hpp"
#include "base/units.hpp"
#include "imaging/image.hpp"

namespace eyrie::pictures {

enum class PictureType : std::uint8_t { kJpeg, kPng };

/// What a picture file says of itself before a single pixel is decoded.
struct PictureInfo {
  PictureType type = PictureType::kJpeg;
  int width = 0;        ///< pixels, as stored: before orientation
  int height = 0;       ///< pixels, as stored
  int orientation = 1;  ///< EXIF 1..8 (JEITA CP-3451, tag 0x0112); 1: as stored
};

struct DecodeOptions {
  std::uint64_t max_pixels = 40'000'000;
  int max_side_px = 16'384;
  ByteCount max_file_bytes{64U << 20U};
};

/// Reads the header alone. `kUnsupported` when it is neither JPEG nor PNG, `kCorrupt` when the header is damaged.
[[nodiscard]] Result<PictureInfo> inspect(std::span<const std::uint8_t> bytes);

/// A JPEG or PNG as BGR, turned upright as its EXIF orientation says: the pixels OpenCV's `imread` gives, transparency
/// dropped, 16 bits cut to 8.
///
/// The limits are checked before any memory is taken for pixels: `kTooLarge` says what was found and what is allowed. A file
/// that ends early or is damaged is `kCorrupt`, also where libjpeg would fill in grey and only warn.
/// Thread-safe. No global state.
[[nodiscard]] Result<imaging::Image> decode(std::span<const std::uint8_t> bytes, const DecodeOptions& options = {});

/// The same from a file. `kNotFound` when it cannot be read.
[[nodiscard]] Result<imaging::Image> decode_file(const std::filesystem::path& path, const DecodeOptions& options = {});

}  // namespace eyrie::pictures
