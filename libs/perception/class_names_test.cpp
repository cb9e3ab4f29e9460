// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/class_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::perception {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ClassNames, AreReadFromAPythonDict) {
  EXPECT_THAT(parse_class_names(R"({0: 'person', 1: "driver's", 2: 'NO-Hardhat'})").value(),
              ElementsAre("person", "driver's", "NO-Hardhat"));
}

TEST(ClassNames, AreReadInAnyOrderAndSpacing) {
  EXPECT_THAT(parse_class_names("  {1:'b' ,\n0 : 'a',}  ").value(), ElementsAre("a", "b"));
}

TEST(ClassNames, AreReadFromAList) {
  EXPECT_THAT(parse_class_names("['a', 'b']").value(), ElementsAre("a", "b"));
  EXPECT_THAT(parse_class_names("[]").value(), IsEmpty());
  EXPECT_THAT(parse_class_names("{}").value(), IsEmpty());
}

TEST(ClassNames, EscapesAreThoseOfPython) {
  EXPECT_THAT(parse_class_names(R"({0: 'both \' and "', 1: '\\n', 2: 'caf\xe9 \u4eba \U0001f681'})").value(),
              ElementsAre("both ' and \"", "\\n", "caf\xC3\xA9 \xE4\xBA\xBA \xF0\x9F\x9A\x81"));
}

TEST(ClassNames, NameWithColonAndCommaStaysWhole) {
  EXPECT_THAT(parse_class_names("{0: 'a: 1, b}'}").value(), ElementsAre("a: 1, b}"));
}

TEST(ClassNames, NamesThatCouldNotBeShownOrSentAreMadeSo) {
  EXPECT_THAT(parse_class_names("{0: '', 1: 'caf\xE9', 2: '\\x1b[31mred\\n'}").value(),
              ElementsAre("class0", "caf\xEF\xBF\xBD", " [31mred "));
  const std::string readme = std::string(63, 'x') + "\xC3\xA9 and on it goes";
  EXPECT_THAT(parse_class_names("['" + readme + "']").value(), ElementsAre(std::string(63, 'x')));
}

TEST(ClassNames, GapsAndRepetitionsAreRefused) {
  EXPECT_THAT(parse_class_names("{0: 'a', 2: 'c'}").error().message, HasSubstr("class 1 has no name"));
  EXPECT_THAT(parse_class_names("{0: 'a', 0: 'b'}").error().message, HasSubstr("class 0 is named twice"));
}

TEST(ClassNames, EverythingElseIsRefusedWithItsPosition) {
  for (const char* text :
       {"", "person", "{", "{0", "{0:", "{0: 'a", "{0: 'a' 1: 'b'}", "{'a': 0}", "{-1: 'a'}", "{0: 'a'} x", "{0: '\\q'}",
        "{0: '\\u12'}", "{0: '\\ud800'}", "{99999999999999999999: 'a'}", "['a' 'b']", "[1]"}) {
    const auto names = parse_class_names(text);
    ASSERT_FALSE(names.has_value()) << text;
    EXPECT_EQ(names.error().code, Error::kCorrupt) << text;
    EXPECT_THAT(names.error().message, HasSubstr("position")) << text;
  }
}

}  // namespace
}  // namespace eyrie::perception
