// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/box_filter.hpp"

#include <algorithm>
#include <cmath>

namespace eyrie::perception {
namespace {

// ByteTrack (as DeepSORT before it) adds per frame, at 30 frames a second, a deviation of 1/20 of the size to the position
// and of 1/160 to the velocity in pixels per frame. As random walks per second:
constexpr double kFrameRate = 30.0;
constexpr double kMeasureDeviation = 1.0 / 20.0;
constexpr double kPositionDiffusion = kFrameRate / (20.0 * 20.0);                          // size^2 / s
constexpr double kRateDiffusion = kFrameRate * kFrameRate * kFrameRate / (160.0 * 160.0);  // size^2 / s^3
constexpr double kFirstDeviation = 2.0 * kMeasureDeviation;
constexpr double kFirstRateDeviation = 10.0 * kFrameRate / 160.0;  // size / s

constexpr double kSmallestSide = 1.0;

double square(double value) { return value * value; }

}  // namespace

BoxFilter::Coordinate BoxFilter::start_at(double value, double size) noexcept {
  return {.value = value,
          .rate = 0,
          .variance = square(kFirstDeviation * size),
          .covariance = 0,
          .rate_variance = square(kFirstRateDeviation * size)};
}

/// x' = F x, P' = F P F^T + Q with F = [1 t; 0 1] and Q of a random walk in position and one in velocity.
void BoxFilter::Coordinate::predict(double t, double size) noexcept {
  const double position_noise = square(size) * kPositionDiffusion;
  const double rate_noise = square(size) * kRateDiffusion;
  value += rate * t;
  variance += 2 * t * covariance + t * t * rate_variance + position_noise * t + rate_noise * t * t * t / 3;
  covariance += t * rate_variance + rate_noise * t * t / 2;
  rate_variance += rate_noise * t;
}

void BoxFilter::Coordinate::correct(double measured, double size) noexcept {
  const double innovation_variance = variance + square(kMeasureDeviation * size);
  const double gain = variance / innovation_variance;
  const double rate_gain = covariance / innovation_variance;
  const double innovation = measured - value;
  value += gain * innovation;
  rate += rate_gain * innovation;
  rate_variance -= rate_gain * covariance;
  variance *= 1 - gain;
  covariance *= 1 - gain;
}

void BoxFilter::Coordinate::scale(double factor) noexcept {
  value *= factor;
  rate *= factor;
  variance *= square(factor);
  covariance *= square(factor);
  rate_variance *= square(factor);
}

BoxFilter::BoxFilter(const Box& box) noexcept {
  const double width = std::max(static_cast<double>(box.width()), kSmallestSide);
  const double height = std::max(static_cast<double>(box.height()), kSmallestSide);
  const double size = std::sqrt(width * height);
  x_ = start_at(static_cast<double>(box.x_min + box.x_max) / 2, size);
  y_ = start_at(static_cast<double>(box.y_min + box.y_max) / 2, size);
  width_ = start_at(width, width);
  height_ = start_at(height, height);
}

double BoxFilter::size() const noexcept {
  return std::sqrt(std::max(width_.value, kSmallestSide) * std::max(height_.value, kSmallestSide));
}

void BoxFilter::predict(std::chrono::nanoseconds step) noexcept {
  const double seconds = std::chrono::duration<double>(step).count();
  const double common = size();
  x_.predict(seconds, common);
  y_.predict(seconds, common);
  width_.predict(seconds, std::max(width_.value, kSmallestSide));
  height_.predict(seconds, std::max(height_.value, kSmallestSide));
  width_.value = std::max(width_.value, kSmallestSide);
  height_.value = std::max(height_.value, kSmallestSide);
}

void BoxFilter::warp(const Affine& next_from_this) noexcept {
  const double scale = std::sqrt(std::abs(next_from_this.determinant()));
  const Point centre = next_from_this * Point{.x = x_.value, .y = y_.value};
  const Point velocity = next_from_this.turn({.x = x_.rate, .y = y_.rate});
  for (auto* coordinate : {&x_, &y_, &width_, &height_}) coordinate->scale(scale);
  x_.value = centre.x;
  y_.value = centre.y;
  x_.rate = velocity.x;
  y_.rate = velocity.y;
}

void BoxFilter::correct(const Box& measured) noexcept {
  const double common = size();
  x_.correct(static_cast<double>(measured.x_min + measured.x_max) / 2, common);
  y_.correct(static_cast<double>(measured.y_min + measured.y_max) / 2, common);
  width_.correct(static_cast<double>(measured.width()), std::max(width_.value, kSmallestSide));
  height_.correct(static_cast<double>(measured.height()), std::max(height_.value, kSmallestSide));
}

void BoxFilter::freeze_size() noexcept {
  width_.rate = 0;
  height_.rate = 0;
}

Box BoxFilter::box() const noexcept {
  const auto edge = [](const Coordinate& centre, const Coordinate& side, double sign) {
    return static_cast<float>(centre.value + sign * side.value / 2);
  };
  return {.x_min = edge(x_, width_, -1),
          .y_min = edge(y_, height_, -1),
          .x_max = edge(x_, width_, 1),
          .y_max = edge(y_, height_, 1)};
}

}  // namespace eyrie::perception
