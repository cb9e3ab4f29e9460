// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/database.hpp"

#include <cstring>

#include <sqlite3.h>

#include "storage/sqlite/time_text.hpp"

namespace eyrie::storage::sqlite {
namespace {

Error::Code code_of(int problem) {
  switch (problem & 0xFF) {
    case SQLITE_FULL: return Error::kExhausted;
    case SQLITE_NOMEM: return Error::kExhausted;
    case SQLITE_CORRUPT: return Error::kCorrupt;
    case SQLITE_NOTADB: return Error::kCorrupt;
    case SQLITE_CONSTRAINT: return Error::kConflict;
    case SQLITE_TOOBIG: return Error::kTooLarge;
    case SQLITE_MISMATCH: return Error::kInvalidArgument;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_IOERR: return Error::kUnavailable;
    default: return Error::kInternal;
  }
}

std::string_view remedy_of(int problem) {
  switch (problem & 0xFF) {
    case SQLITE_FULL: return ". Free disk space, or allow the database more of it";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ". Restore the file from a backup";
    case SQLITE_BUSY: return ". Another program is writing to the file";
    case SQLITE_CANTOPEN: return ". Does the folder exist, and may this program write to it?";
    case SQLITE_READONLY: return ". May this program write to the file and its folder?";
    default: return "";
  }
}

std::unexpected<Error> fail_with(sqlite3* handle, int problem) {
  const char* const file = handle != nullptr ? sqlite3_db_filename(handle, "main") : nullptr;
  const char* const detail = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(problem);
  const Error::Code code = code_of(problem);
  return fail(Error{
      .code = code,
      .message = "database " + std::string(file != nullptr ? file : "") + ": " + detail + std::string(remedy_of(problem)),
      .can_retry = code == Error::kUnavailable || code == Error::kExhausted});
}

/// SQLite counts every allocation under one lock for the whole program, for statistics that nobody reads here. Has to be
/// said before the first file is opened; where another adapter was first it goes on counting, which is no harm.
void stop_counting_memory() {
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)once;
}

}  // namespace

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

void Query::bind_next(std::int64_t value) {
  const int result = sqlite3_bind_int64(statement_, next_++, value);
  if (problem_ == SQLITE_OK) problem_ = result;
}

void Query::bind_next(double value) {
  const int result = sqlite3_bind_double(statement_, next_++, value);
  if (problem_ == SQLITE_OK) problem_ = result;
}

void Query::bind_next(std::string_view value) {
  // A null pointer would be NULL, not the empty text.
  const char* const bytes = value.data() != nullptr ? value.data() : "";
  const int result = sqlite3_bind_text64(statement_, next_++, bytes, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (problem_ == SQLITE_OK) problem_ = result;
}

void Query::bind_next(Lasting value) {
  const char* const bytes = value.text.data() != nullptr ? value.text.data() : "";
  const int result = sqlite3_bind_text64(statement_, next_++, bytes, value.text.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (problem_ == SQLITE_OK) problem_ = result;
}

void Query::bind_next(std::nullptr_t) {
  const int result = sqlite3_bind_null(statement_, next_++);
  if (problem_ == SQLITE_OK) problem_ = result;
}

void Query::bind_next(Timestamp value) { bind_next(TimeText(value).view()); }

void Query::bind_next(const crypto::Digest& value) {
  const int result = sqlite3_bind_blob64(statement_, next_++, value.data(), value.size(), SQLITE_TRANSIENT);
  if (problem_ == SQLITE_OK) problem_ = result;
}

Result<bool> Query::step() {
  if (problem_ != SQLITE_OK) return fail_with(handle_, problem_);
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return fail_with(handle_, result);
}

Status Query::run() {
  const auto row = step();
  if (!row) return fail(row.error());
  return {};
}

bool Query::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double Query::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string Query::text(int column) const {
  const void* const bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

std::optional<double> Query::maybe_real(int column) const {
  return is_null(column) ? std::nullopt : std::optional(real(column));
}

Timestamp Query::time(int column) const { return parse_rfc3339(text(column)).value_or(Timestamp{}); }

std::optional<Timestamp> Query::maybe_time(int column) const {
  return is_null(column) ? std::nullopt : std::optional(time(column));
}

crypto::Digest Query::digest(int column) const {
  const std::string bytes = text(column);
  if (sqlite3_column_type(statement_, column) == SQLITE_TEXT)
    return crypto::digest_from_hex(bytes).value_or(crypto::Digest{});
  crypto::Digest digest{};
  if (bytes.size() == digest.size()) std::memcpy(digest.data(), bytes.data(), digest.size());
  return digest;
}

void Database::Close::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
void Database::Finalise::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

Result<Database> Database::open(const Options& options) {
  const int access = options.is_read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  stop_counting_memory();
  sqlite3* handle = nullptr;
  const int result =
      sqlite3_open_v2(options.path.c_str(), &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  Database database(handle);
  if (result != SQLITE_OK) {
    return fail(retryable(code_of(result), "cannot open database " + options.path.string() + ": " + sqlite3_errstr(result) +
                                               std::string(remedy_of(result))));
  }
  sqlite3_busy_timeout(handle, static_cast<int>(options.busy_timeout.count()));

  std::string pragmas = "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-" +
                        std::to_string(options.cache.value >> 10U) + ";";
  if (!options.is_read_only) {
    pragmas += "PRAGMA journal_mode=WAL; PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=4000;";
    pragmas += options.is_power_safe ? "PRAGMA synchronous=FULL;" : "PRAGMA synchronous=NORMAL;";
  }
  if (auto status = database.execute(pragmas.c_str()); !status) return fail(status.error());
  if (options.max_size.value > 0) {
    auto page_size = database.query("PRAGMA page_size");
    if (const auto row = page_size.step(); !row) return fail(row.error());
    const std::uint64_t pages = options.max_size.value / static_cast<std::uint64_t>(page_size.integer(0));
    if (auto status = database.execute(("PRAGMA max_page_count=" + std::to_string(pages)).c_str()); !status)
      return fail(status.error());
  }
  return database;
}

Status Database::execute(const char* sql) {
  const int result = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) return fail_with(handle_.get(), result);
  return {};
}

Statement Database::prepare(std::string_view sql) {
  if (const auto known = statements_.find(sql); known != statements_.end())
    return Statement(handle_.get(), known->second.get(), SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  const int problem = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                         &statement, nullptr);
  // What could not be prepared is not kept: a disk that cannot be read now may be read later.
  if (statement != nullptr) statements_.emplace(sql, statement);
  return Statement(handle_.get(), statement, problem);
}

std::int64_t Database::last_id() const noexcept { return sqlite3_last_insert_rowid(handle_.get()); }
std::int64_t Database::changes() const noexcept { return sqlite3_changes64(handle_.get()); }
bool Database::is_in_transaction() const noexcept { return sqlite3_get_autocommit(handle_.get()) == 0; }

Result<Transaction> Transaction::begin(Database& database, Kind kind) {
  if (auto status = database.query(kind == Kind::kRead ? "BEGIN" : "BEGIN IMMEDIATE").run(); !status)
    return fail(status.error());
  return Transaction(database);
}

Transaction::~Transaction() {
  // SQLite may have rolled back by itself, on a full disk for one; then there is nothing left to take back.
  if (database_ == nullptr || !database_->is_in_transaction()) return;
  (void)database_->query("ROLLBACK").run();
}

Status Transaction::commit() {
  if (auto status = database_->query("COMMIT").run(); !status) return status;
  database_ = nullptr;
  return {};
}

}  // namespace eyrie::storage::sqlite
