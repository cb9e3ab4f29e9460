// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/byte_range.hpp"

#include <gtest/gtest.h>

namespace eyrie::web {
namespace {

TEST(ByteRange, OneRangeIsAPart) {
  const auto part = [](std::string_view header) { return parse_range(header, 100); };
  EXPECT_EQ(part("bytes=0-9").range, (ByteRange{0, 9}));
  EXPECT_EQ(part("bytes=90-").range, (ByteRange{90, 99}));
  EXPECT_EQ(part("bytes=-10").range, (ByteRange{90, 99}));
  EXPECT_EQ(part("bytes=-1000").range, (ByteRange{0, 99}));
  EXPECT_EQ(part("bytes=50-1000").range, (ByteRange{50, 99}));
  EXPECT_EQ(content_range({0, 9}, 100), "bytes 0-9/100");
}

TEST(ByteRange, OutsideIsNotSatisfiable) {
  EXPECT_EQ(parse_range("bytes=100-", 100).outcome, RangeOutcome::kNotSatisfiable);
  EXPECT_EQ(parse_range("bytes=-0", 100).outcome, RangeOutcome::kNotSatisfiable);
  EXPECT_EQ(parse_range("bytes=0-", 0).outcome, RangeOutcome::kNotSatisfiable);
}

TEST(ByteRange, WhatIsNoRangeIsIgnored) {
  for (const char* header : {"", "bytes=", "bytes=-", "bytes=a-b", "bytes=9-1", "bytes=0-1,3-4", "lines=0-1", "bytes=0-1x",
                             "bytes=99999999999999999999-"}) {
    EXPECT_EQ(parse_range(header, 100).outcome, RangeOutcome::kWhole) << header;
  }
}

}  // namespace
}  // namespace eyrie::web
