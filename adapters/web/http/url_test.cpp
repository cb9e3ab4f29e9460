// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/url.hpp"

#include <gtest/gtest.h>

namespace eyrie::web {
namespace {

TEST(Target, PathAndQueryAreDecoded) {
  const auto target = parse_target("/v1/drones/drone%2D01/a%2Fb?x=1+2&y=%C3%A9&flag&x=3");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->segments, (std::vector<std::string>{"v1", "drones", "drone-01", "a/b"}));
  EXPECT_EQ(target->query.find("x"), "1 2");
  EXPECT_EQ(target->query.count("x"), 2U);
  EXPECT_EQ(target->query.find("y"), "\xC3\xA9");
  EXPECT_EQ(target->query.find("flag"), "");
  EXPECT_EQ(target->query.find("z"), std::nullopt);
}

TEST(Target, WhatIsNoAddressIsRefused) {
  for (const char* text : {"", "*", "http://other/", "/%", "/%4", "/%zz", "/%00", "/%FF", "/?a=%ED%A0%80", "/?%C0%AF=1"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
}

TEST(Target, EscapesComeBackAsTheyWere) {
  const std::string text = "drone-01/2025/a b+c%\xC3\xA9";
  EXPECT_EQ(percent_decode(percent_encode(text)), text);
  EXPECT_EQ(percent_encode("a/b c", "/"), "a/b%20c");
}

}  // namespace
}  // namespace eyrie::web
