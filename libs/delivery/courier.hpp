// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "delivery/journal.hpp"
#include "delivery/outbox.hpp"
#include "delivery/uplink.hpp"

namespace eyrie::delivery {

/// The edge's side of the ledger, as its status tells it: next_seq - 1 = acknowledged + waiting + tombstoned.
struct CourierLedger {
  std::string epoch;
  std::uint64_t next_seq = 1;
  std::uint64_t acknowledged = 0;
  std::uint64_t waiting = 0;     ///< kept and not acknowledged
  std::uint64_t tombstoned = 0;  ///< deleted unacknowledged, whether or not the gateway knows yet
  friend bool operator==(const CourierLedger&, const CourierLedger&) = default;
};

struct CourierCounters {
  std::uint64_t appended = 0;
  std::uint64_t lost = 0;  ///< `append` failed: these were never recorded anywhere
  std::uint64_t sent = 0;  ///< handed to the uplink, resends among them
  std::uint64_t resent = 0;
  std::uint64_t send_failures = 0;  ///< the uplink did not get it through
  std::uint64_t acknowledged = 0;
  std::uint64_t foreign_acks = 0;      ///< acknowledgements of another epoch
  std::uint64_t journal_failures = 0;  ///< reads, deletions and burials that failed and will be tried again
  std::uint64_t in_flight = 0;         ///< now
  std::uint64_t put_off = 0;           ///< now: what the gateway cannot take yet
  ByteCount waiting_bytes;             ///< now
  std::string last_error;              ///< for a person; empty while all is well
};

/// Carries everything from the journal to the gateway at least once: journal, outbox and uplink made one.
///
///   append -> journal (durable) -> outbox -> uplink -> gateway -> on_acknowledged -> forgotten
///
/// It streams only while the uplink is connected and a gateway is there. When either comes back it sends everything again
/// that is not acknowledged. When bytes run out it buries the least urgent and oldest, and the tombstones go out in their
/// place.
///
/// Thread-safe. One thread of its own sends; the `on_...` calls and the uplink's completions only note and return at once.
class Courier {
 public:
  struct Options {
    OutboxOptions outbox;
    /// Makes the message that stands in the place of `range`.
    ComposeTombstone compose_tombstone;
    /// How often a full or failing journal is tried again, and the uplink when it has no room.
    std::chrono::milliseconds retry_after{100};
  };

  /// Takes over what the journal holds. Journal, uplink and clock outlive the courier; the uplink calls no completion
  /// after the courier has gone.
  [[nodiscard]] static Result<std::unique_ptr<Courier>> start(Options options, Journal& journal, Uplink& uplink,
                                                              const Clock& clock);
  ~Courier();
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  /// Blocks until all of `entries` are durable (a few milliseconds; concurrent calls share one commit) or none is.
  /// When the disk is full, what is least urgent and oldest makes room first, as long as it is no more urgent than the
  /// entries themselves; only then `kExhausted`, and the entries are counted as `lost`.
  [[nodiscard]] Result<std::vector<MessageId>> append(std::span<const NewEntry> entries);
  [[nodiscard]] Result<MessageId> append(Urgency urgency, Stream stream, Compose compose);

  /// Committed by the gateway. Acknowledgements of another epoch are of a journal that is no more, and ignored.
  void on_acknowledged(std::string_view epoch, const RangeSet& ranges);
  /// The gateway has these and cannot take them yet; it is asked again later, and nothing waits behind them.
  void on_put_off(std::string_view epoch, const RangeSet& ranges);
  /// The gateway's retained status. Another `instance` than before has forgotten what the old one had under way. That one
  /// has gone which is not the one we know changes nothing, as when a last will comes late; then the answer is false.
  bool on_gateway(bool is_there, std::string_view instance = {});
  /// The uplink's connection came or went.
  void on_connection(bool is_connected);

  [[nodiscard]] CourierLedger ledger() const;
  [[nodiscard]] CourierCounters counters() const;

  /// Ends the thread. What was not acknowledged waits in the journal. Called by the destructor.
  void stop();

 private:
  Courier(Options options, Journal& journal, Uplink& uplink, const Clock& clock);

  void run();
  bool forget_acknowledged();
  Status forget();
  bool keep_budget();
  /// What was given up; nothing when nothing may be.
  Result<ByteCount> make_room(ByteCount to_free, Urgency most_urgent);
  Result<ByteCount> bury(ByteCount to_free, Urgency most_urgent);
  void settle(const RangeSet& acknowledged);
  bool send_due();
  Status send(const StoredEntry& entry);
  void note(std::uint64_t CourierCounters::*counter, const Error& error);
  void update_link();
  void wait();

  const Options options_;
  Journal& journal_;
  Uplink& uplink_;
  const Clock& clock_;

  mutable std::mutex mutex_;  ///< never held over a call of journal or uplink
  std::condition_variable changed_;
  Outbox outbox_;
  RangeSet to_forget_;  ///< acknowledged, and still in the journal
  RangeSet held_back_;  ///< acknowledged while a burial is under way: who came first must not differ in outbox and journal
  CourierCounters counters_;
  std::string gateway_instance_;
  std::mutex deletion_mutex_;  ///< one deletion at a time, so that nothing is forgotten and buried, or buried twice
  bool is_connected_ = false;
  bool is_gateway_there_ = false;
  bool has_news_ = false;
  bool is_burying_ = false;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace eyrie::delivery
