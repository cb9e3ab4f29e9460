// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/ffmpeg/encoder.hpp"

#include <cmath>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/ffmpeg/decoder.hpp"
#include "capture/ffmpeg/mp4.hpp"
#include "capture/ffmpeg/testing/decode_all.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::capture {
namespace {

using namespace std::chrono_literals;

constexpr int kWidth = 160;
constexpr int kHeight = 90;

/// Colours that run over the picture, shifted from one number to the next.
imaging::Image picture_of(int number) {
  imaging::Image image(imaging::PixelFormat::kBgr8, kWidth, kHeight);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      std::uint8_t* pixel = image.data() + y * image.stride() + std::ptrdiff_t{3} * x;
      pixel[0] = static_cast<std::uint8_t>(40 + y);
      pixel[1] = static_cast<std::uint8_t>(60 + (x + 2 * number) % 128);
      pixel[2] = static_cast<std::uint8_t>(200 - x / 2);
    }
  }
  return image;
}

H264Encoder::Options options() {
  return {.width = kWidth, .height = kHeight, .frame_interval = 80ms, .key_interval = 10, .start = testing::kStart};
}

std::vector<media::Packet> encoded(int pictures) {
  auto encoder = H264Encoder::open(options());
  EXPECT_TRUE(encoder) << encoder.error().message;
  std::vector<media::Packet> packets;
  const auto take = [&packets](Result<std::vector<media::Packet>> more) {
    ASSERT_TRUE(more) << more.error().message;
    std::ranges::move(*more, std::back_inserter(packets));
  };
  for (int number = 0; number < pictures; ++number) take((*encoder)->encode(picture_of(number).view()));
  take((*encoder)->finish());
  return packets;
}

TEST(H264Encoder, APacketAPictureWithKeyFramesAtFixedSteps) {
  const auto packets = encoded(25);
  ASSERT_EQ(packets.size(), 25U);
  for (std::size_t i = 0; i < packets.size(); ++i) {
    EXPECT_EQ(packets[i].captured_at, testing::kStart + i * 80ms);
    EXPECT_EQ(packets[i].decode_offset, 0ns);
    EXPECT_EQ(packets[i].is_key, i % 10 == 0);
  }
}

TEST(H264Encoder, SamePicturesGiveTheSameBytes) {
  const auto first = encoded(12);
  const auto second = encoded(12);
  ASSERT_EQ(first.size(), second.size());
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(*first[i].payload, *second[i].payload);
}

TEST(H264Encoder, DecodedPicturesAreTheOnesThatWentIn) {
  const test::TempFolder folder;
  const auto packets = encoded(12);
  const auto clip = mux_mp4({.codec = media::Codec::kH264, .width = kWidth, .height = kHeight, .extradata = {}}, packets);
  ASSERT_TRUE(clip) << clip.error().message;
  std::ofstream(folder / "film.mp4", std::ios::binary)
      .write(reinterpret_cast<const char*>(clip->bytes.data()), std::ssize(clip->bytes));
  const auto info = probe_clip(folder / "film.mp4");
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(info->frames, 12U);
  EXPECT_EQ(info->duration, 960ms);

  const auto source = testing::open_fast(folder / "film.mp4");
  auto decoder = FfmpegDecoder::open(source->stream());
  ASSERT_TRUE(decoder);
  int number = 0;
  const auto compare = [&] {
    for (auto frame = (*decoder)->receive(); frame && *frame; frame = (*decoder)->receive(), ++number) {
      const auto decoded = imaging::to_interleaved((*frame)->picture.view, imaging::PixelFormat::kBgr8);
      const auto original = picture_of(number);
      double squares = 0;
      const std::size_t bytes = std::size_t{3} * kWidth * kHeight;
      for (std::size_t i = 0; i < bytes; ++i) squares += std::pow(decoded.data()[i] - original.data()[i], 2);
      const double psnr_db = 10 * std::log10(255.0 * 255.0 / (squares / static_cast<double>(bytes)));
      EXPECT_GT(psnr_db, 30) << "picture " << number;
    }
  };
  for (const auto& packet : testing::read_all(*source)) {
    ASSERT_TRUE((*decoder)->send(packet));
    compare();
  }
  ASSERT_TRUE((*decoder)->finish());
  compare();
  EXPECT_EQ(number, 12);
}

TEST(H264Encoder, WhatCannotBeIsRefused) {
  auto odd = options();
  odd.width = 161;
  const auto encoder = H264Encoder::open(odd);
  ASSERT_FALSE(encoder);
  EXPECT_EQ(encoder.error().code, Error::kInvalidArgument);
  EXPECT_THAT(encoder.error().message, ::testing::HasSubstr("161x90"));
  auto good = H264Encoder::open(options());
  ASSERT_TRUE(good);
  EXPECT_FALSE((*good)->encode(imaging::Image(imaging::PixelFormat::kBgr8, 64, 64).view()));
}

}  // namespace
}  // namespace eyrie::capture
