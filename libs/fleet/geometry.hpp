// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <numbers>

#include "fleet/report.hpp"

namespace eyrie::fleet::detail {

/// Boxes that overlap this much, as intersection over union, are taken for the same thing where there is no track id.
inline constexpr double kSameThingOverlap = 0.3;

/// Intersection over union; 0 where either box is empty.
[[nodiscard]] double overlap(const NormalisedBox& a, const NormalisedBox& b) noexcept;

inline constexpr double kRadians = std::numbers::pi / 180;
/// sqrt of the 0.95 quantile of chi-squared with two degrees of freedom, -2 ln 0.05: semi-axes of the 95 % ellipse in
/// standard deviations.
inline constexpr double kScale95 = 2.447746830680816;

/// What is said to be exact is taken for this good: an ellipse is no line.
inline constexpr double kLeastSigma_m = 0.01;

/// A box that comes this near to the picture's edge, as a share of the picture, may be cut off there.
inline constexpr double kPictureEdge = 0.01;

/// Metres on a plane.
struct GroundOffset {
  double east_m = 0;
  double north_m = 0;
};
/// From one place to another a few kilometres apart at most; height is left out.
[[nodiscard]] GroundOffset offset_m(const GroundPosition& from, const GroundPosition& to) noexcept;

/// The place at this offset; the inverse of `offset_m` for offsets of some hundred metres. The rest stays as it is.
[[nodiscard]] GroundPosition moved(GroundPosition from, const GroundOffset& by) noexcept;

/// Metres over ground between two places a few kilometres apart at most; height is left out.
[[nodiscard]] double distance_m(const GroundPosition& a, const GroundPosition& b) noexcept;

}  // namespace eyrie::fleet::detail
