// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "delivery/courier.hpp"

#include <algorithm>
#include <utility>

namespace eyrie::delivery {
namespace {

using namespace std::chrono_literals;

/// The thread looks again at least this often, so that a clock that a test sets is seen.
constexpr std::chrono::nanoseconds kMaxWait = 100ms;
/// What a full disk must give back at once, so that it is not full again with the next message.
constexpr ByteCount kRoomOnAFullDisk = 1_MiB;

}  // namespace

Result<std::unique_ptr<Courier>> Courier::start(Options options, Journal& journal, Uplink& uplink, const Clock& clock) {
  const auto index = journal.index();
  if (!index) return fail(index.error());
  std::unique_ptr<Courier> courier(new Courier(std::move(options), journal, uplink, clock));
  for (const EntryInfo& entry : *index) courier->outbox_.add(entry);
  courier->is_connected_ = uplink.is_connected();
  courier->thread_ = std::thread([raw = courier.get()] { raw->run(); });
  return courier;
}

Courier::Courier(Options options, Journal& journal, Uplink& uplink, const Clock& clock)
    : options_(std::move(options)), journal_(journal), uplink_(uplink), clock_(clock), outbox_(options_.outbox) {}

Courier::~Courier() { stop(); }

void Courier::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<std::vector<MessageId>> Courier::append(std::span<const NewEntry> entries) {
  // What was composed last is what was stored: the sizes are taken on the way.
  std::vector<std::uint32_t> sizes(entries.size());
  std::vector<NewEntry> measured;
  measured.reserve(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    measured.push_back({entries[i].urgency, entries[i].stream, [&entries, &sizes, i](const MessageId& id) {
                          std::string bytes = entries[i].compose(id);
                          sizes[i] = static_cast<std::uint32_t>(bytes.size());
                          return bytes;
                        }});
  }
  auto stored = journal_.append(measured);
  if (!stored && stored.error().code == Error::kExhausted && make_room(kRoomOnAFullDisk)) stored = journal_.append(measured);
  std::vector<MessageId> ids;
  {
    const std::lock_guard lock(mutex_);
    if (!stored) {
      counters_.lost += entries.size();
      counters_.last_error = stored.error().message;
      return fail(stored.error());
    }
    counters_.appended += entries.size();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const std::uint64_t seq = stored->first + i;
      outbox_.add({.range = {seq, seq}, .urgency = entries[i].urgency, .bytes = sizes[i]});
      ids.push_back({.epoch = journal_.epoch(), .seq = seq});
    }
    has_news_ = true;
  }
  changed_.notify_all();
  return ids;
}

Result<MessageId> Courier::append(Urgency urgency, Stream stream, Compose compose) {
  const NewEntry entry{urgency, stream, std::move(compose)};
  auto ids = append(std::span(&entry, 1));
  if (!ids) return fail(std::move(ids).error());
  return std::move(ids->front());
}

void Courier::on_acknowledged(std::string_view epoch, const RangeSet& ranges) {
  {
    const std::lock_guard lock(mutex_);
    if (epoch != journal_.epoch()) {
      ++counters_.foreign_acks;
      return;
    }
    const RangeSet news = outbox_.acknowledge(ranges);
    counters_.acknowledged += news.count();
    to_forget_.insert(news);
    has_news_ = true;
  }
  changed_.notify_all();
}

void Courier::on_gateway(bool is_there, std::string_view instance) {
  {
    const std::lock_guard lock(mutex_);
    if (is_there && instance != gateway_instance_) {
      outbox_.set_link(false);
      gateway_instance_ = instance;
    }
    is_gateway_there_ = is_there;
    update_link();
  }
  changed_.notify_all();
}

void Courier::on_connection(bool is_connected) {
  {
    const std::lock_guard lock(mutex_);
    is_connected_ = is_connected;
    update_link();
  }
  changed_.notify_all();
}

CourierLedger Courier::ledger() const {
  const JournalStats stats = journal_.stats();
  const std::lock_guard lock(mutex_);
  const std::uint64_t given = stats.next_seq - 1;
  // An entry acknowledged but not deleted yet counts as acknowledged.
  const std::uint64_t waiting = std::min(outbox_.waiting() - outbox_.tombstones(), given);
  const std::uint64_t settled = given - std::min(given, waiting + stats.tombstoned);
  return {.epoch = journal_.epoch(),
          .next_seq = stats.next_seq,
          .acknowledged = settled,
          .waiting = waiting,
          .tombstoned = stats.tombstoned};
}

CourierCounters Courier::counters() const {
  const std::lock_guard lock(mutex_);
  CourierCounters counters = counters_;
  counters.resent = outbox_.resent();
  counters.in_flight = outbox_.in_flight();
  counters.waiting_bytes = outbox_.waiting_bytes();
  return counters;
}

void Courier::update_link() {
  outbox_.set_link(is_connected_ && is_gateway_there_);
  has_news_ = true;
}

void Courier::note(std::uint64_t CourierCounters::*counter, const Error& error) {
  const std::lock_guard lock(mutex_);
  ++(counters_.*counter);
  counters_.last_error = error.message;
}

void Courier::run() {
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (is_stopping_) return;
      has_news_ = false;
    }
    const bool is_well = forget_acknowledged() & keep_budget() & send_due();
    if (!is_well) {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, options_.retry_after, [this] { return is_stopping_; });
    } else {
      wait();
    }
  }
}

void Courier::wait() {
  std::unique_lock lock(mutex_);
  auto patience = kMaxWait;
  if (const auto due = outbox_.next_time_out()) {
    patience = std::clamp<std::chrono::nanoseconds>(*due - clock_.steady_now(), 0ns, kMaxWait);
  }
  changed_.wait_for(lock, patience, [this] { return has_news_ || is_stopping_; });
}

bool Courier::forget_acknowledged() {
  RangeSet ranges;
  {
    const std::lock_guard lock(mutex_);
    ranges = std::exchange(to_forget_, {});
  }
  if (ranges.is_empty()) return true;
  const auto status = journal_.forget(ranges);
  if (status) return true;
  note(&CourierCounters::journal_failures, status.error());
  const std::lock_guard lock(mutex_);
  to_forget_.insert(ranges);
  return false;
}

bool Courier::keep_budget() {
  ByteCount excess;
  {
    const std::lock_guard lock(mutex_);
    excess = outbox_.excess();
  }
  return excess.value == 0 || make_room(excess).has_value();
}

Status Courier::make_room(ByteCount to_free) {
  const std::lock_guard one_at_a_time(burial_mutex_);
  std::vector<SeqRange> victims;
  {
    const std::lock_guard lock(mutex_);
    victims = outbox_.choose_victims(to_free);
  }
  if (victims.empty()) return fail_for_now(Error::kExhausted, "nothing is left to give up");
  for (const SeqRange& range : victims) {
    const auto tombstone =
        journal_.bury(range, [this, range](const MessageId& id) { return options_.compose_tombstone(id, range); });
    if (!tombstone) {
      note(&CourierCounters::journal_failures, tombstone.error());
      return fail(tombstone.error());
    }
    const std::lock_guard lock(mutex_);
    outbox_.bury(*tombstone);
    has_news_ = true;
  }
  return {};
}

bool Courier::send_due() {
  std::vector<std::uint64_t> due;
  {
    const std::lock_guard lock(mutex_);
    due = outbox_.take_due(clock_.steady_now());
  }
  if (due.empty()) return true;
  const auto entries = journal_.read(due);
  if (!entries) {
    note(&CourierCounters::journal_failures, entries.error());
    const std::lock_guard lock(mutex_);
    for (const std::uint64_t seq : due) outbox_.give_back(seq);
    return false;
  }
  // In the order of the outbox, not of the journal.
  for (const std::uint64_t seq : due) {
    const auto entry = std::lower_bound(entries->begin(), entries->end(), seq,
                                        [](const StoredEntry& e, std::uint64_t wanted) { return e.info.seq() < wanted; });
    if (entry == entries->end() || entry->info.seq() != seq) continue;  // acknowledged or buried in the meantime
    if (const auto status = send(*entry); !status && status.error().can_retry) {
      const std::lock_guard lock(mutex_);
      for (auto rest = std::find(due.begin(), due.end(), seq); rest != due.end(); ++rest) outbox_.give_back(*rest);
      return false;
    }
  }
  return true;
}

Status Courier::send(const StoredEntry& entry) {
  auto status = uplink_.publish(entry.stream, entry.payload, [this](const Status& outcome) {
    if (!outcome) note(&CourierCounters::send_failures, outcome.error());
  });
  if (!status) {
    note(&CourierCounters::send_failures, status.error());
    return status;
  }
  const std::lock_guard lock(mutex_);
  ++counters_.sent;
  return status;
}

}  // namespace eyrie::delivery
