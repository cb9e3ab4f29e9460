// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delivery/range_set.hpp"
#include "fleet/store.hpp"
#include "storage/sqlite/bulk_insert.hpp"
#include "storage/sqlite/database.hpp"

namespace eyrie::storage::sqlite {

/// The ledgers of the journals that one batch touches: read when the first message of a journal comes, changed in memory,
/// written back once. Lives as long as the transaction.
class BatchLedgers {
 public:
  /// The committed ranges of one journal as they were read, and as the batch leaves them.
  struct Ledger {
    std::int64_t epoch_id = 0;
    delivery::RangeSet before;
    delivery::RangeSet now;
    delivery::RangeSet touched;  ///< by this batch, also by what it repeats
  };

  BatchLedgers(Database& database, Timestamp now);

  [[nodiscard]] Result<Ledger*> of(const DroneId& drone, const std::string& epoch);
  /// Writes down that a message is here. False when it was before.
  [[nodiscard]] Result<bool> claim(Ledger& ledger, std::uint64_t seq, std::size_t kind);
  /// Settles a tombstone's range: what of it is not here is lost, and has a name now.
  [[nodiscard]] Status name_lost(Ledger& ledger, const fleet::Tombstone& tombstone);
  /// Writes everything back and says what may be acknowledged.
  [[nodiscard]] Result<std::vector<fleet::DroneAcknowledgement>> finish();

 private:
  using Journal = std::pair<DroneId, std::string>;
  /// So that a journal is looked up without a copy of its names, which happens once a message.
  struct ByName {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the standard library looks for this name
    using View = std::pair<std::string_view, std::string_view>;
    static View view(const Journal& journal) { return {journal.first.str(), journal.second}; }
    static View view(const View& name) { return name; }
    bool operator()(const auto& a, const auto& b) const { return view(a) < view(b); }
  };

  struct MessageRow {
    std::int64_t epoch_id;
    std::uint64_t seq;
    std::size_t kind;
    void bind_to(Query& query) const { query.bind(epoch_id, seq, kind); }
  };

  [[nodiscard]] Status read(Ledger& ledger, const DroneId& drone, const std::string& epoch);
  [[nodiscard]] Status save(const Ledger& ledger);

  Database& database_;
  const Timestamp now_;
  BulkInsert<MessageRow> messages_;
  std::map<Journal, Ledger, ByName> ledgers_;
};

}  // namespace eyrie::storage::sqlite
