// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "media/annexb.hpp"

#include <random>

#include <gtest/gtest.h>

namespace eyrie::media {
namespace {

Bytes from_hex(std::string_view hex) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

Bytes join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// Sets written by libx264 and libx265; sizes, profiles and levels as ffprobe reads them from the same streams.
const Bytes kSps1080 = from_hex("67640028acd940780227e5c044000003000400000300f03c60c658");
const Bytes kSpsOddSize = from_hex("6742c01ed900a02fea6c0440000003004000000f03c58b92");
const Bytes kPps = from_hex("68ebe3cb22c0");
const Bytes kHevcVps = from_hex("40010c01ffff01600000030090000003000003005d959809");
const Bytes kHevcSps = from_hex("42010101600000030090000003000003005da00280802d1f596566924caf016808000003000800000300f040");
const Bytes kHevcPps = from_hex("4401c172b46240");
const Bytes kIdr = from_hex("6588840021ffd3d6");
const Bytes kSlice = from_hex("419a216c425fceaa");
const Bytes kStart = {0, 0, 0, 1};
const Bytes kShortStart = {0, 0, 1};

Bytes avcc(int prefix_bytes, const Bytes& sps, const Bytes& pps) {
  const auto size = [](const Bytes& b) {
    return Bytes{static_cast<std::uint8_t>(b.size() >> 8U), static_cast<std::uint8_t>(b.size())};
  };
  return join({{1, sps[1], sps[2], sps[3], static_cast<std::uint8_t>(0xFC | (prefix_bytes - 1)), 0xE1},
               size(sps),
               sps,
               {1},
               size(pps),
               pps});
}

TEST(AnnexB, UnitsAreFoundBehindStartCodesOfBothLengths) {
  const Bytes stream = join({kStart, kSps1080, kShortStart, kPps, kStart, kIdr, {0, 0, 0}});
  const auto units = split_nal_units(stream);
  ASSERT_EQ(units.size(), 3U);
  EXPECT_TRUE(std::ranges::equal(units[0], kSps1080));
  EXPECT_TRUE(std::ranges::equal(units[1], kPps));
  EXPECT_TRUE(std::ranges::equal(units[2], kIdr));
}

TEST(AnnexB, NothingComesOutOfBytesWithoutAUnit) {
  for (const Bytes& bytes : {Bytes{}, Bytes{0}, Bytes{0, 0}, Bytes{0, 0, 1}, Bytes{0, 0, 0, 1}, Bytes{9, 9, 9, 9}}) {
    EXPECT_TRUE(split_nal_units(bytes).empty());
  }
}

TEST(AnnexB, KeyFramesAreIdrAndIrap) {
  EXPECT_TRUE(is_key_frame(Codec::kH264, join({kStart, kSps1080, kStart, kIdr})));
  EXPECT_FALSE(is_key_frame(Codec::kH264, join({kStart, kSps1080, kStart, kSlice})));
  EXPECT_TRUE(is_key_frame(Codec::kHevc, join({kStart, {0x28, 0x01, 0xAF}})));   // IDR_N_LP
  EXPECT_TRUE(is_key_frame(Codec::kHevc, join({kStart, {0x2A, 0x01, 0xAF}})));   // CRA
  EXPECT_FALSE(is_key_frame(Codec::kHevc, join({kStart, {0x02, 0x01, 0xAF}})));  // TRAIL_R
}

TEST(Sps, SizeAndCodecStringAreThoseFfprobeReads) {
  const auto high = parse_sps(Codec::kH264, kSps1080);
  ASSERT_TRUE(high) << high.error().message;
  EXPECT_EQ(high->width, 1920);
  EXPECT_EQ(high->height, 1080);  // coded as 1088: the cropping counts
  EXPECT_EQ(high->codec_string, "avc1.640028");

  const auto odd = parse_sps(Codec::kH264, kSpsOddSize);
  ASSERT_TRUE(odd) << odd.error().message;
  EXPECT_EQ(odd->width, 638);
  EXPECT_EQ(odd->height, 358);
  EXPECT_EQ(odd->codec_string, "avc1.42c01e");

  const auto hevc = parse_sps(Codec::kHevc, kHevcSps);
  ASSERT_TRUE(hevc) << hevc.error().message;
  EXPECT_EQ(hevc->width, 1280);
  EXPECT_EQ(hevc->height, 718);
  EXPECT_EQ(hevc->codec_string, "hvc1.1.6.L93.90");
}

TEST(Sps, EveryTruncationIsRefusedOrStillSaysTheSame) {
  for (const auto& [codec, sps] : {std::pair{Codec::kH264, kSps1080}, std::pair{Codec::kHevc, kHevcSps}}) {
    for (std::size_t size = 0; size < sps.size(); ++size) {
      const auto info = parse_sps(codec, ByteView(sps).first(size));
      EXPECT_TRUE(!info || info->width == (codec == Codec::kH264 ? 1920 : 1280)) << size;
    }
  }
}

TEST(DecoderConfiguration, GivesPrefixSizeAndSets) {
  const auto prefix = parse_decoder_configuration(Codec::kH264, avcc(4, kSps1080, kPps));
  ASSERT_TRUE(prefix) << prefix.error().message;
  EXPECT_EQ(prefix->size_bytes, 4);
  ASSERT_EQ(prefix->sets.sps.size(), 1U);
  EXPECT_EQ(prefix->sets.sps[0], kSps1080);
  EXPECT_EQ(prefix->sets.pps[0], kPps);
}

TEST(DecoderConfiguration, EveryTruncationIsRefused) {
  const Bytes whole = avcc(4, kSps1080, kPps);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(parse_decoder_configuration(Codec::kH264, ByteView(whole).first(size)).error().code, Error::kCorrupt) << size;
  }
}

TEST(Normaliser, LengthPrefixedPayloadsBecomeAnnexBWithSetsBeforeTheKeyFrame) {
  auto normaliser = AnnexBNormaliser::open(Codec::kH264, avcc(4, kSps1080, kPps));
  ASSERT_TRUE(normaliser);
  const auto key = normaliser->normalise(join({{0, 0, 0, 8}, kIdr}), true);
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_TRUE(key->is_key);
  EXPECT_EQ(key->payload, join({kStart, kSps1080, kStart, kPps, kStart, kIdr}));
  const auto slice = normaliser->normalise(join({{0, 0, 0, 8}, kSlice}), false);
  ASSERT_TRUE(slice);
  EXPECT_FALSE(slice->is_key);
  EXPECT_EQ(slice->payload, join({kStart, kSlice}));
}

TEST(Normaliser, SetsSeenOnceAreRepeatedBehindTheDelimiterOfLaterKeyFrames) {
  auto normaliser = AnnexBNormaliser::open(Codec::kH264, {});
  ASSERT_TRUE(normaliser);
  const Bytes delimiter = {0x09, 0xF0};
  const Bytes first = join({kStart, delimiter, kStart, kSps1080, kStart, kPps, kShortStart, kIdr});
  EXPECT_EQ(normaliser->normalise(first, false)->payload,
            join({kStart, delimiter, kStart, kSps1080, kStart, kPps, kStart, kIdr}));
  const auto second = normaliser->normalise(join({kStart, delimiter, kStart, kIdr}), false);
  EXPECT_EQ(second->payload, join({kStart, delimiter, kStart, kSps1080, kStart, kPps, kStart, kIdr}));
}

TEST(Normaliser, ALengthPastTheEndIsAnErrorOfThatPacketAlone) {
  auto normaliser = AnnexBNormaliser::open(Codec::kH264, avcc(4, kSps1080, kPps));
  ASSERT_TRUE(normaliser);
  EXPECT_EQ(normaliser->normalise(join({{0, 0, 0, 200}, kIdr}), true).error().code, Error::kCorrupt);
  EXPECT_EQ(normaliser->normalise(join({{0xFF, 0xFF, 0xFF, 0xFF}, kIdr}), true).error().code, Error::kCorrupt);
  EXPECT_TRUE(normaliser->normalise(join({{0, 0, 0, 8}, kIdr}), true));
}

TEST(WithoutParameterSets, OnlyKnownSetsAndDelimitersGo) {
  ParameterSets sets;
  sets.sps = {kSps1080};
  sets.pps = {kPps};
  const Bytes unit = join({kStart, {0x09, 0xF0}, kStart, kSps1080, kStart, kPps, kStart, kSpsOddSize, kStart, kIdr});
  EXPECT_EQ(without_parameter_sets(Codec::kH264, unit, sets), join({kStart, kSpsOddSize, kStart, kIdr}));
}

/// Every parser of outside bytes on mutated valid input: under ASan this is the proof that nothing is read past the end;
/// here it also checks that what comes out never outgrows what went in.
TEST(AnnexB, SurvivesRandomMutations) {
  std::mt19937 random(20260101);
  const auto pick = [&](std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random); };
  const std::vector<std::pair<Codec, Bytes>> seeds = {
      {Codec::kH264, join({kStart, kSps1080, kStart, kPps, kStart, kIdr, kShortStart, kSlice})},
      {Codec::kHevc, join({kStart, kHevcVps, kStart, kHevcSps, kStart, kHevcPps, kStart, {0x28, 0x01, 0xAF}})},
      {Codec::kH264, avcc(4, kSps1080, kPps)},
      {Codec::kH264, kSps1080},
      {Codec::kHevc, kHevcSps},
  };
  for (int round = 0; round < 20'000; ++round) {
    auto [codec, bytes] = seeds[pick(seeds.size())];
    for (std::size_t i = 0, count = 1 + pick(6); i < count && !bytes.empty(); ++i) {
      switch (pick(4)) {
        case 0: bytes[pick(bytes.size())] = static_cast<std::uint8_t>(pick(256)); break;
        case 1: bytes[pick(bytes.size())] ^= static_cast<std::uint8_t>(1U << pick(8)); break;
        case 2: bytes.resize(pick(bytes.size() + 1)); break;
        default: bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(pick(bytes.size())), pick(4), 0); break;
      }
    }
    for (const ByteView nal : split_nal_units(bytes)) {
      const auto info = parse_sps(codec, nal);
      EXPECT_TRUE(!info || info->width > 0);
    }
    const auto info = parse_sps(codec, bytes);
    EXPECT_TRUE(!info || info->height <= 16'888);
    const ParameterSets sets = parameter_sets_in(codec, bytes);
    EXPECT_LE(without_parameter_sets(codec, bytes, sets).size(), bytes.size() * 2 + 4);
    for (const int prefix : {1, 2, 4}) (void)to_annexb(bytes, prefix);
    if (auto normaliser = AnnexBNormaliser::open(codec, bytes)) {
      (void)normaliser->normalise(bytes, true);
      (void)normaliser->normalise(bytes, false);
    }
  }
}

}  // namespace
}  // namespace eyrie::media
