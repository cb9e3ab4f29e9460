// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fleet/report.hpp"

namespace eyrie::fleet::detail {

/// Boxes that overlap this much, as intersection over union, are taken for the same thing where there is no track id.
inline constexpr double kSameThingOverlap = 0.3;

/// Intersection over union; 0 where either box is empty.
[[nodiscard]] double overlap(const NormalisedBox& a, const NormalisedBox& b) noexcept;

/// Metres on a plane.
struct GroundOffset {
  double east_m = 0;
  double north_m = 0;
};
/// From one place to another a few kilometres apart at most; height is left out.
[[nodiscard]] GroundOffset offset_m(const GroundPosition& from, const GroundPosition& to) noexcept;

/// Metres over ground between two places a few kilometres apart at most; height is left out.
[[nodiscard]] double distance_m(const GroundPosition& a, const GroundPosition& b) noexcept;

}  // namespace eyrie::fleet::detail
