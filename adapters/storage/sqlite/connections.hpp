// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "storage/sqlite/database.hpp"

namespace eyrie::storage::sqlite {

/// One connection that writes and a few that read, lent to one caller at a time. Thread-safe.
///
/// The writer's lock is the queue of writers: SQLite takes one at a time anyway, and a lock wakes the next one at once.
class Connections {
 public:
  Connections(Database writer, std::vector<Database> readers) : writer_(std::move(writer)), idle_(std::move(readers)) {}

  /// Runs `work` in a transaction that is committed when it succeeds and taken back when it fails.
  template <typename Work>
  auto write(Work work) -> std::invoke_result_t<Work, Database&> {
    const std::lock_guard lock(writing_);
    auto transaction = Transaction::begin(writer_, Transaction::Kind::kImmediate);
    if (!transaction) return fail(transaction.error());
    auto result = work(writer_);
    if (!result) return result;
    if (auto status = transaction->commit(); !status) return fail(status.error());
    return result;
  }

  /// Runs `work` on the state of one moment. Waits while all readers are lent.
  template <typename Work>
  auto read(Work work) -> std::invoke_result_t<Work, Database&> {
    Lease lease(*this);
    const auto transaction = Transaction::begin(lease.database(), Transaction::Kind::kRead);
    if (!transaction) return fail(transaction.error());
    return work(lease.database());
  }

 private:
  class Lease {
   public:
    explicit Lease(Connections& from) : from_(from), database_(from.take()) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { from_.give_back(std::move(database_)); }
    [[nodiscard]] Database& database() noexcept { return database_; }

   private:
    Connections& from_;
    Database database_;
  };

  Database take() {
    std::unique_lock lock(lending_);
    has_idle_.wait(lock, [this] { return !idle_.empty(); });
    Database database = std::move(idle_.back());
    idle_.pop_back();
    return database;
  }
  void give_back(Database database) {
    {
      const std::lock_guard lock(lending_);
      idle_.push_back(std::move(database));
    }
    has_idle_.notify_one();
  }

  std::mutex writing_;
  Database writer_;
  std::mutex lending_;
  std::condition_variable has_idle_;
  std::vector<Database> idle_;
};

}  // namespace eyrie::storage::sqlite
