// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace eyrie::observe {

enum class HealthState : std::uint8_t {
  kOk,
  kDegraded,  ///< works with less: ready, and the reason is shown
  kStarting,  ///< not known yet: alive, not ready
  kFailed,    ///< does not work: not ready, and not alive where a restart is the remedy
};

/// What a failed check means to whoever supervises the program.
enum class Remedy : std::uint8_t {
  kWait,     ///< the outside world has to come back (a broker, a camera): `/readyz` fails, `/healthz` does not
  kRestart,  ///< the program itself is stuck: both fail
};

/// Named checks of one program, and their sum for `GET /healthz` (is it alive?) and `GET /readyz` (can it do its work?).
/// Thread-safe. Handles stay valid as long as the `Health` lives.
class Health {
 public:
  /// One thing that can be well or not. Set by whoever does the work, as often as it likes.
  class Check {
   public:
    void set(HealthState state, std::string reason = "");

   private:
    friend class Health;
    Check(Health& health, std::string_view name, Remedy remedy) : health_(&health), name_(name), remedy_(remedy) {}
    Health* health_;
    std::string name_;
    Remedy remedy_;
    HealthState state_ = HealthState::kStarting;
    std::string reason_ = "not checked yet";
    Timestamp since_{};
  };

  /// A thread that has to come round: when `beat` was not called for longer than the limit, the program is stuck.
  class Pulse {
   public:
    /// Lock-free.
    void beat() noexcept { last_.store(clock_->steady_now().time_since_epoch().count(), std::memory_order_relaxed); }

   private:
    friend class Health;
    Pulse(const Clock& clock, std::string_view name, std::chrono::nanoseconds limit)
        : clock_(&clock), name_(name), limit_(limit) {
      beat();
    }
    const Clock* clock_;
    std::string name_;
    std::chrono::nanoseconds limit_;
    std::atomic<std::int64_t> last_{0};
  };

  struct Answer {
    bool is_ok = false;  ///< HTTP 200 or 503
    std::string json;    ///< `{"status":"ok","checks":[{"name":"broker","state":"failed","reason":"...","since":"...Z"}]}`
  };

  explicit Health(const Clock& clock = system_clock()) : clock_(clock) {}
  Health(const Health&) = delete;
  Health& operator=(const Health&) = delete;

  [[nodiscard]] Check& add(std::string_view name, Remedy remedy = Remedy::kWait);
  [[nodiscard]] Pulse& add_pulse(std::string_view name, std::chrono::nanoseconds limit);

  [[nodiscard]] Answer liveness() const;
  [[nodiscard]] Answer readiness() const;

 private:
  [[nodiscard]] Answer sum_up(bool for_readiness) const;

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::deque<Check> checks_;
  std::vector<std::unique_ptr<Pulse>> pulses_;
};

[[nodiscard]] std::string_view name_of(HealthState state) noexcept;

}  // namespace eyrie::observe
