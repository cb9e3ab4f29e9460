// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/sightings.hpp"

#include <algorithm>

namespace eyrie::edge {
namespace {

double share(float pixels, int whole) { return std::clamp(static_cast<double>(pixels) / whole, 0.0, 1.0); }

fleet::NormalisedBox normalise(const perception::Box& box, const FrameFacts& frame) {
  return {.x_min = share(box.x_min, frame.width),
          .y_min = share(box.y_min, frame.height),
          .x_max = share(box.x_max, frame.width),
          .y_max = share(box.y_max, frame.height)};
}

}  // namespace

fleet::DetectionReport to_report(std::span<const perception::TrackedDetection> tracks, const FrameFacts& frame,
                                 const ReportHeader& header) {
  fleet::DetectionReport report;
  report.drone = header.drone;
  report.captured_at = frame.captured_at;
  report.frame_id = to_string(frame.frame_id);
  report.model = header.model;
  report.width = frame.width;
  report.height = frame.height;
  report.objects.reserve(tracks.size());
  for (const auto& track : tracks) {
    const auto box = normalise(track.detection.box, frame);
    if (box.x_max <= box.x_min || box.y_max <= box.y_min) continue;
    fleet::SeenObject object;
    object.class_name = header.class_names.at(static_cast<std::size_t>(track.detection.class_id));
    object.confidence = std::clamp(static_cast<double>(track.detection.confidence), 0.0, 1.0);
    object.box = box;
    if (track.track_id != 0) object.track_id = "t" + std::to_string(track.track_id);
    report.objects.push_back(std::move(object));
  }
  return report;
}

}  // namespace eyrie::edge
