// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/batch_ledgers.hpp"

#include <algorithm>

#include "storage/sqlite/rows.hpp"

namespace eyrie::storage::sqlite {
namespace {

bool is_in(const delivery::RangeSet& set, const delivery::SeqRange& range) {
  const auto place = std::ranges::lower_bound(set.ranges(), range.first, {}, &delivery::SeqRange::first);
  return place != set.ranges().end() && *place == range;
}

/// The whole ranges that hold what the batch brought or repeated.
delivery::RangeSet acknowledged(const BatchLedgers::Ledger& ledger) {
  delivery::RangeSet ranges;
  for (const delivery::SeqRange& touched : ledger.touched.ranges()) {
    // Everything touched is committed now, so it lies within one range: the last that begins at or before it.
    const auto next = std::ranges::upper_bound(ledger.now.ranges(), touched.first, {}, &delivery::SeqRange::first);
    ranges.insert(*std::prev(next));
  }
  return ranges;
}

}  // namespace

BatchLedgers::BatchLedgers(Database& database, Timestamp now)
    : database_(database), now_(now), messages_(database, "INSERT INTO messages (epoch_id, seq, kind) VALUES", 3) {}

Result<BatchLedgers::Ledger*> BatchLedgers::of(const DroneId& drone, const std::string& epoch) {
  if (const auto known = ledgers_.find(ByName::View(drone.str(), epoch)); known != ledgers_.end()) return &known->second;
  Ledger ledger;
  if (auto status = read(ledger, drone, epoch); !status) return fail(status.error());
  return &ledgers_.emplace(Journal(drone, epoch), std::move(ledger)).first->second;
}

Status BatchLedgers::read(Ledger& ledger, const DroneId& drone, const std::string& epoch) {
  auto status =
      database_.query("INSERT INTO epochs (drone_id, epoch, first_seen_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
          .bind(drone.str(), epoch, now_)
          .run();
  if (!status) return status;
  auto find = database_.query("SELECT id FROM epochs WHERE drone_id = ? AND epoch = ?");
  find.bind(drone.str(), epoch);
  const auto id = number(std::move(find));
  if (!id) return fail(id.error());
  ledger.epoch_id = *id;
  auto query = database_.query("SELECT first, last FROM ledger_ranges WHERE epoch_id = ? ORDER BY first");
  query.bind(*id);
  const auto ranges = collect(std::move(query), [](const Query& row) {
    return delivery::SeqRange{static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1))};
  });
  if (!ranges) return fail(ranges.error());
  for (const delivery::SeqRange& range : *ranges) ledger.before.insert(range);
  ledger.now = ledger.before;
  return {};
}

Result<bool> BatchLedgers::claim(Ledger& ledger, std::uint64_t seq, std::size_t kind) {
  ledger.touched.insert(seq);
  if (ledger.now.insert(seq)) {
    if (auto status = messages_.add({ledger.epoch_id, seq, kind}); !status) return fail(status.error());
    return true;
  }
  // It was committed, or named as lost and came all the same: the table knows.
  if (auto status = messages_.flush(); !status) return fail(status.error());
  auto insert = database_.query("INSERT INTO messages (epoch_id, seq, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
  if (auto status = insert.bind(ledger.epoch_id, seq, kind).run(); !status) return fail(status.error());
  return database_.changes() > 0;
}

Status BatchLedgers::name_lost(Ledger& ledger, const fleet::Tombstone& tombstone) {
  const delivery::SeqRange range{tombstone.first, std::max(tombstone.first, tombstone.last)};
  const std::uint64_t before = ledger.now.count();
  ledger.now.insert(range);
  ledger.touched.insert(range);
  return database_
      .query(
          "INSERT INTO gaps (drone_id, what, reason, from_at, to_at, epoch_id, first_seq, last_seq, lost) "
          "VALUES (?, 'messages', ?, ?, ?, ?, ?, ?, ?)")
      .bind(tombstone.drone.str(), tombstone.reason, now_, now_, ledger.epoch_id, range.first, range.last,
            ledger.now.count() - before)
      .run();
}

Result<std::vector<fleet::DroneAcknowledgement>> BatchLedgers::finish() {
  if (auto status = messages_.flush(); !status) return fail(status.error());
  std::vector<fleet::DroneAcknowledgement> acknowledgements;
  for (const auto& [journal, ledger] : ledgers_) {
    if (auto status = save(ledger); !status) return fail(status.error());
    acknowledgements.push_back({.drone = journal.first, .epoch = journal.second, .ranges = acknowledged(ledger)});
  }
  return acknowledgements;
}

/// Writes the ranges that changed, which is one row almost always.
Status BatchLedgers::save(const Ledger& ledger) {
  for (const delivery::SeqRange& range : ledger.before.ranges()) {
    if (is_in(ledger.now, range)) continue;
    auto status = database_.query("DELETE FROM ledger_ranges WHERE epoch_id = ? AND first = ?")
                      .bind(ledger.epoch_id, range.first)
                      .run();
    if (!status) return status;
  }
  for (const delivery::SeqRange& range : ledger.now.ranges()) {
    if (is_in(ledger.before, range)) continue;
    auto status = database_.query("INSERT INTO ledger_ranges (epoch_id, first, last) VALUES (?, ?, ?)")
                      .bind(ledger.epoch_id, range.first, range.last)
                      .run();
    if (!status) return status;
  }
  return {};
}

}  // namespace eyrie::storage::sqlite
