// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/json.hpp"

#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace eyrie::wire {
namespace {

using namespace std::chrono_literals;

const DroneId kDrone = *DroneId::parse("drone-01");
const Timestamp kNow = *parse_rfc3339("2025-09-24T09:10:20Z");

/// The seed's own message, character by character.
constexpr std::string_view kSeedMessage = R"({
  "drone_id": "drone-01",
  "timestamp": "2025-09-24T09:10:15Z",
  "detections": [
    {"class": "person", "conf": 0.92, "bbox":[0.12,0.22,0.35,0.60], "track_id": "t123"}
  ],
  "frame_id": "frame-0001",
  "frame_s3_key": "drone-01/2025-09-24/frame-0001.jpg"
})";

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

/// Values on the grid that is written, so that equality can be asked for.
class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  std::uint64_t whole(std::uint64_t low, std::uint64_t high) {
    return std::uniform_int_distribution<std::uint64_t>(low, high)(random_);
  }
  double grid(double low, double high, double steps) {
    return std::round(std::uniform_real_distribution<double>(low, high)(random_) * steps) / steps;
  }
  bool coin() { return whole(0, 1) == 1; }
  Timestamp time() { return kNow - std::chrono::milliseconds(whole(0, 1'000'000'000)); }
  std::string text() {
    static const std::vector<std::string> texts{
        "person", "a \"quoted\\ one\"", "Müller", "\xE2\x9C\x93 \xF0\x9F\x9A\x81", "/", "t1"};
    return texts[whole(0, texts.size() - 1)];
  }
  MessageId id() { return {.epoch = "0192f0aa-7c1e-7000-8000-000000000001", .seq = whole(1, (1ULL << 63U) - 1)}; }
  fleet::Attitude attitude() {
    return {.roll_deg = grid(-180, 180, 1e4), .pitch_deg = grid(-90, 90, 1e4), .yaw_deg = grid(0, 360, 1e4)};
  }

  fleet::SeenObject object() {
    const double x = grid(0, 1, 1e6);
    const double y = grid(0, 1, 1e6);
    fleet::SeenObject object{.class_name = text(),
                             .confidence = grid(0, 1, 1e6),
                             .box = {.x_min = x, .y_min = y, .x_max = grid(x, 1, 1e6), .y_max = grid(y, 1, 1e6)},
                             .track_id = coin() ? text() : "",
                             .position = std::nullopt};
    if (coin()) {
      object.position = fleet::GroundPosition{.lat_deg = grid(-90, 90, 1e7),
                                              .lon_deg = grid(-180, 180, 1e7),
                                              .alt_m = grid(-400, 9000, 1e3),
                                              .semi_major_m = grid(0, 100, 1e3),
                                              .semi_minor_m = grid(0, 100, 1e3),
                                              .orientation_deg = grid(0, 180, 1e4)};
    }
    return object;
  }

  fleet::DetectionReport report() {
    fleet::DetectionReport report;
    report.drone = kDrone;
    report.captured_at = time();
    if (coin()) report.message = id();
    if (coin()) report.frame_id = to_string(FrameId{whole(1, 1'000'000)});
    if (coin()) report.frame_key = "drone-01/2025/09/24/frame_1.jpg";
    if (coin()) report.model = "yolov8n@1a2b3c4d";
    report.width = static_cast<int>(whole(0, 4000));
    report.height = static_cast<int>(whole(0, 4000));
    report.is_flagged = coin();
    for (auto n = whole(0, 5); n > 0; --n) report.objects.push_back(object());
    return report;
  }

  fleet::TelemetrySample sample() {
    fleet::TelemetrySample sample;
    sample.drone = kDrone;
    sample.time = time();
    if (coin()) sample.message = id();
    if (coin()) {
      sample.lat_deg = grid(-90, 90, 1e7);
      sample.lon_deg = grid(-180, 180, 1e7);
    }
    if (coin()) sample.alt_m = grid(-400, 9000, 1e3);
    if (coin()) sample.relative_alt_m = grid(-400, 9000, 1e3);
    if (coin()) sample.speed_mps = grid(0, 60, 1e3);
    if (coin()) sample.battery_percent = static_cast<int>(whole(0, 100));
    if (coin()) sample.heading_deg = grid(0, 360, 1e4);
    if (coin()) {
      sample.attitude = attitude();
      sample.attitude->yaw_deg = sample.heading_deg.value_or(0);
    }
    if (coin()) sample.gimbal = attitude();
    return sample;
  }

  fleet::Event event() {
    const Timestamp from = time();
    const Timestamp to = from + std::chrono::milliseconds(whole(0, 100'000));
    const MessageId message = id();
    switch (whole(0, 2)) {
      case 0:
        return fleet::Attachment{.drone = kDrone,
                                 .message = message,
                                 .kind = coin() ? fleet::AttachmentKind::kClip : fleet::AttachmentKind::kFrame,
                                 .key = "drone-01/2025/09/24/clip_1758705015120.mp4",
                                 .sha256 = std::string(64, 'a'),
                                 .size = ByteCount{whole(0, 1ULL << 40U)},
                                 .media_type = "video/mp4",
                                 .from = from,
                                 .to = std::min(to, kNow),
                                 .track_ids = {text(), text()},
                                 .frame_id = "frame-0001",
                                 .captured_at = from};
      case 1:
        return fleet::CaptureGap{.drone = kDrone,
                                 .message = message,
                                 .from = from,
                                 .to = std::min(to, kNow),
                                 .what = "capture",
                                 .reason = text()};
      default:
        return fleet::Tombstone{.drone = kDrone,
                                .message = message,
                                .first = message.seq,
                                .last = whole(message.seq, (1ULL << 63U) - 1),
                                .reason = "byte budget"};
    }
  }

 private:
  std::mt19937 random_;
};

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
      .capture = fleet::CaptureStatus{fleet::CaptureState::kRunning, "rtsp://camera/1", 1920, 1080, 29.97},
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
