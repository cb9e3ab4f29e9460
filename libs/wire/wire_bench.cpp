// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "wire/json.hpp"

namespace eyrie::wire {
namespace {

const DroneId kDrone = *DroneId::parse("drone-01");
const Timestamp kNow = *parse_rfc3339("2025-09-24T09:10:20Z");

/// Two objects, epoch and seq: about 400 bytes, what a gateway gets 20,000 times a second.
fleet::DetectionReport sample_report() {
  fleet::DetectionReport report;
  report.drone = kDrone;
  report.message = MessageId{"01997a1c-2f6e-7c3a-9d5e-0123456789ab", 123456};
  report.captured_at = kNow;
  report.frame_id = "frame-0001";
  report.model = "yolov8n@1a2b3c4d";
  report.width = 1920;
  report.height = 1080;
  for (const char* track : {"t123", "t124"}) {
    report.objects.push_back({.class_name = "person",
                              .confidence = 0.918273,
                              .box = {.x_min = 0.123456, .y_min = 0.223344, .x_max = 0.352718, .y_max = 0.604512},
                              .track_id = track,
                              .position = std::nullopt});
  }
  return report;
}

const std::string kMessage = to_json(sample_report());

/// The same values by the usual library, without any of the checks.
fleet::DetectionReport parse_with_nlohmann(const std::string& text) {
  const auto json = nlohmann::json::parse(text);
  fleet::DetectionReport report;
  report.drone = *DroneId::from_topic(json.at("drone_id").get_ref<const std::string&>());
  report.captured_at = *parse_rfc3339(json.at("timestamp").get_ref<const std::string&>());
  report.frame_id = json.value("frame_id", "");
  report.frame_key = json.value("frame_s3_key", "");
  report.message = MessageId{json.at("epoch"), json.at("seq")};
  report.model = json.value("model", "");
  report.width = json.value("width", 0);
  report.height = json.value("height", 0);
  for (const auto& item : json.at("detections")) {
    const auto& box = item.at("bbox");
    report.objects.push_back({.class_name = item.at("class"),
                              .confidence = item.at("conf"),
                              .box = {.x_min = box.at(0), .y_min = box.at(1), .x_max = box.at(2), .y_max = box.at(3)},
                              .track_id = item.value("track_id", ""),
                              .position = std::nullopt});
  }
  return report;
}

std::string write_with_nlohmann(const fleet::DetectionReport& report) {
  nlohmann::json json{{"drone_id", report.drone.str()}, {"timestamp", to_rfc3339(report.captured_at)},
                      {"frame_id", report.frame_id},    {"epoch", report.message->epoch},
                      {"seq", report.message->seq},     {"model", report.model},
                      {"width", report.width},          {"height", report.height}};
  for (const auto& object : report.objects) {
    json["detections"].push_back({{"class", object.class_name},
                                  {"conf", object.confidence},
                                  {"bbox", {object.box.x_min, object.box.y_min, object.box.x_max, object.box.y_max}},
                                  {"track_id", object.track_id}});
  }
  return json.dump();
}

void set_bytes(benchmark::State& state) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kMessage.size()));
  state.SetLabel(std::to_string(kMessage.size()) + " bytes");
}

void BM_ParseDetections(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_detections(kMessage, kDrone, kNow));
  set_bytes(state);
}
BENCHMARK(BM_ParseDetections);

void BM_ParseDetectionsNlohmann(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_with_nlohmann(kMessage));
  set_bytes(state);
}
BENCHMARK(BM_ParseDetectionsNlohmann);

void BM_WriteDetections(benchmark::State& state) {
  const auto report = sample_report();
  for (auto _ : state) benchmark::DoNotOptimize(to_json(report));
  set_bytes(state);
}
BENCHMARK(BM_WriteDetections);

void BM_WriteDetectionsNlohmann(benchmark::State& state) {
  const auto report = sample_report();
  for (auto _ : state) benchmark::DoNotOptimize(write_with_nlohmann(report));
  set_bytes(state);
}
BENCHMARK(BM_WriteDetectionsNlohmann);

}  // namespace
}  // namespace eyrie::wire
