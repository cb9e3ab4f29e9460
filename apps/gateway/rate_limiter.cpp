// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/rate_limiter.hpp"

#include <algorithm>

namespace eyrie::gateway {

std::optional<std::chrono::milliseconds> RateLimiter::try_act(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const SteadyTime now = clock_.steady_now();
  if (full_at_.size() >= options_.max_keys) std::erase_if(full_at_, [&](const auto& entry) { return entry.second <= now; });
  const bool is_known = full_at_.contains(key);
  SteadyTime& full_at = full_at_[is_known || full_at_.size() < options_.max_keys ? key : std::string{}];
  const SteadyTime next = std::max(full_at, now) + options_.interval;
  const auto excess = next - now - options_.burst * options_.interval;
  if (excess > std::chrono::nanoseconds(0)) return std::chrono::ceil<std::chrono::milliseconds>(excess);
  full_at = next;
  return std::nullopt;
}

void RateLimiter::forgive(const std::string& key) {
  const std::lock_guard lock(mutex_);
  full_at_.erase(key);
}

}  // namespace eyrie::gateway
