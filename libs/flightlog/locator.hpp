// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "fleet/report.hpp"
#include "geometry/locate.hpp"

namespace eyrie::flightlog {

/// Finds the places on the ground of what one camera saw, from where telemetry says that it was. A value; thread-safe.
///
/// People and vehicles are located by their foot. A head is located by its middle on a plane at the height of heads, because
/// the ground behind it is metres behind its body; people kneel and climb, so that height has an error of its own.
class Locator {
 public:
  struct Options {
    double horizontal_fov_rad = 1.2;
    geometry::PoseSigma sigma = {};
    std::vector<std::string> head_classes = {};  ///< compared as rules compare classes
    double head_height_m = 1.6;
    double head_height_sigma_m = 0.25;
  };
  explicit Locator(Options options);

  /// Fills in `position` of the objects of a picture of `width` x `height` pixels. Without a pose there is no place, and
  /// nothing is made up; nor is there one of what is seen too flat.
  void locate(std::span<fleet::SeenObject> objects, int width, int height, const fleet::TelemetrySample& telemetry) const;

 private:
  [[nodiscard]] Result<geometry::GroundFix> fix_of(const fleet::SeenObject& object, const geometry::BoxInPicture& box,
                                                   const geometry::CameraModel& camera,
                                                   const geometry::CameraPose& pose) const;

  Options options_;
  geometry::PoseSigma head_sigma_;
};

}  // namespace eyrie::flightlog
