// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/journal/journal_file.hpp"

namespace eyrie::storage {
namespace {

/// Marks the file as ours (`file(1)` and we look at it): "EYJ1".
constexpr std::int64_t kApplicationId = 0x45594A31;
constexpr std::uint64_t kPageSize = 4096;

// One connection that locks the file for itself: no second process can append numbers of its own, and SQLite needs no shared
// memory beside it, for which a full disk has no room. So it is said before the file is first read.
// synchronous=FULL makes every commit one fsync of the write-ahead log. Nothing here writes to the file.
constexpr const char* kPragmas = R"(
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA synchronous = FULL;
  PRAGMA temp_store = MEMORY;
)";

// What the file itself remembers. `auto_vacuum` is written even if it says what it said: not where the file was made before.
constexpr const char* kNewFilePragmas = R"(
  PRAGMA page_size = 4096;
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA journal_mode = WAL;
)";

constexpr const char* kSchema = R"(
  CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE entries (
    seq INTEGER PRIMARY KEY,
    last INTEGER NOT NULL,       -- of the range that the entry stands for; seq but for tombstones
    is_tombstone INTEGER NOT NULL,
    urgency INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    payload BLOB NOT NULL
  );
  INSERT INTO meta VALUES ('next_seq', 1), ('tombstoned', 0);
)";

}  // namespace

Result<JournalFile> JournalFile::open(const std::filesystem::path& file, Limits limits, std::string_view new_epoch) {
  sqlite3* db = nullptr;
  const int code =
      sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  JournalFile journal(file, db);
  if (db == nullptr) return fail_for_now(Error::kExhausted, "out of memory");
  sqlite3_extended_result_codes(db, 1);
  if (code != SQLITE_OK) return journal.error(code);
  if (auto status = journal.prepare(limits, new_epoch); !status) return fail(std::move(status).error());
  return journal;
}

Status JournalFile::prepare(Limits limits, std::string_view new_epoch) {
  if (auto status = execute(kPragmas); !status) return status;
  const auto tables = query_number("SELECT count(*) FROM sqlite_master");
  if (!tables) return fail(tables.error());
  if (*tables == 0) {
    if (auto status = create_schema(new_epoch); !status) return status;
  }
  const auto id = query_number("PRAGMA application_id");
  if (!id) return fail(id.error());
  if (*id != kApplicationId) return fail(Error::kCorrupt, file_.string() + " is a database, but no journal of ours");
  const auto check = query_text("PRAGMA quick_check(1)");
  if (!check) return fail(check.error());
  if (*check != "ok") return fail(Error::kCorrupt, file_.string() + " is damaged: " + *check);
  auto epoch = query_text("SELECT value FROM meta WHERE name = 'epoch'");
  if (!epoch) return fail(std::move(epoch).error());
  epoch_ = *std::move(epoch);
  const std::string pragmas = "PRAGMA max_page_count = " + std::to_string(limits.file.value / kPageSize) +
                              "; PRAGMA wal_autocheckpoint = " + std::to_string(limits.log.value / kPageSize) +
                              "; PRAGMA journal_size_limit = " + std::to_string(2 * limits.log.value);
  return execute(pragmas.c_str());
}

/// In one transaction, so that a journal is either whole or not there.
Status JournalFile::create_schema(std::string_view epoch) {
  if (auto status = execute(kNewFilePragmas); !status) return status;
  const std::string sql = std::string("BEGIN IMMEDIATE; PRAGMA application_id = ") + std::to_string(kApplicationId) + ';' +
                          kSchema + "INSERT INTO meta VALUES ('epoch', '" + std::string(epoch) + "'); COMMIT;";
  return execute(sql.c_str());
}

Status JournalFile::execute(const char* sql) {
  const int code = sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code);
  return {};
}

Result<std::int64_t> JournalFile::query_number(const char* sql) {
  auto statement = Statement::prepare(*this, sql);
  if (!statement) return fail(std::move(statement).error());
  std::int64_t number = 0;
  auto status =
      statement->for_each_row(*this, [&](const Statement& row) { number = static_cast<std::int64_t>(row.number(0)); });
  if (!status) return fail(std::move(status).error());
  return number;
}

Result<std::string> JournalFile::query_text(const char* sql) {
  auto statement = Statement::prepare(*this, sql);
  if (!statement) return fail(std::move(statement).error());
  std::string text;
  auto status = statement->for_each_row(*this, [&](const Statement& row) { text = row.blob(0); });
  if (!status) return fail(std::move(status).error());
  return text;
}

std::unexpected<Error> JournalFile::error(int code) const {
  const std::string what = "journal " + file_.string() + ": " + sqlite3_errmsg(db_.get());
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return fail_for_now(Error::kExhausted,
                          what + ". Free space on the disk or raise the limit (setting: journal.max_bytes)");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(Error::kConflict, what + ". Does another eyrie-edge run with the same file? (setting: journal.file)");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return fail(Error::kCorrupt, what);
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM: return fail(Error::kUnavailable, what + ". May this user write there? (setting: journal.file)");
    case SQLITE_NOMEM: return fail_for_now(Error::kExhausted, what);
    default: return fail_for_now(Error::kInternal, what);
  }
}

Result<Statement> Statement::prepare(const JournalFile& file, std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const int code =
      sqlite3_prepare_v3(file.handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  Statement statement;
  statement.statement_.reset(raw);
  if (code != SQLITE_OK) return file.error(code);
  return statement;
}

}  // namespace eyrie::storage
