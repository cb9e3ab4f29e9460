// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/migrations.hpp"

#include "crypto/sha256.hpp"

namespace eyrie::storage::sqlite {
namespace {

/// How many of `migrations` the database has, when those it has are the program's own.
Result<std::size_t> applied_count(Database& database, std::span<const Migration> migrations) {
  auto rows = database.query("SELECT name, sha256 FROM schema_migrations ORDER BY version");
  std::size_t count = 0;
  for (;;) {
    const auto row = rows.step();
    if (!row) return fail(row.error());
    if (!*row) return count;
    if (count >= migrations.size()) {
      return fail(Error::kUnsupported, "the database was used by a newer program: it has the migration " + rows.text(0) +
                                           ", this program ends at " +
                                           (migrations.empty() ? std::string("none") : std::string(migrations.back().name)) +
                                           ". Install the newer program again, or restore the backup made before it");
    }
    const Migration& ours = migrations[count];
    if (rows.text(0) != ours.name || rows.text(1) != crypto::to_hex(crypto::sha256(ours.sql))) {
      return fail(Error::kCorrupt, "the database was made with another text of the migration " + rows.text(0) +
                                       " than this program's " + std::string(ours.name) +
                                       ". Use the program that made it, or begin with an empty database");
    }
    ++count;
  }
}

Status apply(Database& database, std::span<const Migration> migrations, std::size_t index, Timestamp now) {
  auto transaction = Transaction::begin(database, Transaction::Kind::kImmediate);
  if (!transaction) return fail(transaction.error());
  // Another program may have been quicker.
  const auto count = applied_count(database, migrations);
  if (!count) return fail(count.error());
  if (*count > index) return {};

  const Migration& migration = migrations[index];
  if (auto status = database.execute(std::string(migration.sql).c_str()); !status) {
    return fail(Error{.code = status.error().code,
                      .message = "migration " + std::string(migration.name) + ": " + status.error().message,
                      .can_retry = status.error().can_retry});
  }
  auto insert = database.query("INSERT INTO schema_migrations (version, name, sha256, applied_at) VALUES (?, ?, ?, ?)");
  if (auto status = insert.bind(index + 1, migration.name, crypto::to_hex(crypto::sha256(migration.sql)), now).run();
      !status) {
    return status;
  }
  return transaction->commit();
}

}  // namespace

Status migrate(Database& database, std::span<const Migration> migrations, Timestamp now) {
  const auto status = database.execute(
      "CREATE TABLE IF NOT EXISTS schema_migrations ("
      "version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL)");
  if (!status) return status;
  const auto count = applied_count(database, migrations);
  if (!count) return fail(count.error());
  for (std::size_t i = *count; i < migrations.size(); ++i) {
    if (auto applied = apply(database, migrations, i, now); !applied) return applied;
  }
  return {};
}

}  // namespace eyrie::storage::sqlite
