// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/detect/given_detections.hpp"

#include <chrono>
#include <string>
#include <vector>

#include "datasets/mot_text.hpp"
#include "eyrie/detect/report_writer.hpp"
#include "perception/tracker.hpp"

namespace eyrie::detect {
namespace {

constexpr std::uint64_t kMostFrames = 10'000'000;

perception::Detection to_detection(const datasets::MotDetection& given) {
  const auto& box = given.box;
  return {.box = {.x_min = static_cast<float>(box.left),
                  .y_min = static_cast<float>(box.top),
                  .x_max = static_cast<float>(box.left + box.width),
                  .y_max = static_cast<float>(box.top + box.height)},
          .confidence = static_cast<float>(given.confidence)};
}

}  // namespace

Status track_detections(const GivenDetections& given, float confidence, std::FILE* out) {
  const auto detections = datasets::read_mot_detections(given.file);
  if (!detections) return fail(detections.error());
  const std::uint64_t frames = detections->empty() ? 0 : detections->back().frame;
  if (frames > kMostFrames) {
    return fail(Error::kOutOfRange, given.file.string() + " has a frame " + std::to_string(frames) + ", the limit is " +
                                        std::to_string(kMostFrames) + ". Count frames from 1. (--detections)");
  }
  perception::Tracker tracker({.high_confidence = confidence, .new_track_confidence = confidence});
  const auto writer = make_report_writer(ReportFormat::kMot, out);
  const std::chrono::duration<double> interval(1 / given.frame_rate_hz);
  std::vector<perception::Detection> seen;
  auto next = detections->begin();
  for (std::uint64_t frame = 1; frame <= frames; ++frame) {
    seen.clear();
    for (; next != detections->end() && next->frame == frame; ++next) seen.push_back(to_detection(*next));
    const Timestamp at{std::chrono::round<std::chrono::nanoseconds>(static_cast<double>(frame) * interval)};
    writer->write({.source = {},
                   .frame_id = FrameId{frame},
                   .captured_at = at,
                   .detections = tracker.update(seen, at, std::nullopt),
                   .times = {}});
  }
  return {};
}

}  // namespace eyrie::detect
