// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/result.hpp"
#include "geometry/camera.hpp"
#include "geometry/frames.hpp"
#include "geometry/geodesy.hpp"

namespace eyrie::geometry {

/// Where a camera was and where it looked when the picture was taken.
struct CameraPose {
  GeoPoint position;
  double height_above_ground_m = 0;
  Rotation ned_from_camera;
};

/// One standard deviation of each thing a position is made of. The defaults are those of a good consumer drone: a
/// stabilised gimbal, GPS without corrections, a barometer over flat ground, a detector's box edge.
struct PoseSigma {
  double tilt_rad = to_radians(0.5);     ///< of roll and of pitch
  double heading_rad = to_radians(2.0);  ///< the compass is the weakest sensor on board
  double horizontal_m = 1.5;             ///< of the position, north and east each
  double height_m = 2.0;                 ///< above the ground where the object stands
  double pixel_px = 3.0;                 ///< of the point in the picture, in each direction
};

/// Beyond these a position would be a guess.
struct LocateLimits {
  /// Least angle of the ray below the horizon. At 5 degrees one degree of tilt moves the point by a fifth of its distance.
  double min_depression_rad = to_radians(5.0);
  double max_range_m = 5'000;
};

/// A place on the ground and the ellipse that holds the true one in 95 of 100 cases.
struct GroundFix {
  GeoPoint position;           ///< altitude is the ground's
  double semi_major_m = 0;     ///< of the 95 % ellipse
  double semi_minor_m = 0;     ///< of the 95 % ellipse
  double orientation_deg = 0;  ///< of the major axis, clockwise from north, 0..180
  double range_m = 0;          ///< along the ground from below the camera
  double bearing_deg = 0;      ///< from the camera, clockwise from north, 0..360
};

/// Follows a pixel's ray to flat ground `height_above_ground_m` below the camera, and carries the sigmas along to first
/// order (J S J', Jacobian by central differences; JCGM 100:2008, 5.1.2).
///
/// The earth curves away by 8 cm at 1 km, which is far inside of the ellipse. `Error::kOutOfRange` when the ray does not
/// meet the ground within the limits: at or above the horizon, too flat, or too far; `kInvalidArgument` for a height that
/// is not above zero.
[[nodiscard]] Result<GroundFix> locate(const Pixel& pixel, const CameraModel& camera, const CameraPose& pose,
                                       const PoseSigma& sigma = {}, const LocateLimits& limits = {});

/// Around a thing in the picture, in pixels from the picture's left and top edge, as detectors give them.
struct BoxInPicture {
  double x_min = 0;
  double y_min = 0;
  double x_max = 0;
  double y_max = 0;
};

/// Where an upright thing touches the ground: what is upright lies along a line to the vanishing point of the vertical
/// (Hartley and Zisserman, Multiple View Geometry, 2004, 8.6), so its foot is where the way there from the middle of its box
/// leaves the box, or that point itself where it lies inside. A camera that looks at the horizon sees feet at the lower
/// edge, one that looks straight down at the edge that is nearest to the picture's middle.
[[nodiscard]] Pixel foot_of_box(const BoxInPicture& box, const CameraModel& camera,
                                const Rotation& ned_from_camera) noexcept;

/// The middle of a box: of a head, whose height above the ground is known better than where its body stands.
[[nodiscard]] Pixel middle_of_box(const BoxInPicture& box) noexcept;

/// The pose as a plane parallel to the ground sees it, `plane_m` above it: what a ray meets there is that high.
[[nodiscard]] CameraPose above_plane(CameraPose pose, double plane_m) noexcept;

/// What telemetry may know about the camera.
struct PoseSources {
  std::optional<double> lat_deg = {};
  std::optional<double> lon_deg = {};
  std::optional<double> alt_m = {};           ///< above mean sea level
  std::optional<double> relative_alt_m = {};  ///< above the take-off point
  std::optional<double> ground_alt_m = {};    ///< of the ground above mean sea level, where somebody knows it
  std::optional<Attitude> gimbal = {};        ///< of the camera against horizon and north
  std::optional<Attitude> airframe = {};
  Attitude mount = {};  ///< of the camera in the airframe, used where there is no gimbal
};

/// The best pose the sources give: the gimbal's own attitude before airframe and mount, height over known ground before
/// height over the take-off point. `Error::kUnavailable` says which telemetry is missing.
[[nodiscard]] Result<CameraPose> pose_from(const PoseSources& sources);

}  // namespace eyrie::geometry
