// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "imaging/draw.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "imaging/font.hpp"

namespace eyrie::imaging {
namespace {

constexpr Rgb kInk{.r = 12, .g = 16, .b = 20};
constexpr Rgb kPaper{.r = 245, .g = 248, .b = 250};

/// BT.601 luma, 0..255.
int luma_of(Rgb colour) { return (299 * colour.r + 587 * colour.g + 114 * colour.b) / 1000; }

void fill(Image& image, const PixelRect& rect, Rgb colour) {
  const int left = std::max(rect.left, 0);
  const int right = std::min(rect.right, image.width());
  const int bottom = std::min(rect.bottom, image.height());
  std::array<std::uint8_t, 3> bytes{colour.b, colour.g, colour.r};
  if (image.format() == PixelFormat::kRgb8) std::swap(bytes[0], bytes[2]);
  if (image.format() == PixelFormat::kGray8) bytes[0] = static_cast<std::uint8_t>(luma_of(colour));
  for (int y = std::max(rect.top, 0); y < bottom; ++y) {
    std::uint8_t* pixel = image.data() + y * image.stride() + static_cast<std::ptrdiff_t>(left) * image.channels();
    for (int x = left; x < right; ++x) pixel = std::copy_n(bytes.begin(), image.channels(), pixel);
  }
}

/// Calls `visit` with the font's glyph for every character; a UTF-8 sequence is one character.
template <typename Visit>
void for_each_glyph(std::string_view text, Visit visit) {
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    const bool continues_a_sequence = (code & 0xC0U) == 0x80U;
    if (!continues_a_sequence) visit(font::glyph_of(code));
  }
}

/// Moves an x so that `width` pixels from there lie in the picture; what is wider than the picture begins at its left edge.
int shift_into(int x, int width, int picture_width) { return std::max(0, std::min(x, picture_width - width)); }

}  // namespace

int drawing_scale(int width, int height) noexcept { return std::clamp((std::max(width, height) + 450) / 900, 1, 16); }

Rgb colour_of_class(int class_id) noexcept {
  // Steps of the golden ratio spread any number of hues evenly; two lightnesses tell apart the hues that come to lie close.
  constexpr double kGoldenRatio = 0.618033988749895;
  const double hue = std::fmod(0.53 + class_id * kGoldenRatio, 1.0) * 6.0;
  const double value = (class_id / 8) % 2 == 0 ? 255.0 : 210.0;
  constexpr double kSaturation = 0.68;
  const auto channel = [&](double offset) {
    const double k = std::fmod(offset + hue, 6.0);
    return static_cast<std::uint8_t>(value * (1.0 - kSaturation * std::clamp(std::min(k, 4.0 - k), 0.0, 1.0)));
  };
  return {.r = channel(5), .g = channel(3), .b = channel(1)};
}

int text_width(std::string_view text, int scale) noexcept {
  int glyphs = 0;
  for_each_glyph(text, [&](const font::Glyph&) { ++glyphs; });
  return glyphs == 0 ? 0 : (glyphs * font::kAdvance - (font::kAdvance - font::kWidth)) * scale;
}

int text_height(int scale) noexcept { return font::kHeight * scale; }

void draw_box(Image& image, const PixelRect& rect, Rgb colour, int scale) {
  // Clamped to beyond what a tick reaches: corners outside stay outside, and no sum below can overflow.
  constexpr int kBeyond = 1024;
  const PixelRect box{.left = std::clamp(rect.left, -kBeyond, image.width() + kBeyond),
                      .top = std::clamp(rect.top, -kBeyond, image.height() + kBeyond),
                      .right = std::clamp(rect.right, -kBeyond, image.width() + kBeyond),
                      .bottom = std::clamp(rect.bottom, -kBeyond, image.height() + kBeyond)};
  if (box.right <= box.left || box.bottom <= box.top) return;

  const int shorter = std::min(box.right - box.left, box.bottom - box.top);
  const int thin = std::min(scale, shorter);
  fill(image, {box.left, box.top, box.right, box.top + thin}, colour);
  fill(image, {box.left, box.bottom - thin, box.right, box.bottom}, colour);
  fill(image, {box.left, box.top, box.left + thin, box.bottom}, colour);
  fill(image, {box.right - thin, box.top, box.right, box.bottom}, colour);

  const int heavy = std::min(3 * scale, shorter / 4);
  const int tick = std::min(14 * scale, shorter / 3);
  if (heavy <= thin) return;
  for (const bool is_right : {false, true}) {
    for (const bool is_bottom : {false, true}) {
      const int left = is_right ? box.right - tick : box.left;
      const int top = is_bottom ? box.bottom - tick : box.top;
      const int bar_top = is_bottom ? box.bottom - heavy : box.top;
      const int bar_left = is_right ? box.right - heavy : box.left;
      fill(image, {left, bar_top, left + tick, bar_top + heavy}, colour);
      fill(image, {bar_left, top, bar_left + heavy, top + tick}, colour);
    }
  }
}

void draw_text(Image& image, int x, int y, std::string_view text, Rgb colour, int scale) {
  for_each_glyph(text, [&](const font::Glyph& glyph) {
    for (int row = 0; row < font::kHeight; ++row) {
      for (int column = 0; column < font::kWidth; ++column) {
        if (!font::is_set(glyph, row, column)) continue;
        const int left = x + column * scale;
        const int top = y + row * scale;
        fill(image, {left, top, left + scale, top + scale}, colour);
      }
    }
    x += font::kAdvance * scale;
  });
}

void draw_labelled_box(Image& image, const PixelRect& rect, std::string_view text, Rgb colour, int scale) {
  draw_box(image, rect, colour, scale);
  if (text.empty()) return;
  const int margin = 2 * scale;
  const int width = text_width(text, scale) + 2 * margin;
  const int height = text_height(scale) + 2 * margin - scale;  // most letters leave the font's lowest row free
  const int left = shift_into(rect.left, width, image.width());
  const int above = std::clamp(rect.top, 0, image.height()) - height;
  const int top = above >= 0 ? above : std::max(rect.top, 0);
  fill(image, {left, top, left + width, top + height}, colour);
  draw_text(image, left + margin, top + margin, text, luma_of(colour) > 120 ? kInk : kPaper, scale);
}

}  // namespace eyrie::imaging
