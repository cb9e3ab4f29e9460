// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/result.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "crypto/sha256.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace eyrie::storage::sqlite {

/// A text that stays where it is until the statement has run, and so is bound without a copy of it.
struct Lasting {
  std::string_view text;
};

/// One run of a prepared statement. Binding and stepping keep the first problem, and `step` or `run` tells it. When it goes
/// out of scope the statement is ready for the next run. Columns and parameters count from 0.
class Query {
 public:
  /// `problem` is why there is no statement; 0 when there is one.
  Query(sqlite3* handle, sqlite3_stmt* statement, int problem) noexcept
      : handle_(handle), statement_(statement), problem_(problem) {}
  Query(Query&& other) noexcept
      : handle_(other.handle_),
        statement_(std::exchange(other.statement_, nullptr)),
        problem_(other.problem_),
        next_(other.next_) {}
  Query& operator=(Query&&) = delete;
  ~Query();

  /// Binds the next parameters in order. Texts are copied, unless they are `Lasting`.
  template <typename... Values>
  Query& bind(const Values&... values) {
    (bind_next(values), ...);
    return *this;
  }

  /// True when there is a row, false when there are no more.
  [[nodiscard]] Result<bool> step();
  /// For statements that give no rows.
  [[nodiscard]] Status run();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string text(int column) const;  ///< also blobs; empty for null
  [[nodiscard]] std::optional<double> maybe_real(int column) const;
  /// A stored time; 1970 for null.
  [[nodiscard]] Timestamp time(int column) const;
  [[nodiscard]] std::optional<Timestamp> maybe_time(int column) const;
  [[nodiscard]] crypto::Digest digest(int column) const;  ///< of a blob or of hexadecimal text; zero for null

 private:
  void bind_next(std::int64_t value);
  void bind_next(double value);
  void bind_next(std::string_view value);
  void bind_next(Lasting value);
  void bind_next(std::nullptr_t);
  void bind_next(Timestamp value);              ///< as text
  void bind_next(const crypto::Digest& value);  ///< as blob
  void bind_next(const std::string& value) { bind_next(std::string_view(value)); }
  void bind_next(const char* value) { bind_next(std::string_view(value)); }
  void bind_next(bool value) { bind_next(std::int64_t{value}); }
  template <std::integral T>
  void bind_next(T value) {
    bind_next(static_cast<std::int64_t>(value));
  }
  template <typename T>
  void bind_next(const std::optional<T>& value) {
    if (value) {
      bind_next(*value);
    } else {
      bind_next(nullptr);
    }
  }

  sqlite3* handle_;
  sqlite3_stmt* statement_;
  int problem_;
  int next_ = 1;
};

/// A statement that was looked up once, for whoever runs it thousands of times. Valid as long as its database.
class Statement {
 public:
  Statement(sqlite3* handle, sqlite3_stmt* statement, int problem) noexcept
      : handle_(handle), statement_(statement), problem_(problem) {}
  /// One run. No other run of the same statement may be under way.
  [[nodiscard]] Query query() const noexcept { return {handle_, statement_, problem_}; }

 private:
  sqlite3* handle_;
  sqlite3_stmt* statement_;
  int problem_;
};

/// One connection to a SQLite file. Prepared statements are kept for its life. Not thread-safe: one thread at a time.
class Database {
 public:
  struct Options {
    std::filesystem::path path;
    bool is_read_only = false;
    bool is_power_safe = true;                      ///< synchronous=FULL: a commit is on the medium when it returns
    ByteCount max_size{};                           ///< of the file; 0: no limit of ours
    ByteCount cache{8ULL << 20U};                   ///< pages kept in memory
    std::chrono::milliseconds busy_timeout{5'000};  ///< how long to wait for another program's write
  };

  [[nodiscard]] static Result<Database> open(const Options& options);

  /// Runs one or more statements that give nothing back.
  [[nodiscard]] Status execute(const char* sql);
  /// One statement. It is prepared once and kept, so texts must not be made up from data. One that cannot be prepared fails
  /// when it is stepped.
  [[nodiscard]] Statement prepare(std::string_view sql);
  [[nodiscard]] Query query(std::string_view sql) { return prepare(sql).query(); }
  [[nodiscard]] std::int64_t last_id() const noexcept;
  /// Rows changed by the last statement.
  [[nodiscard]] std::int64_t changes() const noexcept;
  [[nodiscard]] bool is_in_transaction() const noexcept;

 private:
  struct Close {
    void operator()(sqlite3* handle) const noexcept;
  };
  struct Finalise {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  struct TextHash {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the standard library looks for this name
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };
  explicit Database(sqlite3* handle) : handle_(handle) {}

  std::unique_ptr<sqlite3, Close> handle_;
  std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, Finalise>, TextHash, std::equal_to<>> statements_;
};

/// Takes back on destruction whatever was not committed.
class Transaction {
 public:
  /// `kImmediate` waits here for other writers, so that nothing later in the transaction can be refused for being late.
  enum class Kind : std::uint8_t { kRead, kImmediate };
  [[nodiscard]] static Result<Transaction> begin(Database& database, Kind kind);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  [[nodiscard]] Status commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace eyrie::storage::sqlite
