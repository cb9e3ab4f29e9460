// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/topics.hpp"

#include <gtest/gtest.h>

namespace eyrie::wire {
namespace {

TEST(Topics, TheSeedsTopicIsTheShortForm) {
  EXPECT_EQ(topic_of(*DroneId::parse("drone-01"), Channel::kDetections), "drone/01/detections");
  EXPECT_EQ(topic_of(*DroneId::parse("kestrel"), Channel::kCommandResults), "drone/kestrel/command_results");
  EXPECT_EQ(topic_of(*DroneId::parse("drone-1a"), Channel::kAcks), "drone/drone-1a/acks");
  EXPECT_EQ(filter_of(Channel::kEvents), "drone/+/events");
}

TEST(Topics, EveryChannelComesBack) {
  for (const char* id : {"drone-01", "kestrel", "drone-", "7", "drone-x"}) {
    for (int i = 0; i < kChannelCount; ++i) {
      const DroneTopic topic{.drone = *DroneId::from_topic(id), .channel = static_cast<Channel>(i)};
      EXPECT_EQ(parse_topic(topic_of(topic.drone, topic.channel)), topic) << id;
    }
  }
}

TEST(Topics, BothFormsAreTheSameDrone) { EXPECT_EQ(parse_topic("drone/01/acks"), parse_topic("drone/drone-01/acks")); }

TEST(Topics, WhatIsNotOursIsRefused) {
  for (const char* topic :
       {"", "drone", "drone/", "drone//", "drone//acks", "drone/01", "drone/01/", "drone/01/party", "drone/01/acks/x",
        "drone/a/b/acks", "drone/+/acks", "drone/../acks", "xdrone/01/acks", "gateway/status"}) {
    EXPECT_FALSE(parse_topic(topic)) << topic;
  }
}

}  // namespace
}  // namespace eyrie::wire
