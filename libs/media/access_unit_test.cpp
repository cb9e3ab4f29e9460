// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "media/access_unit.hpp"

#include <random>

#include <gtest/gtest.h>

namespace eyrie::media {
namespace {

using Bytes = std::vector<std::uint8_t>;

const Bytes kPayload = {0, 0, 0, 1, 0x65, 0x88};

AccessUnit sample() {
  AccessUnit unit;
  unit.drone_id = DroneId::parse("drone-01").value();
  unit.frame_id = FrameId{0x0102030405060708};
  unit.captured_at = from_nanoseconds(1'758'705'015'120'456'789);
  unit.unit_number = 9;
  unit.is_key = true;
  unit.payload = kPayload;
  return unit;
}

TEST(AccessUnit, BytesAreThoseOfTheDocument) {
  const auto message = encode(sample());
  ASSERT_TRUE(message) << message.error().message;
  Bytes expected = {'E', 'Y', 'V', '1', 1, 8, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1};
  for (unsigned i = 0; i < 8; ++i) expected.push_back(static_cast<std::uint8_t>(1'758'705'015'120'456ULL >> (8U * i)));
  for (const int byte : {9, 0, 0, 0, 0, 0, 0, 0}) expected.push_back(static_cast<std::uint8_t>(byte));
  for (const char c : std::string("drone-01")) expected.push_back(static_cast<std::uint8_t>(c));
  expected.insert(expected.end(), kPayload.begin(), kPayload.end());
  EXPECT_EQ(*message, expected);
}

TEST(AccessUnit, ComesBackAsItWentToTheMicrosecond) {
  const auto message = encode(sample());
  const auto unit = decode_access_unit(*message);
  ASSERT_TRUE(unit) << unit.error().message;
  EXPECT_EQ(unit->drone_id, sample().drone_id);
  EXPECT_EQ(unit->frame_id, sample().frame_id);
  EXPECT_EQ(to_nanoseconds(unit->captured_at), 1'758'705'015'120'456'000);
  EXPECT_EQ(unit->unit_number, 9U);
  EXPECT_TRUE(unit->is_key);
  EXPECT_FALSE(unit->is_jpeg);
  EXPECT_TRUE(std::ranges::equal(unit->payload, kPayload));
}

TEST(AccessUnit, WhatCannotBeSentIsRefused) {
  auto unit = sample();
  unit.drone_id = {};
  EXPECT_EQ(encode(unit).error().code, Error::kInvalidArgument);
  unit = sample();
  unit.payload = {};
  EXPECT_EQ(encode(unit).error().code, Error::kInvalidArgument);
  unit = sample();
  const Bytes huge(kMaxAccessUnit.value + 1);
  unit.payload = huge;
  EXPECT_EQ(encode(unit).error().code, Error::kTooLarge);
}

TEST(AccessUnit, EveryTruncationOfTheHeaderIsRefused) {
  const Bytes message = encode(sample()).value();
  for (std::size_t size = 0; size <= message.size() - kPayload.size(); ++size) {
    EXPECT_EQ(decode_access_unit(std::span(message).first(size)).error().code, Error::kCorrupt) << size;
  }
}

TEST(AccessUnit, FlagsOfALaterVersionAreNotGuessed) {
  Bytes message = encode(sample()).value();
  message[4] = 4;
  EXPECT_EQ(decode_access_unit(message).error().code, Error::kUnsupported);
  message = encode(sample()).value();
  message[6] = 1;
  EXPECT_EQ(decode_access_unit(message).error().code, Error::kUnsupported);
}

TEST(AccessUnit, WhateverIsAcceptedEncodesToTheSameBytes) {
  std::mt19937 random(7);
  const auto pick = [&](std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random); };
  const Bytes seed = encode(sample()).value();
  int accepted = 0;
  for (int round = 0; round < 50'000; ++round) {
    Bytes message = seed;
    for (std::size_t i = 0, count = 1 + pick(4); i < count; ++i)
      message[pick(message.size())] = static_cast<std::uint8_t>(pick(256));
    if (pick(3) == 0) message.resize(pick(message.size() + 1));
    const auto unit = decode_access_unit(message);
    if (!unit) continue;
    ++accepted;
    const auto again = encode(*unit);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, message);
  }
  EXPECT_GT(accepted, 1000);
}

}  // namespace
}  // namespace eyrie::media
