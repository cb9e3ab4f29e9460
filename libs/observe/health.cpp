// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "observe/health.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace eyrie::observe {
namespace {

std::string in_seconds(std::chrono::nanoseconds duration) {
  const auto tenths = duration / std::chrono::milliseconds(100);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace

std::string_view name_of(HealthState state) noexcept {
  switch (state) {
    case HealthState::kStarting: return "starting";
    case HealthState::kOk: return "ok";
    case HealthState::kDegraded: return "degraded";
    case HealthState::kFailed: return "failed";
  }
  return "failed";
}

void Health::Check::set(HealthState state, std::string reason) {
  const auto now = health_->clock_.now();
  const std::lock_guard lock(health_->mutex_);
  if (state != state_) since_ = now;
  state_ = state;
  reason_ = std::move(reason);
}

Health::Check& Health::add(std::string_view name, Remedy remedy) {
  const std::lock_guard lock(mutex_);
  auto& check = checks_.emplace_back(Check(*this, name, remedy));
  check.since_ = clock_.now();
  return check;
}

Health::Pulse& Health::add_pulse(std::string_view name, std::chrono::nanoseconds limit) {
  const std::lock_guard lock(mutex_);
  pulses_.push_back(std::unique_ptr<Pulse>(new Pulse(clock_, name, limit)));
  return *pulses_.back();
}

Health::Answer Health::liveness() const { return sum_up(false); }
Health::Answer Health::readiness() const { return sum_up(true); }

Health::Answer Health::sum_up(bool for_readiness) const {
  const auto steady_now = clock_.steady_now();
  const std::lock_guard lock(mutex_);
  auto worst = HealthState::kOk;
  auto lines = nlohmann::ordered_json::array();
  const auto add_line = [&](std::string_view name, HealthState state, Remedy remedy) -> nlohmann::ordered_json& {
    const bool counts = for_readiness || (remedy == Remedy::kRestart && state == HealthState::kFailed);
    if (counts) worst = std::max(worst, state);
    lines.push_back({{"name", name}, {"state", name_of(state)}});
    return lines.back();
  };

  for (const auto& check : checks_) {
    auto& line = add_line(check.name_, check.state_, check.remedy_);
    if (!check.reason_.empty()) line["reason"] = check.reason_;
    line["since"] = to_rfc3339(check.since_);
  }
  for (const auto& pulse : pulses_) {
    const auto age = steady_now.time_since_epoch() - std::chrono::nanoseconds(pulse->last_.load(std::memory_order_relaxed));
    const bool is_late = age > pulse->limit_;
    auto& line = add_line(pulse->name_, is_late ? HealthState::kFailed : HealthState::kOk, Remedy::kRestart);
    if (is_late) line["reason"] = "no sign of life for " + in_seconds(age) + ", allowed are " + in_seconds(pulse->limit_);
  }

  const bool is_ok = worst <= HealthState::kDegraded;
  const nlohmann::ordered_json body = {{"status", name_of(worst)}, {"checks", lines}};
  return {.is_ok = is_ok, .json = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

}  // namespace eyrie::observe
