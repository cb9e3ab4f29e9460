// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "base/result.hpp"
#include "base/units.hpp"

namespace eyrie::storage {

/// The SQLite file itself: opened, checked, with its schema; knows nothing of groups and threads. Used by one thread at a
/// time.
class JournalFile {
 public:
  /// How large the file becomes at most, and the log beside it before it is put into the file.
  struct Limits {
    ByteCount file;
    ByteCount log;
  };
  /// `kCorrupt` for a file that is damaged or something else, `kConflict` while another process has it open.
  /// `new_epoch` is used when there is no journal yet.
  [[nodiscard]] static Result<JournalFile> open(const std::filesystem::path& file, Limits limits,
                                                std::string_view new_epoch);

  [[nodiscard]] const std::string& epoch() const noexcept { return epoch_; }
  [[nodiscard]] Status execute(const char* sql);
  [[nodiscard]] Result<std::int64_t> query_number(const char* sql);
  [[nodiscard]] Result<std::string> query_text(const char* sql);
  /// False once SQLite has rolled back by itself.
  [[nodiscard]] bool is_in_transaction() const noexcept { return sqlite3_get_autocommit(db_.get()) == 0; }
  [[nodiscard]] sqlite3* handle() const noexcept { return db_.get(); }

  /// The reason of a failed call, with what to do about it.
  [[nodiscard]] std::unexpected<Error> error(int code) const;

 private:
  struct Closer {
    void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
  };

  JournalFile(std::filesystem::path file, sqlite3* db) : file_(std::move(file)), db_(db) {}
  Status prepare(Limits limits, std::string_view new_epoch);
  Status create_schema(std::string_view epoch);

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Closer> db_;
  std::string epoch_;
};

/// A prepared statement that is reset whenever it has been run. Lives no longer than its file.
class Statement {
 public:
  Statement() = default;
  [[nodiscard]] static Result<Statement> prepare(const JournalFile& file, std::string_view sql);

  Statement& bind(int index, std::uint64_t value) {
    sqlite3_bind_int64(statement_.get(), index, static_cast<sqlite3_int64>(value));
    return *this;
  }
  /// The bytes must stay until the statement has run.
  Statement& bind(int index, std::string_view blob) {
    sqlite3_bind_blob64(statement_.get(), index, blob.data(), blob.size(), SQLITE_STATIC);
    return *this;
  }

  /// Calls `on_row(*this)` for each row.
  template <typename OnRow>
  Status for_each_row(const JournalFile& file, OnRow on_row) {
    int code = sqlite3_step(statement_.get());
    for (; code == SQLITE_ROW; code = sqlite3_step(statement_.get())) on_row(*this);
    const bool is_done = code == SQLITE_DONE;
    auto status = is_done ? Status{} : Status{file.error(code)};
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
    return status;
  }
  Status run(const JournalFile& file) {
    return for_each_row(file, [](const Statement&) {});
  }

  [[nodiscard]] std::uint64_t number(int column) const {
    return static_cast<std::uint64_t>(sqlite3_column_int64(statement_.get(), column));
  }
  [[nodiscard]] std::string blob(int column) const {
    const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    return {bytes == nullptr ? "" : bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
  }

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
};

}  // namespace eyrie::storage
