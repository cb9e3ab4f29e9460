// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"

namespace eyrie::fleet {

/// A box as a share of the picture, 0..1 from its left and top edge.
struct NormalisedBox {
  double x_min = 0;
  double y_min = 0;
  double x_max = 0;
  double y_max = 0;
  friend bool operator==(const NormalisedBox&, const NormalisedBox&) = default;
};

/// A place on the ground and how sure we are of it: the 95 % ellipse.
struct GroundPosition {
  double lat_deg = 0;  ///< WGS-84
  double lon_deg = 0;  ///< WGS-84
  double alt_m = 0;    ///< above mean sea level
  double semi_major_m = 0;
  double semi_minor_m = 0;
  double orientation_deg = 0;  ///< of the major axis, clockwise from north
  friend bool operator==(const GroundPosition&, const GroundPosition&) = default;
};

/// One thing seen in one frame.
struct SeenObject {
  std::string class_name;
  double confidence = 0;  ///< 0..1
  NormalisedBox box;
  std::string track_id;  ///< empty when not tracked
  std::optional<GroundPosition> position;
  friend bool operator==(const SeenObject&, const SeenObject&) = default;
};

/// What one inferred frame of one drone holds: the seed's detection message, and the fields we add to it.
struct DetectionReport {
  DroneId drone;
  /// Absent in messages of another maker's edge, which are de-duplicated by content.
  std::optional<MessageId> message;
  Timestamp captured_at;
  std::string frame_id;   ///< `frame-0001`, or another maker's text
  std::string frame_key;  ///< object-store key of the flagged JPEG, empty when there is none
  std::string model;      ///< name and hash of the network, empty when unknown
  int width = 0;          ///< pixels of the frame, 0 when unknown
  int height = 0;
  bool is_flagged = false;  ///< a rule on the edge held for this frame
  std::vector<SeenObject> objects;
  friend bool operator==(const DetectionReport&, const DetectionReport&) = default;
};

/// Angles in degrees: roll right, pitch up, yaw clockwise from north positive.
struct Attitude {
  double roll_deg = 0;
  double pitch_deg = 0;
  double yaw_deg = 0;
  friend bool operator==(const Attitude&, const Attitude&) = default;
};

/// Where a drone was and how it did: the seed's telemetry message, and the fields we add to it.
struct TelemetrySample {
  DroneId drone;
  std::optional<MessageId> message;
  Timestamp time;
  std::optional<double> lat_deg;
  std::optional<double> lon_deg;
  std::optional<double> alt_m;           ///< above mean sea level
  std::optional<double> relative_alt_m;  ///< above the take-off point
  std::optional<double> speed_mps;       ///< over ground
  std::optional<int> battery_percent;
  std::optional<double> heading_deg;  ///< clockwise from north
  std::optional<Attitude> attitude;   ///< of the airframe; yaw_deg repeats the heading when there is one
  std::optional<Attitude> gimbal;     ///< of the camera, relative to the horizon and north
  friend bool operator==(const TelemetrySample&, const TelemetrySample&) = default;
};

}  // namespace eyrie::fleet
