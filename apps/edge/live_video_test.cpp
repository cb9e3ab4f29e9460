// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/live_video.hpp"

#include <gtest/gtest.h>

#include "edge/testing/pictures.hpp"
#include "media/access_unit.hpp"

namespace eyrie::edge {
namespace {

using namespace std::chrono_literals;

class LiveVideoTest : public testing::Test {
 protected:
  static media::Packet packet(std::uint64_t number, bool is_key) {
    return {.payload = std::make_shared<const std::vector<std::uint8_t>>(100, static_cast<std::uint8_t>(number)),
            .frame_id = FrameId{number},
            .captured_at = grey_frame(number).captured_at,
            .is_key = is_key};
  }
  /// What was published as number `i`.
  media::AccessUnit unit(std::size_t i) const {
    return *media::decode_access_unit(std::span(reinterpret_cast<const std::uint8_t*>(sent_[i].data()), sent_[i].size()));
  }

  HandClock clock_;
  observe::Metrics registry_;
  EdgeMetrics metrics_{registry_};
  std::vector<std::string> sent_;
  bool is_broker_there_ = true;
  LiveVideo live_{*DroneId::parse("drone-01"),
                  [this](std::string_view unit) -> Status {
                    if (!is_broker_there_) return fail_for_now(Error::kUnavailable, "no broker");
                    sent_.emplace_back(unit);
                    return {};
                  },
                  metrics_, clock_};
};

TEST_F(LiveVideoTest, NothingIsSentWhileNobodyWatches) {
  live_.offer(packet(1, true), media::Codec::kH264);
  EXPECT_TRUE(sent_.empty());
  live_.extend_lease(10s);
  live_.offer(packet(2, false), media::Codec::kH264);
  ASSERT_EQ(sent_.size(), 1U);
  EXPECT_EQ(unit(0).unit_number, 2U) << "units are counted watched or not, so that a hole is a hole";
  clock_.advance(11s);
  live_.offer(packet(3, false), media::Codec::kH264);
  EXPECT_EQ(sent_.size(), 1U);
}

TEST_F(LiveVideoTest, H264GoesOutAsItIs) {
  live_.extend_lease(10s);
  live_.offer(packet(1, true), media::Codec::kH264);
  live_.offer_picture(grey_frame(1));
  ASSERT_EQ(sent_.size(), 1U) << "and not as a picture besides";
  EXPECT_TRUE(unit(0).is_key);
  EXPECT_FALSE(unit(0).is_jpeg);
  EXPECT_EQ(unit(0).payload.size(), 100U);
  EXPECT_EQ(unit(0).frame_id, FrameId{1});
}

TEST_F(LiveVideoTest, UnitTheBrokerDoesNotTakeLeavesAHole) {
  live_.extend_lease(10s);
  is_broker_there_ = false;
  live_.offer(packet(1, true), media::Codec::kH264);
  is_broker_there_ = true;
  live_.offer(packet(2, false), media::Codec::kH264);
  ASSERT_EQ(sent_.size(), 1U);
  EXPECT_EQ(unit(0).unit_number, 2U);
}

TEST_F(LiveVideoTest, HevcGoesOutAsJpegOfTheDecodedFramesWithTheirNames) {
  live_.extend_lease(10s);
  live_.offer(packet(1, true), media::Codec::kHevc);
  EXPECT_TRUE(sent_.empty()) << "no browser decodes it";
  live_.offer_picture(grey_frame(7));
  ASSERT_EQ(sent_.size(), 1U);
  const auto picture = unit(0);
  EXPECT_TRUE(picture.is_jpeg);
  EXPECT_TRUE(picture.is_key) << "each can be shown by itself";
  EXPECT_EQ(picture.frame_id, FrameId{7});
  const auto info = pictures::inspect_jpeg(picture.payload);
  ASSERT_TRUE(info) << info.error().message;
  const auto shown = pictures::decode_jpeg(picture.payload, *info);
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->width(), 64);
  EXPECT_EQ(shown->height(), 48);
  EXPECT_NEAR(shown->data()[0], 128, 2);
}

TEST_F(LiveVideoTest, NoMoreThanTenJpegPicturesASecond) {
  live_.extend_lease(10s);
  live_.offer(packet(1, true), media::Codec::kHevc);
  for (std::uint64_t i = 0; i < 60; ++i) {
    live_.offer_picture(grey_frame(i));
    clock_.advance(33'333us);
  }
  EXPECT_GE(sent_.size(), 15U);
  EXPECT_LE(sent_.size(), 20U);
  EXPECT_EQ(unit(sent_.size() - 1).unit_number, sent_.size()) << "none is missing among those that were made";
}

}  // namespace
}  // namespace eyrie::edge
