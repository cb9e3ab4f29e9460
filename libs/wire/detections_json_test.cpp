// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "wire/json.hpp"
#include "wire/testing/messages.hpp"

namespace eyrie::wire {
namespace {

using namespace std::chrono_literals;
using namespace test;

/// A detection message with one field of the message (`outer`) or of its detection (`inner`) replaced; null takes it out.
std::string detections_with(const nlohmann::json& outer, const nlohmann::json& inner = nlohmann::json::object()) {
  auto message = nlohmann::json::parse(kSeedMessage);
  message["detections"][0].merge_patch(inner);
  if (outer.is_object()) message.merge_patch(outer);
  return message.dump();
}

Error refusal_of(std::string_view json) {
  const auto report = parse_detections(json, kDrone, kNow);
  EXPECT_FALSE(report.has_value()) << json.substr(0, 200);
  return report ? Error{} : report.error();
}

TEST(Detections, SeedMessageIsReadAsItStands) {
  const auto report = parse_detections(kSeedMessage, kDrone, kNow);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->drone.str(), "drone-01");
  EXPECT_EQ(to_rfc3339(report->captured_at), "2025-09-24T09:10:15.000Z");
  EXPECT_EQ(report->frame_id, "frame-0001");
  EXPECT_EQ(report->frame_key, "drone-01/2025-09-24/frame-0001.jpg");
  EXPECT_FALSE(report->message);
  ASSERT_EQ(report->objects.size(), 1U);
  const auto& object = report->objects[0];
  EXPECT_EQ(object.class_name, "person");
  EXPECT_EQ(object.confidence, 0.92);
  EXPECT_EQ(object.box, (fleet::NormalisedBox{.x_min = 0.12, .y_min = 0.22, .x_max = 0.35, .y_max = 0.60}));
  EXPECT_EQ(object.track_id, "t123");
}

TEST(Detections, WhatIsWrittenIsReadBackEqual) {
  Generator generate(1);
  for (int i = 0; i < 2000; ++i) {
    const auto report = generate.report();
    const auto json = to_json(report);
    const auto read = parse_detections(json, kDrone, kNow);
    ASSERT_TRUE(read) << read.error().message << '\n' << json;
    ASSERT_EQ(*read, report) << json;
  }
}

TEST(Detections, AnotherParserReadsWhatIsWritten) {
  Generator generate(2);
  for (int i = 0; i < 300; ++i) {
    const auto report = generate.report();
    const auto json = nlohmann::json::parse(to_json(report));
    EXPECT_EQ(json["drone_id"], report.drone.str());
    ASSERT_EQ(json["detections"].size(), report.objects.size());
    for (std::size_t n = 0; n < report.objects.size(); ++n) {
      EXPECT_EQ(json["detections"][n]["class"], report.objects[n].class_name);
      EXPECT_EQ(json["detections"][n]["conf"], report.objects[n].confidence);
      EXPECT_EQ(json["detections"][n]["bbox"][2], report.objects[n].box.x_max);
    }
  }
}

TEST(Detections, NumbersHaveNoMoreDigitsThanMeanSomething) {
  auto report = *parse_detections(kSeedMessage, kDrone, kNow);
  report.objects[0].confidence = static_cast<double>(0.92F);
  report.objects[0].box = {.x_min = 0, .y_min = 1.0 / 3, .x_max = 1e-9, .y_max = 1};
  EXPECT_NE(to_json(report).find(R"("conf":0.92,"bbox":[0,0.333333,0,1])"), std::string::npos) << to_json(report);
}

TEST(Detections, UnknownFieldsAndNullsAreIgnored) {
  EXPECT_TRUE(parse_detections(detections_with({{"weather", {{"deep", {1, 2, 3}}}}}, {{"mask", "rle"}}), kDrone, kNow));
  auto message = nlohmann::json::parse(kSeedMessage);
  message["frame_s3_key"] = nullptr;
  message["detections"][0]["track_id"] = nullptr;
  const auto report = parse_detections(message.dump(), kDrone, kNow);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->frame_key, "");
}

TEST(Detections, ShortAndLongNameAreTheSameDrone) {
  const auto drone = *DroneId::from_topic("01");
  EXPECT_TRUE(parse_detections(kSeedMessage, drone, kNow));
  EXPECT_EQ(parse_detections(detections_with({{"drone_id", "01"}}), drone, kNow)->drone, kDrone);
}

TEST(Detections, AnotherDronesNameIsRefused) {
  const auto error = refusal_of(detections_with({{"drone_id", "drone-02"}}));
  EXPECT_EQ(error.code, Error::kPermissionDenied);
  EXPECT_EQ(error.message, R"(detection message: drone_id is "drone-02", but it came on the topic of "drone-01")");
}

TEST(Detections, RefusalNamesTheFieldWhatWasFoundAndWhatIsNeeded) {
  const auto error = refusal_of(detections_with({}, {{"conf", 1.7}}));
  EXPECT_EQ(error.code, Error::kOutOfRange);
  EXPECT_EQ(error.message, "detection message: detections[0].conf is 1.7, outside of 0 to 1");
  EXPECT_EQ(refusal_of(detections_with({}, {{"class", 3}})).message, "detection message: detections[0].class is not a text");
  EXPECT_EQ(refusal_of(detections_with({{"timestamp", nullptr}})).message, "detection message: timestamp is missing");
}

TEST(Detections, BoxesOutsideOfThePictureAreRefused) {
  for (const auto& box : nlohmann::json::parse("[[-0.1,0,1,1],[0,0,1.1,1],[0.5,0,0.4,1],[0,0.5,1,0.4]]")) {
    EXPECT_EQ(refusal_of(detections_with({}, {{"bbox", box}})).code, Error::kOutOfRange) << box;
  }
  for (const auto& box : nlohmann::json::parse(R"([[0,0,1],[0,0,1,1,1],["0",0,1,1],{},"box",[],[[0],0,1,1]])")) {
    EXPECT_EQ(refusal_of(detections_with({}, {{"bbox", box}})).code, Error::kInvalidArgument) << box;
  }
}

TEST(Detections, BoxThatRoundingPushedOverTheEdgeIsBroughtBack) {
  const auto report = parse_detections(detections_with({}, {{"bbox", {-1e-6, 0, 1.0000001, 1}}}), kDrone, kNow);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->objects[0].box, (fleet::NormalisedBox{.x_min = 0, .y_min = 0, .x_max = 1, .y_max = 1}));
}

TEST(Detections, WhatIsNotANumberIsRefused) {
  for (const std::string_view value : {"NaN", "Infinity", "-Infinity", "1e999", "nan", "0x1", "01", ".5", "1.", "+1"}) {
    std::string json(kSeedMessage);
    json.replace(json.find("0.92"), 4, value);
    EXPECT_EQ(refusal_of(json).code, Error::kInvalidArgument) << value;
  }
}

TEST(Detections, TimesThatCannotBeAreRefused) {
  EXPECT_TRUE(parse_detections(detections_with({{"timestamp", to_rfc3339(kNow + 5min)}}), kDrone, kNow));
  EXPECT_EQ(refusal_of(detections_with({{"timestamp", to_rfc3339(kNow + 5min + 1ms)}})).code, Error::kOutOfRange);
  EXPECT_EQ(refusal_of(detections_with({{"timestamp", "1999-12-31T23:59:59Z"}})).code, Error::kOutOfRange);
  EXPECT_EQ(refusal_of(detections_with({{"timestamp", "2025-02-30T00:00:00Z"}})).code, Error::kInvalidArgument);
  EXPECT_EQ(refusal_of(detections_with({{"timestamp", 1758705015}})).code, Error::kInvalidArgument);
}

TEST(Detections, SizesAreBounded) {
  EXPECT_EQ(refusal_of(std::string(kMaxMessageSize.value + 1, ' ')).code, Error::kTooLarge);
  EXPECT_EQ(refusal_of(detections_with({}, {{"class", std::string(65, 'x')}})).code, Error::kTooLarge);
  EXPECT_EQ(refusal_of(detections_with({{"frame_s3_key", std::string(257, 'x')}})).code, Error::kTooLarge);
  auto message = nlohmann::json::parse(kSeedMessage);
  const auto one = message["detections"][0];
  message["detections"] = std::vector<nlohmann::json>(kMaxDetections, one);
  EXPECT_EQ(parse_detections(message.dump(), kDrone, kNow)->objects.size(), kMaxDetections);
  message["detections"].push_back(one);
  EXPECT_EQ(refusal_of(message.dump()).code, Error::kTooLarge);
}

TEST(Detections, NestingIsBounded) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(refusal_of(deep).code, Error::kInvalidArgument);
  std::string json(kSeedMessage);
  json.insert(1, R"("unknown": )" + std::string(20, '[') + std::string(20, ']') + ",");
  EXPECT_EQ(refusal_of(json).code, Error::kInvalidArgument);
}

TEST(Detections, WhatIsNotOneJsonObjectIsRefused) {
  for (const std::string_view json :
       {"", " ", "{", "[]", "null", "17", "\"drone\"", "{}{}", "{\"drone_id\":}", "{\"a\":1,}", "\xFF\xFE"}) {
    EXPECT_EQ(refusal_of(json).code, Error::kInvalidArgument) << json;
  }
  EXPECT_EQ(refusal_of(std::string(kSeedMessage) + "x").code, Error::kInvalidArgument);
  EXPECT_EQ(refusal_of(std::string_view("{\"drone_id\":\"drone-\xC3\"}")).code, Error::kInvalidArgument);
}

TEST(Detections, TextsHoldNoControlCharacters) {
  std::string json(kSeedMessage);
  json.replace(json.find("person"), 6, R"(per\u0000son)");
  EXPECT_EQ(refusal_of(json).code, Error::kInvalidArgument);
}

TEST(Detections, KeyCannotLeaveTheStore) {
  for (const char* key : {"/etc/passwd", "../secret", "drone-01/../../x", "a\\b"}) {
    EXPECT_EQ(refusal_of(detections_with({{"frame_s3_key", key}})).code, Error::kInvalidArgument) << key;
  }
}

TEST(Detections, EpochAndSeqComeTogether) {
  const auto report = parse_detections(detections_with({{"epoch", "e"}, {"seq", 17}}), kDrone, kNow);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->message, (MessageId{"e", 17}));
  EXPECT_EQ(refusal_of(detections_with({{"seq", 17}})).message, "detection message: epoch is missing");
  EXPECT_EQ(refusal_of(detections_with({{"epoch", "e"}})).message, "detection message: seq is missing");
  for (const auto& seq : nlohmann::json::parse(R"([0,-1,9223372036854775808])")) {
    EXPECT_EQ(refusal_of(detections_with({{"epoch", "e"}, {"seq", seq}})).code, Error::kOutOfRange) << seq;
  }
  EXPECT_EQ(refusal_of(detections_with({{"epoch", "e"}, {"seq", 1.5}})).code, Error::kInvalidArgument);
}

}  // namespace
}  // namespace eyrie::wire
