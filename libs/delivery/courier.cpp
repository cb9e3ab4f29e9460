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
/// What a full disk must give back at once, so that it is not full again with the next message: a share of what waits.
constexpr std::uint64_t kShareOnAFullDisk = 10;
constexpr ByteCount kLeastRoomOnAFullDisk = 64_KiB;
constexpr ByteCount kMostRoomOnAFullDisk = 1_MiB;
/// Each time for twice the room; beyond it giving up more does not help.
constexpr int kBurialsForOneAppend = 3;
/// In one transaction: enough for its sync to weigh nothing, few enough for it to end soon.
constexpr std::size_t kMaxRangesAtOnce = 512;

Urgency least_urgent_of(std::span<const NewEntry> entries) {
  Urgency least = Urgency::kAlert;
  for (const NewEntry& entry : entries) least = std::max(least, entry.urgency);
  return least;
}

}  // namespace

Result<std::unique_ptr<Courier>> Courier::start(Options options, Journal& journal, Uplink& uplink, const Clock& clock) {
  const auto index = journal.index();
  if (!index) return fail(index.error());
  std::unique_ptr<Courier> courier(new Courier(std::move(options), journal, uplink, clock));
  courier->outbox_.restore(*index, journal.stats().next_seq);
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
  ByteCount room{std::clamp(counters().waiting_bytes.value / kShareOnAFullDisk, kLeastRoomOnAFullDisk.value,
                            kMostRoomOnAFullDisk.value)};
  for (int burials = 0; !stored && stored.error().code == Error::kExhausted && burials < kBurialsForOneAppend; ++burials) {
    const auto given_up = make_room(room, least_urgent_of(entries));
    if (!given_up || given_up->value == 0) break;
    stored = journal_.append(measured);
    room.value *= 2;
  }
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
    is_burying_ ? held_back_.insert(ranges) : settle(ranges);
  }
  changed_.notify_all();
}

void Courier::settle(const RangeSet& acknowledged) {
  const RangeSet news = outbox_.acknowledge(acknowledged);
  counters_.acknowledged += news.count();
  to_forget_.insert(news);
  has_news_ = true;
}

void Courier::on_put_off(std::string_view epoch, const RangeSet& ranges) {
  {
    const std::lock_guard lock(mutex_);
    if (epoch != journal_.epoch()) return;
    outbox_.put_off(ranges, clock_.steady_now());
    has_news_ = true;
  }
  changed_.notify_all();
}

bool Courier::on_gateway(bool is_there, std::string_view instance) {
  {
    const std::lock_guard lock(mutex_);
    if (!is_there && is_gateway_there_ && !instance.empty() && instance != gateway_instance_) return false;
    if (is_there && instance != gateway_instance_) {
      outbox_.set_link(false);
      gateway_instance_ = instance;
    }
    is_gateway_there_ = is_there;
    update_link();
  }
  changed_.notify_all();
  return true;
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
  counters.put_off = outbox_.put_off();
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
  const std::lock_guard one_at_a_time(deletion_mutex_);
  return forget().has_value();
}

Status Courier::forget() {
  RangeSet ranges;
  {
    const std::lock_guard lock(mutex_);
    ranges = std::exchange(to_forget_, {});
  }
  if (ranges.is_empty()) return {};
  auto status = journal_.forget(ranges);
  if (status) return status;
  note(&CourierCounters::journal_failures, status.error());
  const std::lock_guard lock(mutex_);
  to_forget_.insert(ranges);
  return status;
}

bool Courier::keep_budget() {
  ByteCount excess;
  {
    const std::lock_guard lock(mutex_);
    excess = outbox_.excess();
  }
  return excess.value == 0 || make_room(excess, Urgency::kAlert).has_value();
}

Result<ByteCount> Courier::make_room(ByteCount to_free, Urgency most_urgent) {
  const std::lock_guard one_at_a_time(deletion_mutex_);
  {
    const std::lock_guard lock(mutex_);
    is_burying_ = true;
  }
  // What was acknowledged must not count as given up.
  const auto forgotten = forget();
  auto given_up = forgotten ? bury(to_free, most_urgent) : Result<ByteCount>(fail(forgotten.error()));
  {
    const std::lock_guard lock(mutex_);
    is_burying_ = false;
    if (!held_back_.is_empty()) settle(std::exchange(held_back_, {}));
    // Tombstones to send, and what they take up themselves may be too much again. Nothing given up is no news: none would
    // be the next time either.
    if (given_up && given_up->value > 0) has_news_ = true;
  }
  changed_.notify_all();
  return given_up;
}

Result<ByteCount> Courier::bury(ByteCount to_free, Urgency most_urgent) {
  ByteCount given_up{};
  while (given_up.value < to_free.value) {
    std::vector<SeqRange> victims;
    {
      const std::lock_guard lock(mutex_);
      if (is_stopping_) return fail_for_now(Error::kUnavailable, "the courier is ending");
      victims = outbox_.choose_victims({to_free.value - given_up.value}, most_urgent);
    }
    if (victims.empty()) break;
    victims.resize(std::min(victims.size(), kMaxRangesAtOnce));
    const auto tombstones = journal_.bury(victims, options_.compose_tombstone);
    if (!tombstones) {
      note(&CourierCounters::journal_failures, tombstones.error());
      return fail(tombstones.error());
    }
    const std::lock_guard lock(mutex_);
    for (const EntryInfo& tombstone : *tombstones) given_up.value += outbox_.bury(tombstone).value;
  }
  return given_up;
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
