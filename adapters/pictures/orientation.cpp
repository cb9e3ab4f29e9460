// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "pictures/orientation.hpp"

#include <cstddef>
#include <cstring>
#include <optional>

namespace eyrie::pictures {
namespace {

class TiffReader {
 public:
  TiffReader(std::span<const std::uint8_t> bytes, bool is_little_endian)
      : bytes_(bytes), is_little_endian_(is_little_endian) {}

  [[nodiscard]] std::optional<std::uint32_t> take(std::size_t offset, std::size_t count) const {
    if (offset > bytes_.size() || bytes_.size() - offset < count) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      value = value << 8U | bytes_[offset + (is_little_endian_ ? count - 1 - i : i)];
    }
    return value;
  }

 private:
  std::span<const std::uint8_t> bytes_;
  bool is_little_endian_;
};

constexpr std::uint32_t kOrientationTag = 0x0112;
constexpr std::uint32_t kShortType = 3;

}  // namespace

int exif_orientation(std::span<const std::uint8_t> tiff) {  // TIFF 6.0, section 2
  if (tiff.size() < 8) return 1;
  const bool is_little_endian = tiff[0] == 'I' && tiff[1] == 'I';
  if (!is_little_endian && !(tiff[0] == 'M' && tiff[1] == 'M')) return 1;
  const TiffReader reader(tiff, is_little_endian);
  if (reader.take(2, 2) != 42U) return 1;
  const std::size_t directory = reader.take(4, 4).value_or(0);
  const std::uint32_t entries = reader.take(directory, 2).value_or(0);
  for (std::uint32_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + std::size_t{i} * 12;
    const auto tag = reader.take(entry, 2);
    if (!tag) return 1;
    if (*tag != kOrientationTag) continue;
    if (reader.take(entry + 2, 2) != kShortType) return 1;
    const std::uint32_t value = reader.take(entry + 8, 2).value_or(1);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

imaging::Image turn_upright(imaging::Image image, int orientation) {
  if (orientation <= 1 || orientation > 8) return image;
  const int width = image.width();
  const int height = image.height();
  const bool is_transposed = orientation >= 5;
  imaging::Image out(image.format(), is_transposed ? height : width, is_transposed ? width : height);

  // Where the stored pixel (0, 0) goes, and how far the target moves for one stored pixel right and one down (CP-3451 table
  // 6).
  const std::ptrdiff_t pixel = image.channels();
  const std::ptrdiff_t row = out.stride();
  const bool ends_right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
  const bool ends_below = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
  const std::ptrdiff_t step_x = ends_right ? -pixel : pixel;
  const std::ptrdiff_t step_y = ends_below ? -row : row;
  std::uint8_t* origin =
      out.data() + (ends_right ? (out.width() - 1) * pixel : 0) + (ends_below ? (out.height() - 1) * row : 0);
  const std::ptrdiff_t right = is_transposed ? step_y : step_x;
  const std::ptrdiff_t down = is_transposed ? step_x : step_y;

  for (int y = 0; y < height; ++y) {
    const std::uint8_t* from = image.data() + y * image.stride();
    std::uint8_t* to = origin + y * down;
    for (int x = 0; x < width; ++x, from += pixel, to += right) std::memcpy(to, from, static_cast<std::size_t>(pixel));
  }
  return out;
}

}  // namespace eyrie::pictures
