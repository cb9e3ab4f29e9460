// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "imaging/image.hpp"

#include <cmath>
#include <utility>

#include <gtest/gtest.h>

#include "imaging/colour.hpp"

namespace eyrie::imaging {
namespace {

/// A 4:2:0 picture in memory of its own whose every sample differs from its neighbours.
struct YuvPicture {
  YuvPicture(PixelFormat format, int width, int height) : chroma_width((width + 1) / 2), chroma_height((height + 1) / 2) {
    const std::size_t luma = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    const std::size_t chroma = static_cast<std::size_t>(chroma_width) * static_cast<std::size_t>(chroma_height);
    bytes.resize(luma + 2 * chroma);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(16 + (i * 37) % 219);
    view.format = format;
    view.width = width;
    view.height = height;
    view.planes[0] = bytes.data();
    view.planes[1] = bytes.data() + luma;
    view.strides[0] = width;
    if (format == PixelFormat::kI420) {
      view.planes[2] = bytes.data() + luma + chroma;
      view.strides[1] = view.strides[2] = chroma_width;
    } else {
      view.strides[1] = 2 * chroma_width;
    }
  }
  int chroma_width;
  int chroma_height;
  std::vector<std::uint8_t> bytes;
  ImageView view;
};

Rgb pixel_of(const Image& image, int x, int y) {
  const std::uint8_t* p = image.data() + y * image.stride() + 3 * x;
  if (image.format() == PixelFormat::kBgr8) return {.r = p[2], .g = p[1], .b = p[0]};
  return {.r = p[0], .g = p[1], .b = p[2]};
}

/// The formula of BT.601 and BT.709 in real numbers, to hold the integers against.
std::array<double, 3> exact_rgb(int luma, int u, int v, ColourMatrix matrix, ColourRange range) {
  const double kr = matrix == ColourMatrix::kBt601 ? 0.299 : 0.2126;
  const double kb = matrix == ColourMatrix::kBt601 ? 0.114 : 0.0722;
  const bool is_full = range == ColourRange::kFull;
  const double y = is_full ? luma : (luma - 16) * 255.0 / 219.0;
  const double cb = (u - 128) * (is_full ? 1.0 : 255.0 / 224.0);
  const double cr = (v - 128) * (is_full ? 1.0 : 255.0 / 224.0);
  const double r = y + 2 * (1 - kr) * cr;
  const double b = y + 2 * (1 - kb) * cb;
  const double g = (y - kr * r - kb * b) / (1 - kr - kb);
  return {std::clamp(r, 0.0, 255.0), std::clamp(g, 0.0, 255.0), std::clamp(b, 0.0, 255.0)};
}

TEST(YuvToRgb, EqualsTheStandardsFormulaWithinRounding) {
  for (const auto matrix : {ColourMatrix::kBt601, ColourMatrix::kBt709}) {
    for (const auto range : {ColourRange::kLimited, ColourRange::kFull}) {
      const YuvToRgb to_rgb = YuvToRgb::make(matrix, range);
      for (int y = 0; y < 256; y += 5) {
        for (int u = 0; u < 256; u += 5) {
          for (int v = 0; v < 256; v += 5) {
            const auto exact = exact_rgb(y, u, v, matrix, range);
            const Rgb got = to_rgb(y, u, v);
            ASSERT_NEAR(got.r, exact[0], 0.51);
            ASSERT_NEAR(got.g, exact[1], 0.51);
            ASSERT_NEAR(got.b, exact[2], 0.51);
          }
        }
      }
    }
  }
}

TEST(YuvToRgb, VideoBlackAndWhiteAreBlackAndWhite) {
  constexpr YuvToRgb kVideo = YuvToRgb::make(ColourMatrix::kBt709, ColourRange::kLimited);
  EXPECT_EQ(kVideo(16, 128, 128), (Rgb{0, 0, 0}));
  EXPECT_EQ(kVideo(235, 128, 128), (Rgb{255, 255, 255}));
  constexpr YuvToRgb kJpeg = YuvToRgb::make(ColourMatrix::kBt601, ColourRange::kFull);
  EXPECT_EQ(kJpeg(0, 128, 128), (Rgb{0, 0, 0}));
  EXPECT_EQ(kJpeg(255, 128, 128), (Rgb{255, 255, 255}));
}

TEST(ToInterleaved, TakesChromaFromTheNearestSampleAlsoAtOddSizes) {
  for (const auto format : {PixelFormat::kI420, PixelFormat::kNv12}) {
    YuvPicture picture(format, 7, 5);
    picture.view.matrix = ColourMatrix::kBt601;
    const YuvToRgb to_rgb = YuvToRgb::make(ColourMatrix::kBt601, ColourRange::kLimited);
    const Image image = to_interleaved(picture.view, PixelFormat::kBgr8);
    for (int y = 0; y < 5; ++y) {
      for (int x = 0; x < 7; ++x) {
        const std::uint8_t* chroma = picture.view.planes[1] + (y / 2) * picture.view.strides[1];
        const int u = format == PixelFormat::kI420 ? chroma[x / 2] : chroma[x / 2 * 2];
        const int v = format == PixelFormat::kI420 ? picture.view.planes[2][(y / 2) * picture.view.strides[2] + x / 2]
                                                   : chroma[x / 2 * 2 + 1];
        ASSERT_EQ(pixel_of(image, x, y), to_rgb(picture.bytes[static_cast<std::size_t>(y * 7 + x)], u, v));
      }
    }
  }
}

TEST(ToInterleaved, SwapsRedAndBlueOnlyWhereAsked) {
  Image bgr(PixelFormat::kBgr8, 2, 1);
  for (int i = 0; i < 6; ++i) bgr.data()[i] = static_cast<std::uint8_t>(10 * i);
  const Image rgb = to_interleaved(bgr.view(), PixelFormat::kRgb8);
  EXPECT_EQ(pixel_of(rgb, 1, 0), pixel_of(bgr, 1, 0));
  EXPECT_EQ(rgb.data()[0], 20);
  const Image same = to_interleaved(bgr.view(), PixelFormat::kBgr8);
  EXPECT_EQ(same.data()[0], 0);
}

TEST(ToInterleaved, GreyBecomesThreeEqualChannels) {
  Image grey(PixelFormat::kGray8, 3, 2);
  grey.data()[4] = 200;
  EXPECT_EQ(pixel_of(to_interleaved(grey.view(), PixelFormat::kRgb8), 1, 1), (Rgb{200, 200, 200}));
}

TEST(Crop, SharesMemoryAndIsClampedToThePicture) {
  const Image image(PixelFormat::kBgr8, 10, 8);
  const ImageView part = crop(image.view(), 6, -3, 100, 7);
  EXPECT_EQ(part.width, 4);
  EXPECT_EQ(part.height, 4);
  EXPECT_EQ(part.planes[0], image.data() + 18);
  EXPECT_EQ(part.strides[0], image.stride());
}

TEST(Crop, OutsideOfThePictureIsEmpty) {
  const Image image(PixelFormat::kGray8, 10, 8);
  EXPECT_TRUE(crop(image.view(), 20, 0, 5, 5).is_empty());
  EXPECT_TRUE(crop(image.view(), 2, 2, 0, 5).is_empty());
}

TEST(Crop, OfYuvBeginsAtAnEvenPixelSoThatChromaStaysInPlace) {
  for (const auto format : {PixelFormat::kI420, PixelFormat::kNv12}) {
    const YuvPicture picture(format, 12, 10);
    const Image whole = to_interleaved(picture.view, PixelFormat::kRgb8);
    const ImageView part = crop(picture.view, 5, 3, 4, 5);
    ASSERT_EQ(part.width, 5);
    ASSERT_EQ(part.height, 6);
    const Image cut = to_interleaved(part, PixelFormat::kRgb8);
    for (int y = 0; y < part.height; ++y) {
      for (int x = 0; x < part.width; ++x) ASSERT_EQ(pixel_of(cut, x, y), pixel_of(whole, x + 4, y + 2));
    }
  }
}

TEST(Picture, KeepsThePixelsWhenTheImageIsHandedOver) {
  Image image(PixelFormat::kGray8, 4, 4);
  image.data()[5] = 77;
  const std::uint8_t* memory = image.data();
  const Picture picture = Image::into_picture(std::move(image));
  EXPECT_EQ(picture.view.planes[0], memory);
  EXPECT_EQ(picture.view.planes[0][5], 77);
}

}  // namespace
}  // namespace eyrie::imaging
