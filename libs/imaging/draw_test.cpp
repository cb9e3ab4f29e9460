// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "imaging/draw.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "imaging/font.hpp"

namespace eyrie::imaging {
namespace {

constexpr Rgb kRed{.r = 250, .g = 20, .b = 30};

Rgb pixel_of(const Image& image, int x, int y) {
  const std::uint8_t* p = image.data() + y * image.stride() + 3 * x;
  return {.r = p[2], .g = p[1], .b = p[0]};
}

int count_of(const Image& image, Rgb colour) {
  int count = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) count += pixel_of(image, x, y) == colour ? 1 : 0;
  }
  return count;
}

TEST(DrawBox, StaysInsideItsRectangleAndLeavesTheMiddleAlone) {
  Image image(PixelFormat::kBgr8, 100, 80);
  draw_box(image, {20, 10, 80, 70}, kRed, 1);
  for (int y = 0; y < 80; ++y) {
    for (int x = 0; x < 100; ++x) {
      const bool is_inside = x >= 20 && x < 80 && y >= 10 && y < 70;
      const bool is_edge = is_inside && (x == 20 || x == 79 || y == 10 || y == 69);
      const bool is_middle = x >= 23 && x < 77 && y >= 13 && y < 67;
      if (is_edge || !is_inside || is_middle) {
        ASSERT_EQ(pixel_of(image, x, y), is_edge ? kRed : Rgb{}) << x << ',' << y;
      }
    }
  }
}

TEST(DrawBox, TicksAreHeavierThanEdges) {
  Image image(PixelFormat::kBgr8, 100, 100);
  draw_box(image, {10, 10, 90, 90}, kRed, 1);
  EXPECT_EQ(pixel_of(image, 12, 12), kRed);
  EXPECT_EQ(pixel_of(image, 87, 87), kRed);
  EXPECT_EQ(pixel_of(image, 50, 11), Rgb{});
}

TEST(DrawBox, EdgesOutsideOfThePictureAreNotDrawn) {
  Image image(PixelFormat::kBgr8, 50, 50);
  draw_box(image, {-1000, 20, std::numeric_limits<int>::max(), 30}, kRed, 1);
  EXPECT_EQ(count_of(image, kRed), 100);
  draw_box(image, {60, 60, 90, 90}, kRed, 4);
  draw_box(image, {30, 30, 10, 10}, kRed, 4);
  draw_box(image, {std::numeric_limits<int>::min(), std::numeric_limits<int>::min(), -5, -5}, kRed, 4);
  EXPECT_EQ(count_of(image, kRed), 100);
}

TEST(DrawText, DrawsEachGlyphAtItsPlaceAndScale) {
  Image image(PixelFormat::kBgr8, 64, 32);
  draw_text(image, 3, 4, "Ij", kRed, 2);
  for (int row = 0; row < 2 * font::kHeight; ++row) {
    for (int column = 0; column < 2 * font::kWidth; ++column) {
      const bool is_i = font::is_set(font::glyph_of('I'), row / 2, column / 2);
      ASSERT_EQ(pixel_of(image, 3 + column, 4 + row) == kRed, is_i);
      const bool is_j = font::is_set(font::glyph_of('j'), row / 2, column / 2);
      ASSERT_EQ(pixel_of(image, 3 + 2 * font::kAdvance + column, 4 + row) == kRed, is_j);
    }
  }
}

TEST(DrawText, EveryPrintableCharacterLooksDifferent) {
  const std::set<font::Glyph> shapes(font::kGlyphs.begin(), font::kGlyphs.end());
  EXPECT_EQ(shapes.size(), font::kGlyphs.size());
}

TEST(DrawText, Utf8SequenceIsOneQuestionMark) {
  EXPECT_EQ(text_width("\xC3\xA9", 1), text_width("?", 1));
  Image strange(PixelFormat::kBgr8, 16, 16);
  Image question(PixelFormat::kBgr8, 16, 16);
  draw_text(strange, 0, 0, "\xC3\xA9", kRed, 1);
  draw_text(question, 0, 0, "?", kRed, 1);
  EXPECT_TRUE(std::equal(strange.data(), strange.data() + 16 * strange.stride(), question.data()));
}

TEST(DrawLabelledBox, PlateStandsAboveTheBoxOrInsideWhereThereIsNoRoom) {
  Image image(PixelFormat::kBgr8, 200, 200);
  draw_labelled_box(image, {50, 100, 150, 180}, "person 92%", kRed, 1);
  EXPECT_EQ(pixel_of(image, 50, 99), kRed);
  Image at_top(PixelFormat::kBgr8, 200, 200);
  draw_labelled_box(at_top, {50, 2, 150, 180}, "person 92%", kRed, 1);
  EXPECT_EQ(pixel_of(at_top, 50, 0), Rgb{});
  EXPECT_EQ(pixel_of(at_top, 51, 4), kRed);
}

TEST(DrawLabelledBox, PlateIsMovedBackIntoThePicture) {
  Image image(PixelFormat::kBgr8, 100, 60);
  draw_labelled_box(image, {90, 30, 120, 50}, "person", kRed, 1);
  EXPECT_EQ(pixel_of(image, 100 - text_width("person", 1) - 4, 29), kRed);
}

TEST(DrawLabelledBox, DrawsOnEveryOnePlaneFormat) {
  Image rgb(PixelFormat::kRgb8, 40, 40);
  draw_box(rgb, {0, 0, 40, 40}, kRed, 1);
  EXPECT_EQ(rgb.data()[0], kRed.r);
  Image grey(PixelFormat::kGray8, 40, 40);
  draw_labelled_box(grey, {0, 0, 40, 40}, "x", kRed, 1);
  EXPECT_EQ(grey.data()[39 * 40], 89);
}

TEST(ColourOfClass, NeighboursAreEasyToTellApartAndNoneIsDark) {
  for (int id = 0; id < 200; ++id) {
    const Rgb a = colour_of_class(id);
    const Rgb b = colour_of_class(id + 1);
    EXPECT_GT(std::abs(a.r - b.r) + std::abs(a.g - b.g) + std::abs(a.b - b.b), 120) << id;
    EXPECT_GT(299 * a.r + 587 * a.g + 114 * a.b, 80 * 1000) << id;
  }
}

}  // namespace
}  // namespace eyrie::imaging
