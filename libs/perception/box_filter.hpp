// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "perception/affine.hpp"
#include "perception/detection.hpp"

namespace eyrie::perception {

/// Follows one box through time: a constant-velocity Kalman filter over centre, width and height.
///
/// ByteTrack filters centre, aspect and height; width in place of aspect fits boxes better (BoT-SORT, Aharon et al. 2022,
/// section 3.1). Noise is ByteTrack's, in shares of the box size, but told per second instead of per frame, so frames may
/// come at any interval. The noise of centre x and y is the same, hence so are their covariances, hence a turn of the
/// picture leaves them as they are: four filters of two numbers each (value and its rate) are the whole filter, exactly.
class BoxFilter {
 public:
  explicit BoxFilter(const Box& box) noexcept;

  void predict(std::chrono::nanoseconds step) noexcept;
  /// Carries the filter over into the next picture of a camera that moved.
  void warp(const Affine& next_from_this) noexcept;
  void correct(const Box& measured) noexcept;
  /// While a thing is not seen its size is not extrapolated.
  void freeze_size() noexcept;

  [[nodiscard]] Box box() const noexcept;

 private:
  /// A value, its rate per second, and their covariance.
  struct Coordinate {
    double value = 0;
    double rate = 0;
    double variance = 0;
    double covariance = 0;
    double rate_variance = 0;

    void predict(double seconds, double size) noexcept;
    void correct(double measured, double size) noexcept;
    void scale(double factor) noexcept;
  };
  static Coordinate start_at(double value, double size) noexcept;

  /// What noise of the centre is a share of: the geometric mean of the sides.
  [[nodiscard]] double size() const noexcept;

  Coordinate x_;
  Coordinate y_;
  Coordinate width_;
  Coordinate height_;
};

}  // namespace eyrie::perception
