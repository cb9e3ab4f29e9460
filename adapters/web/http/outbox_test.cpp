// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/outbox.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace eyrie::web {
namespace {

std::string popped(Outbox& outbox) {
  const SharedMessage message = outbox.pop();
  return message ? message->bytes : "";
}

Outbox::Options small() {
  return {.max_data_messages = 2,
          .max_data_bytes = {10},
          .max_control_messages = 2,
          .max_control_bytes = {10},
          .make_dropped_notice = [](std::uint64_t count) { return text_message("dropped " + std::to_string(count)); }};
}

TEST(Outbox, OrderIsKeptAcrossTheClasses) {
  Outbox outbox(small());
  outbox.push_data(text_message("d1"));
  EXPECT_TRUE(outbox.push_control(text_message("c1")));
  outbox.push_data(text_message("d2"));
  EXPECT_EQ(popped(outbox), "d1");
  EXPECT_EQ(popped(outbox), "c1");
  EXPECT_EQ(popped(outbox), "d2");
  EXPECT_EQ(popped(outbox), "");
}

TEST(Outbox, FullDataLosesItsOldestAndSaysHowManyOnce) {
  Outbox outbox(small());
  for (const char* text : {"d1", "d2", "d3", "d4"}) outbox.push_data(text_message(text));
  EXPECT_EQ(popped(outbox), "dropped 2");
  EXPECT_EQ(popped(outbox), "d3");
  EXPECT_EQ(popped(outbox), "d4");
  EXPECT_EQ(popped(outbox), "");
  EXPECT_EQ(outbox.dropped(), 2U);
}

TEST(Outbox, BytesAreBoundedAsWellAsMessages) {
  Outbox outbox(small());
  outbox.push_data(text_message("12345678"));
  outbox.push_data(text_message("abcdefgh"));
  EXPECT_EQ(popped(outbox), "dropped 1");
  EXPECT_EQ(popped(outbox), "abcdefgh");
}

TEST(Outbox, GroupIsTakenWholeOrNotAtAllAndPushesNothingOut) {
  Outbox outbox({.max_data_messages = 10, .max_data_bytes = {100}});
  const auto unit = text_message("unit");
  const std::vector<SharedMessage> group(5, unit);
  EXPECT_TRUE(outbox.push_group(group));
  EXPECT_FALSE(outbox.push_group(group)) << "nothing would be left for what comes next";
  EXPECT_TRUE(outbox.push_group(std::span(group).first(3)));
  outbox.push_data(text_message(std::string(61, 'x')));
  for (int i = 0; i < 8; ++i) EXPECT_EQ(popped(outbox), "unit");
  EXPECT_FALSE(outbox.push_group(group)) << "81 bytes, and 80 are the bound";
  EXPECT_EQ(popped(outbox).size(), 61U);
  EXPECT_TRUE(outbox.push_group({}));
  EXPECT_EQ(popped(outbox), "");
  EXPECT_EQ(outbox.dropped(), 0U);
}

TEST(Outbox, FullControlIsAnOverflowAndTouchesNoData) {
  Outbox outbox(small());
  outbox.push_data(text_message("d1"));
  EXPECT_TRUE(outbox.push_control(text_message("c1")));
  EXPECT_TRUE(outbox.push_control(text_message("c2")));
  EXPECT_FALSE(outbox.push_control(text_message("c3")));
  EXPECT_EQ(popped(outbox), "d1");
}

}  // namespace
}  // namespace eyrie::web
