// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/bus.hpp"

namespace eyrie::gateway {

/// A bus that keeps what it was told, and is there or not as the test says.
class RecordingBus final : public Bus {
 public:
  struct Said {
    std::string topic;
    std::string payload;
    bool is_retained = false;
  };
  [[nodiscard]] Status publish(std::string_view topic, std::string_view payload, bool is_retained) override {
    const std::lock_guard lock(mutex_);
    if (!is_there_) return fail_for_now(Error::kUnavailable, "no broker");
    said_.push_back({std::string(topic), std::string(payload), is_retained});
    return {};
  }
  [[nodiscard]] bool is_connected() const override { return is_there_; }

  void set_there(bool is_there) { is_there_ = is_there; }
  /// What was said on a topic, oldest first.
  [[nodiscard]] std::vector<std::string> said_on(std::string_view topic) const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> payloads;
    for (const Said& said : said_) {
      if (said.topic == topic) payloads.push_back(said.payload);
    }
    return payloads;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Said> said_;
  std::atomic<bool> is_there_{true};
};

}  // namespace eyrie::gateway
