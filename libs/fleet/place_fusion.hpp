// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/time.hpp"
#include "fleet/report.hpp"

namespace eyrie::fleet {

/// Where a drone saw something last.
struct PlaceSeen {
  DroneId drone{};
  Timestamp at{};
  GroundPosition position{};
  friend bool operator==(const PlaceSeen&, const PlaceSeen&) = default;
};

/// One place of what several drones saw, each once, at the time of the newest: their mean, each with the inverse of its
/// covariance for weight (the best linear unbiased estimate where errors are independent; Bar-Shalom, Li and Kirubarajan,
/// "Estimation with Applications to Tracking and Navigation", 2001, section 3.4). Errors of two drones are independent;
/// those of one drone from frame to frame are not, which is why only its last place counts. What was seen earlier may have
/// walked away meanwhile, and counts the less. A place without an ellipse is taken for one that errs by 10 m, and what
/// cannot be the place of the newest (one case in a thousand) is left out.
///
/// The altitude is that of the newest. `places` is not empty.
[[nodiscard]] GroundPosition fused(std::span<const PlaceSeen> places);

}  // namespace eyrie::fleet
