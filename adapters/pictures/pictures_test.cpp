// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <png.h>

#include "pictures/decode.hpp"
#include "pictures/jpeg.hpp"
#include "pictures/orientation.hpp"
#include "pictures/png.hpp"
#include "pictures/sequence.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::pictures {
namespace {

namespace fs = std::filesystem;
using imaging::Image;
using imaging::PixelFormat;
using testing::HasSubstr;
using Bytes = std::vector<std::uint8_t>;

/// Smooth, so that JPEG keeps it close, and different in every corner, so that a turn shows.
Image gradient(int width, int height) {
  Image image(PixelFormat::kBgr8, width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      std::uint8_t* p = image.data() + y * image.stride() + x * 3;
      p[0] = static_cast<std::uint8_t>(255 * x / width);
      p[1] = static_cast<std::uint8_t>(255 * y / height);
      p[2] = static_cast<std::uint8_t>(128 + 64 * x / width);
    }
  }
  return image;
}

Bytes jpeg_of(const imaging::ImageView& view, int quality = 95) {
  return JpegEncoder::open({.quality = quality})->encode(view).value();
}

Bytes png_of(const Image& bgr) {
  png_image description{};
  description.version = PNG_IMAGE_VERSION;
  description.width = static_cast<png_uint_32>(bgr.width());
  description.height = static_cast<png_uint_32>(bgr.height());
  description.format = PNG_FORMAT_BGR;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(description);
  Bytes bytes(size);
  EXPECT_NE(png_image_write_to_memory(&description, bytes.data(), &size, 0, bgr.data(), 0, nullptr), 0);
  bytes.resize(size);
  return bytes;
}

/// Mean difference of two pictures of one size, in grey levels.
double mean_difference(const Image& a, const Image& b) {
  EXPECT_EQ(a.width(), b.width());
  EXPECT_EQ(a.height(), b.height());
  const auto size = static_cast<std::size_t>(a.stride()) * static_cast<std::size_t>(a.height());
  double sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += std::abs(a.data()[i] - b.data()[i]);
  return sum / static_cast<double>(size);
}

std::array<int, 3> pixel(const Image& image, int x, int y) {
  const std::uint8_t* p = image.data() + y * image.stride() + x * 3;
  return {p[0], p[1], p[2]};
}

Bytes with_orientation(const Bytes& jpeg, std::uint8_t value) {
  const Bytes exif = {0xFF, 0xE1, 0, 34,   'E', 'x', 'i', 'f', 0, 0, 'M', 'M',   0, 42, 0, 0, 0, 8,
                      0,    1,    1, 0x12, 0,   3,   0,   0,   0, 1, 0,   value, 0, 0,  0, 0, 0, 0};
  Bytes out = jpeg;
  out.insert(out.begin() + 2, exif.begin(), exif.end());
  return out;
}

TEST(Decode, PngComesBackBitForBit) {
  const Image image = gradient(37, 23);
  const auto decoded = decode(png_of(image));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(mean_difference(*decoded, image), 0);
}

TEST(EncodePng, APartOfAPictureComesBackBitForBit) {
  const Image image = gradient(37, 23);
  const imaging::ImageView part = imaging::crop(image.view(), 5, 3, 20, 11);
  const Image expected = imaging::to_interleaved(part, PixelFormat::kBgr8);
  for (const PixelFormat format : {PixelFormat::kBgr8, PixelFormat::kRgb8}) {
    const Image given = imaging::to_interleaved(part, format);
    const auto bytes = encode_png(format == PixelFormat::kBgr8 ? part : given.view());
    ASSERT_TRUE(bytes) << bytes.error().message;
    const auto decoded = decode(*bytes);
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(mean_difference(*decoded, expected), 0);
  }
}

TEST(Decode, JpegComesBackClose) {
  const Image image = gradient(64, 48);
  const auto decoded = decode(jpeg_of(image.view()));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_LT(mean_difference(*decoded, image), 2.0);
}

TEST(Decode, OversizedPicturesAreRefusedBeforeTheirPixelsAreDecoded) {
  const Bytes wide = png_of(Image(PixelFormat::kBgr8, 30'000, 2));
  const auto refused = decode(wide);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Error::kTooLarge);
  EXPECT_THAT(refused.error().message, HasSubstr("30000x2"));

  EXPECT_EQ(decode(jpeg_of(Image(PixelFormat::kBgr8, 30'000, 2).view())).error().code, Error::kTooLarge);
  EXPECT_EQ(decode(png_of(gradient(20, 20)), {.max_pixels = 399}).error().code, Error::kTooLarge);
  EXPECT_TRUE(decode(png_of(gradient(20, 20)), {.max_pixels = 400}));
  EXPECT_EQ(decode(png_of(gradient(20, 20)), {.max_file_bytes = {10}}).error().code, Error::kTooLarge);
}

TEST(Decode, AHeaderThatClaimsBillionsOfPixelsCostsNothing) {
  Bytes png = png_of(gradient(20, 20));
  for (const std::size_t at : {16U, 20U}) {  // IHDR: width, height; the checksum is wrong then, too
    png[at] = 0x7F;
  }
  const auto refused = decode(png);
  ASSERT_FALSE(refused);
  Bytes jpeg = jpeg_of(gradient(32, 32).view());
  const std::array<std::uint8_t, 2> sof0 = {0xFF, 0xC0};
  const auto frame = std::search(jpeg.begin(), jpeg.end(), sof0.begin(), sof0.end());
  ASSERT_NE(frame, jpeg.end());
  std::fill(frame + 5, frame + 9, std::uint8_t{0xF0});
  EXPECT_EQ(decode(jpeg).error().code, Error::kTooLarge);
}

TEST(Decode, EveryTruncationIsCorrupt) {
  const Image image = gradient(64, 48);
  for (const Bytes& whole : {jpeg_of(image.view()), png_of(image)}) {
    for (std::size_t size = 8; size < whole.size(); size += 3) {
      const auto decoded = decode(std::span(whole).first(size));
      ASSERT_FALSE(decoded) << size << " of " << whole.size();
      EXPECT_EQ(decoded.error().code, Error::kCorrupt) << decoded.error().message;
    }
    EXPECT_FALSE(decode(std::span(whole).first(whole.size() - 1)));
  }
}

TEST(Decode, WhatIsNoPictureIsUnsupported) {
  EXPECT_EQ(decode({}).error().code, Error::kUnsupported);
  const Bytes gif = {'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0, 0, 0};
  EXPECT_EQ(decode(gif).error().code, Error::kUnsupported);
}

TEST(Decode, OrientationTurnsThePictureUpright) {
  const Image image = gradient(64, 32);
  const Bytes jpeg = jpeg_of(image.view());
  const Image stored = decode(jpeg).value();
  // Where the stored top left and top right corners lie after turning: CP-3451, table of tag 274.
  struct Case {
    std::uint8_t orientation;
    int width, left_x, left_y, right_x, right_y;
  };
  for (const Case& c :
       {Case{1, 64, 0, 0, 63, 0}, Case{2, 64, 63, 0, 0, 0}, Case{3, 64, 63, 31, 0, 31}, Case{4, 64, 0, 31, 63, 31},
        Case{5, 32, 0, 0, 0, 63}, Case{6, 32, 31, 0, 31, 63}, Case{7, 32, 31, 63, 31, 0}, Case{8, 32, 0, 63, 0, 0}}) {
    const auto turned = decode(with_orientation(jpeg, c.orientation));
    ASSERT_TRUE(turned) << turned.error().message;
    EXPECT_EQ(turned->width(), c.width) << int{c.orientation};
    EXPECT_EQ(pixel(*turned, c.left_x, c.left_y), pixel(stored, 0, 0)) << int{c.orientation};
    EXPECT_EQ(pixel(*turned, c.right_x, c.right_y), pixel(stored, 63, 0)) << int{c.orientation};
  }
}

TEST(Decode, ADamagedExifNoteLeavesThePictureAsStored) {
  const Bytes jpeg = jpeg_of(gradient(64, 32).view());
  for (const std::uint8_t value : Bytes{0, 9, 255}) EXPECT_EQ(decode(with_orientation(jpeg, value))->width(), 64);
}

TEST(Decode, SurvivesRandomMutations) {
  std::mt19937 random(3);
  const auto pick = [&](std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random); };
  const Image image = gradient(40, 24);
  const std::vector<Bytes> seeds = {jpeg_of(image.view()), png_of(image), with_orientation(jpeg_of(image.view()), 6)};
  for (int round = 0; round < 3000; ++round) {
    Bytes bytes = seeds[pick(seeds.size())];
    for (std::size_t i = 0, count = 1 + pick(5); i < count; ++i)
      bytes[pick(bytes.size())] = static_cast<std::uint8_t>(pick(256));
    if (pick(4) == 0) bytes.resize(pick(bytes.size()));
    const auto decoded = decode(bytes, {.max_pixels = 1'000'000});
    EXPECT_TRUE(!decoded || decoded->width() > 0);
  }
}

struct YuvCase {
  PixelFormat format;
  imaging::ColourMatrix matrix;
  imaging::ColourRange range;
};

/// One colour as a 4:2:0 picture, by the formulas of BT.601 and BT.709 in floating point.
struct YuvPicture {
  YuvPicture(const YuvCase& c, int width, int height, std::array<double, 3> rgb) {
    const bool is_709 = c.matrix == imaging::ColourMatrix::kBt709;
    const double kr = is_709 ? 0.2126 : 0.299;
    const double kb = is_709 ? 0.0722 : 0.114;
    const bool is_full = c.range == imaging::ColourRange::kFull;
    const double y = kr * rgb[0] + (1 - kr - kb) * rgb[1] + kb * rgb[2];
    const double cb = (rgb[2] - y) / (2 * (1 - kb));
    const double cr = (rgb[0] - y) / (2 * (1 - kr));
    const auto luma = static_cast<std::uint8_t>(std::lround(is_full ? y : 16 + y * 219 / 255));
    const auto chroma = [&](double v) {
      return static_cast<std::uint8_t>(std::lround(128 + (is_full ? v : v * 224 / 255)));
    };
    const int half_width = (width + 1) / 2;
    const int half_height = (height + 1) / 2;
    const auto samples = static_cast<std::size_t>(half_width) * static_cast<std::size_t>(half_height);
    planes[0].assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), luma);
    view = {.format = c.format,
            .width = width,
            .height = height,
            .planes = {},
            .strides = {width, half_width, half_width},
            .matrix = c.matrix,
            .range = c.range};
    if (c.format == PixelFormat::kI420) {
      planes[1].assign(samples, chroma(cb));
      planes[2].assign(samples, chroma(cr));
    } else {
      for (std::size_t i = 0; i < samples; ++i) planes[1].insert(planes[1].end(), {chroma(cb), chroma(cr)});
      view.strides[1] = half_width * 2;
    }
    for (std::size_t i = 0; i < 3; ++i) view.planes[i] = planes[i].data();
  }
  std::array<Bytes, 3> planes;
  imaging::ImageView view;
};

TEST(JpegEncoder, ColoursOfVideoPicturesComeOutRight) {
  using enum imaging::ColourMatrix;
  using enum imaging::ColourRange;
  for (const PixelFormat format : {PixelFormat::kI420, PixelFormat::kNv12}) {
    for (const auto& [matrix, range] :
         {std::pair{kBt601, kFull}, std::pair{kBt601, kLimited}, std::pair{kBt709, kFull}, std::pair{kBt709, kLimited}}) {
      for (const std::array<double, 3>& rgb :
           {std::array{200.0, 40.0, 30.0}, std::array{20.0, 180.0, 60.0}, std::array{0.0, 0.0, 0.0},
            std::array{40.0, 60.0, 220.0}, std::array{255.0, 255.0, 255.0}}) {
        const YuvPicture picture({format, matrix, range}, 33, 17, rgb);
        const auto decoded = decode(jpeg_of(picture.view, 98));
        ASSERT_TRUE(decoded) << decoded.error().message;
        ASSERT_EQ(decoded->width(), 33);
        for (const auto& [x, y] : {std::pair{0, 0}, std::pair{32, 16}, std::pair{16, 8}}) {
          const auto bgr = pixel(*decoded, x, y);
          for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(bgr[2 - c], rgb[c], 4.0) << static_cast<int>(format);
        }
      }
    }
  }
}

TEST(JpegEncoder, PlanesInJpegsOwnColoursAreNotTouched) {
  // The same planes in both layouts give the same file: nothing was rounded on the way.
  const YuvCase planar{PixelFormat::kI420, imaging::ColourMatrix::kBt601, imaging::ColourRange::kFull};
  const YuvCase interleaved{PixelFormat::kNv12, planar.matrix, planar.range};
  for (const auto& [width, height] : {std::pair{34, 18}, std::pair{35, 19}}) {
    EXPECT_EQ(jpeg_of(YuvPicture(planar, width, height, {10, 99, 180}).view),
              jpeg_of(YuvPicture(interleaved, width, height, {10, 99, 180}).view));
  }
}

TEST(JpegEncoder, ACroppedViewIsEncodedFromItsPlace) {
  const Image image = gradient(64, 48);
  const auto part = decode(jpeg_of(imaging::crop(image.view(), 32, 16, 16, 16)));
  ASSERT_TRUE(part);
  const auto expected = pixel(image, 40, 24);
  const auto found = pixel(*part, 8, 8);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(found[c], expected[c], 6);
}

TEST(JpegEncoder, NonsenseIsRefused) {
  EXPECT_FALSE(JpegEncoder::open({.quality = 0}));
  EXPECT_FALSE(JpegEncoder::open({.quality = 85})->encode({}));
}

TEST(NaturalOrder, NumbersCountByValue) {
  const std::vector<std::string> expected = {"a.png",      "img1.png",   "img2.png", "Img10.png",
                                             "img10b.png", "img100.png", "z.png"};
  std::vector<std::string> shuffled = {"img100.png", "z.png", "img2.png", "img10b.png", "a.png", "Img10.png", "img1.png"};
  std::ranges::sort(shuffled, is_naturally_less);
  EXPECT_EQ(shuffled, expected);
  EXPECT_FALSE(is_naturally_less("img01", "img01"));
  EXPECT_NE(is_naturally_less("img1", "img01"), is_naturally_less("img01", "img1"));
}

class PictureFolder : public testing::Test {
 protected:
  void write(const std::string& name, const Bytes& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes));
  }
  const test::TempFolder temp_;
  const fs::path folder_ = temp_.path();
};

TEST_F(PictureFolder, IsASequenceInNaturalOrderWithTimesAndIds) {
  write("p10.png", png_of(gradient(10, 4)));
  write("p2.jpg", jpeg_of(gradient(2, 4).view()));
  write("p1.PNG", png_of(gradient(1, 4)));
  write("notes.txt", {1, 2, 3});
  const Timestamp start = from_nanoseconds(1'000'000'000);
  auto sequence = PictureSequence::open(folder_, {.decode = {}, .start = start, .interval = std::chrono::seconds{1}});
  ASSERT_TRUE(sequence) << sequence.error().message;
  const int widths[] = {1, 2, 10};
  for (int i = 0; i < 3; ++i) {
    const auto item = sequence->next();
    ASSERT_TRUE(item && *item);
    EXPECT_EQ((*item)->frame.picture.view.width, widths[i]);
    EXPECT_EQ((*item)->frame.frame_id.number, static_cast<std::uint64_t>(i) + 1);
    EXPECT_EQ((*item)->frame.captured_at, start + std::chrono::seconds{i});
  }
  const auto end = sequence->next();
  ASSERT_TRUE(end);
  EXPECT_FALSE(*end);
}

TEST_F(PictureFolder, APatternAndASingleFileWorkToo) {
  write("p1.png", png_of(gradient(1, 4)));
  write("p2.png", png_of(gradient(2, 4)));
  write("q1.png", png_of(gradient(3, 4)));
  EXPECT_EQ(PictureSequence::open(folder_ / "p*.png", {})->paths().size(), 2U);
  EXPECT_EQ(PictureSequence::open(folder_ / "q1.png", {})->paths().size(), 1U);
  EXPECT_EQ(PictureSequence::open(folder_ / "x*.png", {}).error().code, Error::kNotFound);
  EXPECT_EQ(PictureSequence::open(folder_ / "none.png", {}).error().code, Error::kNotFound);
}

TEST_F(PictureFolder, ADamagedPictureIsNamedAndTheNextOneFollows) {
  Bytes cut = png_of(gradient(20, 20));
  cut.resize(cut.size() / 2);
  write("p1.png", cut);
  write("p2.png", png_of(gradient(2, 4)));
  auto sequence = PictureSequence::open(folder_, {});
  const auto damaged = sequence->next();
  ASSERT_FALSE(damaged);
  EXPECT_THAT(damaged.error().message, HasSubstr("p1.png"));
  EXPECT_EQ((*sequence->next())->frame.frame_id.number, 2U);
}

}  // namespace
}  // namespace eyrie::pictures
