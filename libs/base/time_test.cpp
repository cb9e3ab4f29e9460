// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/time.hpp"

#include <gtest/gtest.h>

namespace eyrie {
namespace {

TEST(Rfc3339, SeedExampleIsReadAndWrittenWithMilliseconds) {
  const auto time = parse_rfc3339("2025-09-24T09:10:15Z");
  ASSERT_TRUE(time);
  EXPECT_EQ(to_nanoseconds(*time), 1'758'705'015'000'000'000);
  EXPECT_EQ(to_rfc3339(*time), "2025-09-24T09:10:15.000Z");
}

TEST(Rfc3339, OffsetsAndFractionsAreKeptToTheNanosecond) {
  EXPECT_EQ(parse_rfc3339("2025-09-24T11:40:15.123456789+02:30"), parse_rfc3339("2025-09-24T09:10:15.123456789Z"));
  EXPECT_EQ(to_nanoseconds(*parse_rfc3339("1970-01-01T00:00:00.5Z")), 500'000'000);
}

TEST(Rfc3339, WhatIsNoTimeIsRefused) {
  for (const char* text : {"", "yesterday", "2025-02-30T00:00:00Z", "2025-09-24T24:00:00Z", "2025-09-24T09:10:15",
                           "2025-09-24T09:10:15.Z", "2025-09-24T09:10:15.1234567890Z", "2025-09-24T09:10:15Z ",
                           "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2025-09-24T09:10:15+24:00"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

}  // namespace
}  // namespace eyrie
