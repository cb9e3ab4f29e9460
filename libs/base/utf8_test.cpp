// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace eyrie {
namespace {

TEST(Utf8, OverlongFormsSurrogatesAndCutsAreNone) {
  for (const char* text : {"", "plain", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x9A\x81"}) EXPECT_TRUE(is_utf8(text)) << text;
  for (const char* text : {"\x80", "\xC0\xAF", "\xC3", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF0\x9F\x9A"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
}

TEST(Utf8, WhatIsNoneBecomesTheReplacementCharacter) {
  EXPECT_EQ(to_utf8("caf\xC3\xA9"), "caf\xC3\xA9");
  EXPECT_EQ(to_utf8("caf\xE9!"), "caf\xEF\xBF\xBD!");
}

}  // namespace
}  // namespace eyrie
