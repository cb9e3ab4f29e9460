// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/time.hpp"
#include "fleet/rules.hpp"
#include "fleet/store.hpp"
#include "gateway/bus.hpp"
#include "gateway/rule_book.hpp"
#include "observe/health.hpp"
#include "observe/log.hpp"
#include "observe/metrics.hpp"
#include "observe/repeated_errors.hpp"
#include "wire/messages.hpp"
#include "wire/topics.hpp"

namespace eyrie::gateway {

using namespace std::chrono_literals;

/// Hears what was committed, in the order it was. Called on the ingest's writer; must not block.
class IngestListener {
 public:
  virtual ~IngestListener() = default;
  virtual void on_detections(const fleet::DetectionReport& report) = 0;
  virtual void on_telemetry(const fleet::TelemetrySample& sample) = 0;
  virtual void on_incident(const fleet::IncidentChange& change) = 0;
  /// Something about a drone changed: state, ledger, enrolment.
  virtual void on_drone(const DroneId& drone) = 0;
};

/// From the broker into the store.
///
/// `on_message` checks and parses on the broker's thread and puts the outcome into a bounded queue; one writer takes
/// whatever waits there, commits it in one transaction with the incidents it opens, then acknowledges and tells the
/// listener. Only what is committed is acknowledged, so whatever is lost before is sent again by its drone: a full queue
/// drops and counts, and a kill at any moment loses nothing. A store that fails for another reason than a message's own (it
/// is away, full, read-only, damaged) is tried again with the same batch for as long as it takes; `/readyz` says so.
///
/// What cannot be taken for what it is (no JSON, another drone's name, a box outside of the picture, a batch the store
/// refuses for one message of it, a command's answer by a drone nobody enrolled) becomes a dead letter and the rest goes on.
///
/// Whoever may publish can invent drones. One that is not enrolled is told nothing, and listeners hear of it only when the
/// store remembers it, which keeps a bounded number.
class Ingest {
 public:
  struct Options {
    std::size_t max_waiting = 20'000;
    std::size_t max_batch = 5'000;
    std::chrono::milliseconds retry_min = 100ms;  ///< while the store is away
    std::chrono::milliseconds retry_max = 5s;
    std::string instance{};  ///< of this gateway, in acknowledgements
  };

  /// Everything it works with must outlive it.
  struct Surroundings {
    fleet::FleetStore& store;
    RuleBook& rules;
    Bus& bus;
    IngestListener& listener;
    observe::Log& log;
    observe::Metrics& metrics;
    observe::Health& health;
    const Clock& clock;
  };

  Ingest(Options options, Surroundings surroundings);
  ~Ingest();
  Ingest(const Ingest&) = delete;
  Ingest& operator=(const Ingest&) = delete;

  /// A message of `drone/+/{detections,telemetry,events,status,command_results}`. Any thread; never blocks.
  void on_message(std::string_view topic, std::string_view payload);

  /// Commits what waits, unless the store is away, and ends the writer.
  void stop();

 private:
  struct CommandAnswer {
    DroneId drone;
    wire::CommandResult result;
  };
  /// A message that cannot be taken. When it has an id, and it is the message that is to blame and neither a clock nor the
  /// store, a tombstone takes its place in the ledger and is acknowledged: its drone would otherwise send it for ever, and
  /// run out of what may be in flight.
  struct Refused {
    fleet::DeadLetter letter;
    std::optional<fleet::Tombstone> in_its_place;
    std::optional<MessageId> put_off;  ///< a clock is to blame: its drone keeps it and asks again
    DroneId drone;                     ///< of `put_off`
  };
  using Work = std::variant<fleet::IngestItem, fleet::DroneStatus, Refused, CommandAnswer>;
  /// One round of the writer, sorted by what has to be done.
  struct Batch {
    std::vector<fleet::IngestItem> items;
    std::map<DroneId, fleet::DroneStatus> statuses;  ///< the newest of each drone
    std::vector<Refused> refused;
    std::vector<CommandAnswer> answers;
  };

  [[nodiscard]] Result<Work> parse(const wire::DroneTopic& topic, std::string_view payload) const;
  void write_all();
  [[nodiscard]] static Batch sort(std::deque<Work> works);
  void commit(const Batch& batch);
  void commit_status(const fleet::DroneStatus& status);
  void commit_answer(const CommandAnswer& answer);
  void commit_items(std::span<const fleet::IngestItem> items);
  [[nodiscard]] Result<fleet::IngestOutcome> try_ingest(std::span<const fleet::IngestItem> items);
  void announce(std::span<const fleet::IngestItem> items, const fleet::IngestOutcome& outcome);
  void announce(const fleet::IngestItem& item);
  const observe::Counter& detections_of(const DroneId& drone);
  void bury(const fleet::IngestItem& item, const Error& reason);
  void keep(std::span<const Refused> refused);
  void put_off(std::span<const Refused> refused);
  void refresh_rules();
  /// Calls `attempt` until it succeeds, a message is to blame for its failure, or the program ends.
  template <typename Attempt>
  auto insist(Attempt attempt) -> decltype(attempt());

  const Options options_;
  Surroundings around_;
  const fleet::Principal service_ = fleet::Principal::service("ingest");
  BoundedQueue<Work> queue_;
  fleet::RuleEngine engine_;

  observe::Counter received_;
  observe::Counter stored_;
  observe::Counter duplicates_;
  observe::Counter held_back_;
  observe::Counter dropped_;
  observe::Counter dead_letters_;
  observe::CounterFamily detections_family_;
  observe::Counter opened_;
  std::unordered_map<DroneId, observe::Counter> detections_;  ///< the writer's; enrolled drones only, so bounded
  observe::Gauge waiting_;
  observe::Histogram commit_time_;
  observe::RepeatedErrors errors_;
  observe::Health::Check& health_;
  std::atomic<bool> is_stopping_{false};
  std::mutex pause_mutex_;
  std::condition_variable is_stopped_;
  std::thread writer_;
};

}  // namespace eyrie::gateway
