// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

#include "delivery/courier.hpp"
#include "edge/metrics.hpp"
#include "observe/log.hpp"
#include "observe/repeated_errors.hpp"
#include "tests/support/memory_journal.hpp"

namespace eyrie::edge {

/// A link that is never there: all that is appended stays in the journal.
class NoUplink final : public delivery::Uplink {
 public:
  [[nodiscard]] Status publish(delivery::Stream, std::string_view, Completion) override {
    return fail_for_now(Error::kUnavailable, "no link");
  }
  [[nodiscard]] bool is_connected() const override { return false; }
};

/// What every stage of the edge needs around it, with a journal in memory.
struct Surroundings {
  /// How many messages the journal holds.
  [[nodiscard]] std::uint64_t appended() const { return courier->ledger().next_seq - 1; }

  observe::Metrics registry;
  EdgeMetrics metrics{registry};
  std::vector<std::string> log_lines;  ///< read it after the threads that log have ended
  observe::Log log{{.program = "test",
                    .level = observe::Level::kError,
                    .format = observe::LogFormat::kText,
                    .write = [this](std::string_view line) { log_lines.emplace_back(line); }}};
  observe::RepeatedErrors errors{log, registry, kErrorsMetric, "edge"};
  test::MemoryJournal journal;
  NoUplink uplink;
  std::unique_ptr<delivery::Courier> courier =
      *delivery::Courier::start({.outbox = {}, .compose_tombstone = {}}, journal, uplink, system_clock());
};

/// Whether `condition` holds before a generous deadline.
inline bool becomes(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace eyrie::edge
