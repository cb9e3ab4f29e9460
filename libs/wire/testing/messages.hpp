// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "wire/json.hpp"

/// Messages for the tests of how they are written and read.
namespace eyrie::wire::test {

inline const DroneId kDrone = *DroneId::parse("drone-01");
inline const Timestamp kNow = *parse_rfc3339("2025-09-24T09:10:20Z");

/// The seed's own message, character by character.
inline constexpr std::string_view kSeedMessage = R"({
  "drone_id": "drone-01",
  "timestamp": "2025-09-24T09:10:15Z",
  "detections": [
    {"class": "person", "conf": 0.92, "bbox":[0.12,0.22,0.35,0.60], "track_id": "t123"}
  ],
  "frame_id": "frame-0001",
  "frame_s3_key": "drone-01/2025-09-24/frame-0001.jpg"
})";

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

}  // namespace eyrie::wire::test
