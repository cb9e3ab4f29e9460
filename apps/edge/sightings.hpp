// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "fleet/report.hpp"
#include "perception/detection.hpp"

namespace eyrie::edge {

/// What stays the same from frame to frame of one drone.
struct ReportHeader {
  DroneId drone;
  std::string model;  ///< `yolov8n@1a2b3c4d`
  std::vector<std::string> class_names;
};

/// Which frame a report is about.
struct FrameFacts {
  FrameId frame_id;
  Timestamp captured_at;
  int width = 0;   ///< pixels
  int height = 0;  ///< pixels
};

/// Tracked boxes in pixels as the message that goes out: shares of the picture, clamped to it. A box that lies outside of
/// the picture altogether is left out, so the result may hold fewer objects than there were tracks.
[[nodiscard]] fleet::DetectionReport to_report(std::span<const perception::TrackedDetection> tracks, const FrameFacts& frame,
                                               const ReportHeader& header);

}  // namespace eyrie::edge
