// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "wire/testing/messages.hpp"

namespace eyrie::wire {
namespace {

using namespace std::chrono_literals;
using namespace test;

TEST(Telemetry, SeedMessageIsReadAsItStands) {
  const auto sample = parse_telemetry(
      R"({"drone_id":"drone-01","timestamp":"2025-09-24T09:10:15Z","lat":28.7,"lon":77.1,"alt":120.5,"battery":72})", kDrone,
      kNow);
  ASSERT_TRUE(sample) << sample.error().message;
  EXPECT_EQ(sample->lat_deg, 28.7);
  EXPECT_EQ(sample->lon_deg, 77.1);
  EXPECT_EQ(sample->alt_m, 120.5);
  EXPECT_EQ(sample->battery_percent, 72);
  EXPECT_FALSE(sample->speed_mps);
  EXPECT_FALSE(sample->gimbal);
}

TEST(Telemetry, WhatIsWrittenIsReadBackEqual) {
  Generator generate(3);
  for (int i = 0; i < 2000; ++i) {
    const auto sample = generate.sample();
    const auto read = parse_telemetry(to_json(sample), kDrone, kNow);
    ASSERT_TRUE(read) << read.error().message << '\n' << to_json(sample);
    ASSERT_EQ(*read, sample) << to_json(sample);
  }
}

TEST(Telemetry, ImpossibleValuesAreRefused) {
  const std::string head = R"({"drone_id":"drone-01","timestamp":"2025-09-24T09:10:15Z",)";
  for (const char* rest : {R"("lat":91,"lon":0)", R"("lat":0,"lon":181)", R"("battery":110)", R"("battery":-1)",
                           R"("speed":-1)", R"("alt":1e9)", R"("gimbal":{"roll":400})"}) {
    const auto sample = parse_telemetry(head + rest + "}", kDrone, kNow);
    ASSERT_FALSE(sample) << rest;
    EXPECT_EQ(sample.error().code, Error::kOutOfRange) << rest;
  }
  EXPECT_FALSE(parse_telemetry(head + R"("lat":1})", kDrone, kNow)) << "half a place is no place";
}

TEST(Events, WhatIsWrittenIsReadBackEqual) {
  Generator generate(4);
  for (int i = 0; i < 2000; ++i) {
    const auto event = generate.event();
    const auto read = parse_event(to_json(event), kDrone, kNow);
    ASSERT_TRUE(read) << read.error().message << '\n' << to_json(event);
    ASSERT_EQ(*read, event) << to_json(event);
  }
}

TEST(Events, WhatMakesNoSenseIsRefused) {
  const std::string head = R"({"drone_id":"drone-01","epoch":"e","seq":5,)";
  const auto code_of = [&](const std::string& rest) {
    const auto event = parse_event(head + rest + "}", kDrone, kNow);
    EXPECT_FALSE(event) << rest;
    return event ? Error::kInternal : event.error().code;
  };
  EXPECT_EQ(code_of(R"("type":"party")"), Error::kUnsupported);
  EXPECT_EQ(code_of(R"("type":"tombstone","first":5,"last":4)"), Error::kOutOfRange);
  EXPECT_EQ(code_of(R"("type":"tombstone","first":4,"last":9)"), Error::kInvalidArgument);
  EXPECT_EQ(code_of(R"("type":"gap","what":"capture","from":"2025-09-24T09:10:15Z","to":"2025-09-24T09:10:14Z")"),
            Error::kOutOfRange);
  EXPECT_EQ(
      code_of(R"("type":"attachment","kind":"clip","key":"k","sha256":"ABC","bytes":1,"timestamp":"2025-09-24T09:10:15Z")"),
      Error::kInvalidArgument);
}

TEST(Status, WhatIsWrittenIsReadBackEqual) {
  const fleet::DroneStatus status{
      .drone = kDrone,
      .presence = fleet::Presence::kOnline,
      .time = kNow,
      .version = "0.1.0",
      .epoch = "e",
      .capture = fleet::CaptureStatus{fleet::CaptureState::kRunning, "rtsp://camera/1", 1920, 1080, 29.97, 48.5},
      .inference = fleet::InferenceStatus{"yolov8n@1a2b3c4d", "openvino", "bf16", 25.125, 31.5, 14.9},
      .ledger = fleet::LedgerStatus{.next_seq = 101, .acknowledged = 80, .waiting = 12, .tombstoned = 8},
      .dropped_frames = 3,
      .cpu_percent = 143.5,
      .rss = 200_MiB};
  EXPECT_EQ(parse_status(to_json(status), kDrone, kNow), status) << to_json(status);
}

TEST(Status, LastWillIsAStatus) {
  const fleet::DroneStatus will{.drone = kDrone};
  EXPECT_EQ(to_json(will), R"({"drone_id":"drone-01","state":"offline"})");
  EXPECT_EQ(parse_status(to_json(will), kDrone, kNow), will);
}

TEST(Control, WhatIsWrittenIsReadBackEqual) {
  const GatewayStatus gateway{.presence = fleet::Presence::kOnline, .instance = "g1", .http = "http://127.0.0.1:8080"};
  EXPECT_EQ(parse_gateway_status(to_json(gateway)), gateway);
  const Acknowledgement acknowledgement{.epoch = "e", .ranges = {{1, 17}, {19, 40}}, .instance = "g1"};
  EXPECT_EQ(to_json(acknowledgement), R"({"epoch":"e","ranges":[[1,17],[19,40]],"instance":"g1"})");
  EXPECT_EQ(parse_acknowledgement(to_json(acknowledgement)), acknowledgement);
  const Acknowledgement later{.epoch = "e", .ranges = {}, .put_off = {{18, 18}}, .instance = "g1"};
  EXPECT_EQ(to_json(later), R"({"epoch":"e","ranges":[],"put_off":[[18,18]],"instance":"g1"})");
  EXPECT_EQ(parse_acknowledgement(to_json(later)), later);
  for (const Command& command :
       {Command{"id-1", kNow, VideoLease{10s}}, Command{"id-2", kNow, Snapshot{}},
        Command{"id-3", kNow, ClipRequest{kNow - 10s, kNow}}, Command{"id-4", kNow, UnknownCommand{"dance"}}}) {
    EXPECT_EQ(parse_command(to_json(command)), command) << to_json(command);
  }
  const CommandResult result{.id = "id-1", .outcome = CommandOutcome::kRefused, .message = "no ring"};
  EXPECT_EQ(parse_command_result(to_json(result)), result);
}

TEST(Control, HostileAcknowledgementsAreRefused) {
  for (const char* ranges :
       {"[[0,1]]", "[[2,1]]", "[[1]]", "[1,2]", "[[1,2,3]]", "[[-1,5]]", "[[1,9223372036854775808]]", "{}"}) {
    EXPECT_FALSE(parse_acknowledgement(std::string(R"({"epoch":"e","ranges":)") + ranges + "}")) << ranges;
  }
  EXPECT_FALSE(parse_acknowledgement(R"({"ranges":[[1,2]]})"));
}

TEST(Control, CommandWithoutWhatItNeedsIsRefused) {
  const std::string head = R"({"id":"i","expires_at":"2025-09-24T09:10:15Z","command":)";
  EXPECT_FALSE(parse_command(head + R"("video"})"));
  EXPECT_FALSE(parse_command(head + R"("video","arguments":{"seconds":100000}})"));
  EXPECT_FALSE(parse_command(head + R"("clip","arguments":{"from":"2025-09-24T09:10:15Z"}})"));
  EXPECT_FALSE(parse_command(R"({"id":"i","command":"snapshot"})")) << "a command without an expiry would live for ever";
}

/// Damages a text the way links and hostile people do.
std::string mutated(std::string text, std::mt19937& random) {
  const auto pick = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  static const std::vector<std::string> pieces{"null",    "-1", "1e308", "{}",   "[]",       "\"\"", "18446744073709551616",
                                               "\\u0000", "\"", "}",     "true", "\xF0\x9F", ":",    "[[[[[["};
  for (auto n = 1 + pick(4); n > 0 && !text.empty(); --n) {
    const auto at = pick(text.size());
    switch (pick(5)) {
      case 0: text[at] = static_cast<char>(pick(256)); break;
      case 1: text.erase(at, 1 + pick(8)); break;
      case 2: text.insert(at, pieces[pick(pieces.size())]); break;
      case 3: text.insert(at, text.substr(pick(text.size()), pick(40))); break;
      default: text.resize(at); break;
    }
  }
  return text;
}

TEST(Mutation, DamagedMessagesAreRefusedOrMeanWhatTheySay) {
  std::mt19937 random(5);
  Generator generate(6);
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto json = mutated(to_json(generate.report()), random);
    const auto report = parse_detections(json, kDrone, kNow);
    if (!report) {
      ASSERT_FALSE(report.error().message.empty());
      continue;
    }
    ++accepted;
    ASSERT_EQ(report->drone, kDrone);
    ASSERT_LE(report->captured_at, kNow + kMaxClockLead);
    // What was taken in can be handed on: written again, it is taken in again and written the same.
    const auto again = parse_detections(to_json(*report), kDrone, kNow);
    ASSERT_TRUE(again) << again.error().message << '\n' << json;
    ASSERT_EQ(to_json(*again), to_json(*report));
  }
  EXPECT_GT(accepted, 100) << "the damage is so great that only the refusal is tested";
}

TEST(Mutation, NoOtherMessageCrashesEither) {
  std::mt19937 random(7);
  Generator generate(8);
  const std::vector<std::string> control{
      to_json(fleet::DroneStatus{.drone = kDrone,
                                 .presence = fleet::Presence::kOnline,
                                 .time = kNow,
                                 .version = "1",
                                 .epoch = "e",
                                 .capture = fleet::CaptureStatus{},
                                 .inference = fleet::InferenceStatus{},
                                 .ledger = fleet::LedgerStatus{}}),
      to_json(Acknowledgement{.epoch = "e", .ranges = {{1, 17}, {19, 40}}, .instance = "g"}),
      to_json(Command{"id", kNow, ClipRequest{kNow - 10s, kNow}}),
      to_json(CommandResult{.id = "i", .outcome = CommandOutcome::kFailed, .message = "m"}),
      to_json(GatewayStatus{.presence = fleet::Presence::kOnline, .instance = "g", .http = "http://h:1"})};
  for (int i = 0; i < 3'000; ++i) {
    if (const auto sample = parse_telemetry(mutated(to_json(generate.sample()), random), kDrone, kNow)) {
      ASSERT_TRUE(parse_telemetry(to_json(*sample), kDrone, kNow)) << to_json(*sample);
    }
    if (const auto event = parse_event(mutated(to_json(generate.event()), random), kDrone, kNow)) {
      ASSERT_TRUE(parse_event(to_json(*event), kDrone, kNow)) << to_json(*event);
    }
    for (const std::string& message : control) {
      const auto json = mutated(message, random);
      const auto status = parse_status(json, kDrone, kNow);
      ASSERT_TRUE(!status || parse_status(to_json(*status), kDrone, kNow)) << json;
      const auto acknowledgement = parse_acknowledgement(json);
      ASSERT_TRUE(!acknowledgement || parse_acknowledgement(to_json(*acknowledgement)) == *acknowledgement) << json;
      const auto command = parse_command(json);
      ASSERT_TRUE(!command || parse_command(to_json(*command))) << json;
      const auto result = parse_command_result(json);
      ASSERT_TRUE(!result || parse_command_result(to_json(*result)) == *result) << json;
      const auto gateway = parse_gateway_status(json);
      ASSERT_TRUE(!gateway || parse_gateway_status(to_json(*gateway)) == *gateway) << json;
    }
  }
}

TEST(MessageIdOf, IsFoundInAMessageThatIsRefusedForTheRest) {
  const auto id =
      find_message_id(R"({"drone_id":"other","timestamp":"2199-01-01T00:00:00Z","epoch":"e-1","seq":7,"detections":3})");
  ASSERT_TRUE(id);
  EXPECT_EQ(*id, (MessageId{.epoch = "e-1", .seq = 7}));
  for (const std::string_view text :
       {"", "nonsense", "[]", R"({"epoch":"e-1"})", R"({"epoch":"e-1","seq":0})", R"({"epoch":1,"seq":7})"}) {
    EXPECT_FALSE(find_message_id(text)) << text;
  }
}

}  // namespace
}  // namespace eyrie::wire
