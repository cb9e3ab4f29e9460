// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/letterbox.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace eyrie::perception {
namespace {

using imaging::Image;
using imaging::ImageView;
using imaging::PixelFormat;

/// Noise in any format, in memory of its own that ends with the last sample (so that reading past it is found out by ASan).
class NoisyPicture {
 public:
  NoisyPicture(PixelFormat format, int width, int height) {
    view_.format = format;
    view_.width = width;
    view_.height = height;
    const int half_width = (width + 1) / 2;
    const int half_height = (height + 1) / 2;
    switch (format) {
      case PixelFormat::kBgr8:
      case PixelFormat::kRgb8: add_plane(0, 3 * width, height); break;
      case PixelFormat::kGray8: add_plane(0, width, height); break;
      case PixelFormat::kI420:
        add_plane(0, width, height);
        add_plane(1, half_width, half_height);
        add_plane(2, half_width, half_height);
        break;
      case PixelFormat::kNv12:
        add_plane(0, width, height);
        add_plane(1, 2 * half_width, half_height);
        break;
    }
  }
  [[nodiscard]] const ImageView& view() const { return view_; }
  [[nodiscard]] ImageView& view() { return view_; }

 private:
  void add_plane(std::size_t plane, int row_bytes, int rows) {
    auto& bytes = planes_[plane];
    bytes.resize(static_cast<std::size_t>(row_bytes) * static_cast<std::size_t>(rows));
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random_());
    view_.planes[plane] = bytes.data();
    view_.strides[plane] = row_bytes;
  }
  std::mt19937 random_{3};
  std::array<std::vector<std::uint8_t>, 3> planes_;
  ImageView view_;
};

/// Bilinear by the textbook, one sample at a time in double precision: pixel centres lie at halves, the edge goes on
/// outside.
class ReferenceResize {
 public:
  ReferenceResize(const Image& rgb, double gain) : rgb_(rgb), gain_(gain) {}

  [[nodiscard]] double at(int x, int y, int channel) const {
    const double source_x = std::clamp((x + 0.5) / gain_ - 0.5, 0.0, rgb_.width() - 1.0);
    const double source_y = std::clamp((y + 0.5) / gain_ - 0.5, 0.0, rgb_.height() - 1.0);
    const int column = static_cast<int>(source_x);
    const int row = static_cast<int>(source_y);
    const double above = std::lerp(level(column, row, channel), level(column + 1, row, channel), source_x - column);
    const double below = std::lerp(level(column, row + 1, channel), level(column + 1, row + 1, channel), source_x - column);
    return std::lerp(above, below, source_y - row);
  }

 private:
  [[nodiscard]] double level(int x, int y, int channel) const {
    const int column = std::min(x, rgb_.width() - 1);
    const int row = std::min(y, rgb_.height() - 1);
    return rgb_.data()[row * rgb_.stride() + 3 * column + channel];
  }
  const Image& rgb_;
  double gain_;
};

/// Weights of 11 bits in both directions, sums of 7 bits between them; of noise, whose neighbours may be 255 levels apart.
constexpr double kTolerance = (255.0 / 4096.0 * 2 + 1.0 / 128.0) / 255.0;

/// Holds every value of the tensor against the reference.
void expect_equals_reference(const ImageView& view, int width, int height, const std::vector<float>& tensor) {
  const Image rgb = imaging::to_interleaved(view, PixelFormat::kRgb8);
  const LetterboxGeometry box = letterbox_geometry(view.width, view.height, width, height);
  const ReferenceResize reference(rgb, box.gain);
  std::size_t i = 0;
  for (int channel = 0; channel < 3; ++channel) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x, ++i) {
        const bool is_inside = x >= box.left && x < box.left + box.width && y >= box.top && y < box.top + box.height;
        const double level = is_inside ? reference.at(x - box.left, y - box.top, channel) : 114;
        ASSERT_NEAR(tensor[i], level / 255.0, kTolerance) << x << ',' << y << " channel " << channel;
      }
    }
  }
}

struct Geometry {
  int source_width, source_height, width, height;
  LetterboxGeometry expected;
};

// Expected values: the formula evaluated by Python, whose round() is half to even.
TEST(LetterboxGeometry, FollowsUltralytics) {
  const std::vector<Geometry> cases{
      {1920, 1080, 640, 640, {.left = 0, .top = 140, .width = 640, .height = 360}},
      {810, 1080, 640, 640, {.left = 80, .top = 0, .width = 480, .height = 640}},
      {500, 333, 640, 640, {.left = 0, .top = 107, .width = 640, .height = 426}},
      {641, 427, 640, 640, {.left = 0, .top = 107, .width = 640, .height = 426}},
      {1365, 768, 640, 640, {.left = 0, .top = 140, .width = 640, .height = 360}},
      {480, 270, 320, 320, {.left = 0, .top = 70, .width = 320, .height = 180}},
      {1280, 720, 640, 384, {.left = 0, .top = 12, .width = 640, .height = 360}},
      {7, 1000, 640, 640, {.left = 318, .top = 0, .width = 4, .height = 640}},
      {4000, 3000, 1280, 736, {.left = 149, .top = 0, .width = 981, .height = 736}},
  };
  for (const auto& one : cases) {
    const auto got = letterbox_geometry(one.source_width, one.source_height, one.width, one.height);
    EXPECT_EQ(got.left, one.expected.left) << one.source_width;
    EXPECT_EQ(got.top, one.expected.top) << one.source_width;
    EXPECT_EQ(got.width, one.expected.width) << one.source_width;
    EXPECT_EQ(got.height, one.expected.height) << one.source_width;
  }
}

TEST(LetterboxGeometry, BoxesComeBackToWhereTheyWere) {
  const auto geometry = letterbox_geometry(1920, 1080, 640, 640);
  const Box box = geometry.to_source({.x_min = 0, .y_min = 140, .x_max = 640, .y_max = 500});
  EXPECT_FLOAT_EQ(box.x_min, 0);
  EXPECT_FLOAT_EQ(box.y_min, 0);
  EXPECT_FLOAT_EQ(box.x_max, 1920);
  EXPECT_FLOAT_EQ(box.y_max, 1080);
}

TEST(LetterboxGeometry, ThinPicturesKeepAtLeastOnePixel) {
  EXPECT_EQ(letterbox_geometry(20000, 1, 640, 640).height, 1);
  EXPECT_EQ(letterbox_geometry(1, 20000, 640, 640).width, 1);
}

struct Size {
  int width, height;
};

class LetterboxPixels : public testing::TestWithParam<PixelFormat> {};

TEST_P(LetterboxPixels, AreThoseOfTheReference) {
  Letterbox letterbox(96, 96);
  std::vector<float> tensor(std::size_t{3} * 96 * 96);
  // Thirds (every weight 0), halves, up-scaling, odd sides, tall, one pixel, one column, the size of the input itself.
  for (const Size size :
       {Size{288, 162}, {192, 108}, {40, 30}, {133, 77}, {77, 201}, {1, 1}, {1, 50}, {50, 1}, {96, 96}, {3, 2}}) {
    const NoisyPicture picture(GetParam(), size.width, size.height);
    const auto geometry = letterbox.apply(picture.view(), std::span(tensor));
    ASSERT_TRUE(geometry.has_value());
    expect_equals_reference(picture.view(), 96, 96, tensor);
    if (HasFatalFailure()) FAIL() << size.width << 'x' << size.height;
  }
}

TEST_P(LetterboxPixels, OfOblongInputsAreThoseOfTheReference) {
  Letterbox letterbox(160, 64);
  std::vector<float> tensor(std::size_t{3} * 160 * 64);
  const NoisyPicture picture(GetParam(), 121, 83);
  ASSERT_TRUE(letterbox.apply(picture.view(), std::span(tensor)).has_value());
  expect_equals_reference(picture.view(), 160, 64, tensor);
}

TEST_P(LetterboxPixels, OfACropAreThoseOfTheCropAlone) {
  const NoisyPicture picture(GetParam(), 200, 120);
  const ImageView part = imaging::crop(picture.view(), 30, 22, 101, 65);
  Letterbox letterbox(64, 64);
  std::vector<float> tensor(std::size_t{3} * 64 * 64);
  ASSERT_TRUE(letterbox.apply(part, std::span(tensor)).has_value());
  expect_equals_reference(part, 64, 64, tensor);
}

TEST_P(LetterboxPixels, InHalfPrecisionAreTheNearestHalfOfTheFloat) {
  const NoisyPicture picture(GetParam(), 133, 77);
  Letterbox letterbox(96, 96);
  std::vector<float> exact(std::size_t{3} * 96 * 96);
  std::vector<Half> half(exact.size());
  ASSERT_TRUE(letterbox.apply(picture.view(), std::span(exact)).has_value());
  ASSERT_TRUE(letterbox.apply(picture.view(), std::span(half)).has_value());
  for (std::size_t i = 0; i < exact.size(); ++i)
    ASSERT_NEAR(to_float(half[i]), exact[i], exact[i] < 0x1p-14F ? 0x1p-14F : exact[i] * 0x1p-11F);
}

INSTANTIATE_TEST_SUITE_P(Formats, LetterboxPixels,
                         testing::Values(PixelFormat::kBgr8, PixelFormat::kRgb8, PixelFormat::kGray8, PixelFormat::kI420,
                                         PixelFormat::kNv12));

TEST(Letterbox, FollowsMatrixAndRangeOfTheFrame) {
  NoisyPicture picture(PixelFormat::kI420, 130, 70);
  Letterbox letterbox(64, 64);
  std::vector<float> tensor(std::size_t{3} * 64 * 64);
  for (const auto matrix : {imaging::ColourMatrix::kBt601, imaging::ColourMatrix::kBt709}) {
    for (const auto range : {imaging::ColourRange::kLimited, imaging::ColourRange::kFull}) {
      picture.view().matrix = matrix;
      picture.view().range = range;
      ASSERT_TRUE(letterbox.apply(picture.view(), std::span(tensor)).has_value());
      expect_equals_reference(picture.view(), 64, 64, tensor);
    }
  }
}

TEST(Letterbox, RefusesEmptyPicturesAndTensorsOfAnotherSize) {
  Letterbox letterbox(64, 32);
  std::vector<float> tensor(std::size_t{3} * 64 * 32);
  const auto empty = letterbox.apply(ImageView{}, std::span(tensor));
  ASSERT_FALSE(empty.has_value());
  EXPECT_EQ(empty.error().code, Error::kInvalidArgument);

  const NoisyPicture picture(PixelFormat::kGray8, 8, 8);
  const auto small = letterbox.apply(picture.view(), std::span(tensor).first(5));
  ASSERT_FALSE(small.has_value());
  EXPECT_NE(small.error().message.find("3 x 32 x 64"), std::string::npos);
}

TEST(Half, ConversionsAreEachOthersInverse) {
  for (std::uint32_t bits = 0x0400; bits < 0x7C00; ++bits) {
    const Half half{static_cast<std::uint16_t>(bits)};
    ASSERT_EQ(to_half(to_float(half)), half);
  }
  EXPECT_EQ(to_half(0.0F).bits, 0);
  EXPECT_EQ(to_half(0x1p-14F).bits, 0x0400);
  EXPECT_EQ(to_half(0x1p-15F).bits, 0);
  EXPECT_EQ(to_half(1.0F).bits, 0x3C00);
  EXPECT_FLOAT_EQ(to_float({0xC000}), -2.0F);
  EXPECT_FLOAT_EQ(to_float({0x0001}), 0x1p-24F);
  EXPECT_TRUE(std::isinf(to_float({0x7C00})));
}

}  // namespace
}  // namespace eyrie::perception
