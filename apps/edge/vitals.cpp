// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/vitals.hpp"

#include <algorithm>
#include <vector>

namespace eyrie::edge {
namespace {

constexpr std::chrono::seconds kRateSpan{5};

}  // namespace

void RateMeter::count(SteadyTime now) {
  events_.push_back(now);
  while (events_.front() < now - kRateSpan) events_.pop_front();
}

double RateMeter::per_second(SteadyTime now) const {
  const auto first = std::lower_bound(events_.begin(), events_.end(), now - kRateSpan);
  const auto intervals = std::distance(first, events_.end()) - 1;
  if (intervals < 1) return 0;
  const double span_s =
      std::chrono::duration<double>(std::max(events_.back(), now - std::chrono::seconds{1}) - *first).count();
  return span_s > 0 ? static_cast<double>(intervals) / span_s : 0;
}

void DurationWindow::add(std::chrono::nanoseconds duration) { values_[count_++ % values_.size()] = duration; }

double DurationWindow::quantile_ms(double share) const {
  std::vector<std::chrono::nanoseconds> sorted(
      values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(std::min(count_, values_.size())));
  if (sorted.empty()) return 0;
  const auto rank = sorted.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(sorted.size() - 1));
  std::nth_element(sorted.begin(), rank, sorted.end());
  return std::chrono::duration<double, std::milli>(*rank).count();
}

void Vitals::captured(const media::StreamInfo& stream) {
  const std::lock_guard lock(mutex_);
  capture_.state = fleet::CaptureState::kRunning;
  capture_.width = stream.width;
  capture_.height = stream.height;
  packets_.count(clock_.steady_now());
}

void Vitals::capture_is(fleet::CaptureState state) {
  const std::lock_guard lock(mutex_);
  capture_.state = state;
}

void Vitals::network_is(std::string model, std::string backend, std::string precision) {
  const std::lock_guard lock(mutex_);
  inference_.model = std::move(model);
  inference_.backend = std::move(backend);
  inference_.precision = std::move(precision);
}

void Vitals::inferred(std::chrono::nanoseconds duration) {
  const std::lock_guard lock(mutex_);
  durations_.add(duration);
  frames_.count(clock_.steady_now());
}

fleet::CaptureStatus Vitals::capture() const {
  const std::lock_guard lock(mutex_);
  fleet::CaptureStatus status = capture_;
  status.fps = packets_.per_second(clock_.steady_now());
  return status;
}

fleet::InferenceStatus Vitals::inference() const {
  const std::lock_guard lock(mutex_);
  fleet::InferenceStatus status = inference_;
  status.fps = frames_.per_second(clock_.steady_now());
  status.ms_p50 = durations_.quantile_ms(0.5);
  status.ms_p95 = durations_.quantile_ms(0.95);
  return status;
}

}  // namespace eyrie::edge
