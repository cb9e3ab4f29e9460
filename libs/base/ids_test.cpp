// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/ids.hpp"

#include <gtest/gtest.h>

namespace eyrie {
namespace {

TEST(DroneId, ShortTopicAndFullNameAreOneDrone) {
  EXPECT_EQ(DroneId::from_topic("01"), DroneId::parse("drone-01"));
  EXPECT_EQ(DroneId::from_topic("kestrel"), DroneId::parse("kestrel"));
}

TEST(DroneId, WhatCouldLeaveATopicOrAFolderIsRefused) {
  for (const char* text : {"", ".", "../etc", "a/b", "a+b", "a#", "-a", "a b", "dr\xC3\xB6hne"}) {
    EXPECT_FALSE(DroneId::parse(text)) << text;
  }
  EXPECT_FALSE(DroneId::parse(std::string(65, 'a')));
  EXPECT_TRUE(DroneId::parse(std::string(64, 'a')));
}

TEST(FrameId, TextIsTheSeeds) {
  EXPECT_EQ(to_string(FrameId{1}), "frame-0001");
  EXPECT_EQ(parse_frame_id("frame-0001")->number, 1U);
  EXPECT_EQ(parse_frame_id(to_string(FrameId{1234567}))->number, 1234567U);
  for (const char* text : {"", "frame-", "frame-1x", "frame--1", "0001"}) EXPECT_FALSE(parse_frame_id(text)) << text;
}

}  // namespace
}  // namespace eyrie
