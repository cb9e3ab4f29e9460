// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/sqlite/database.hpp"

namespace eyrie::storage::sqlite {

/// Gathers rows of one table and inserts many with one statement, which costs half of as many statements: SQLite opens the
/// table and its indexes once. `Row` has `bind_to(Query&)`, which binds one value for each column; what it binds as
/// `Lasting` may lie in the row itself.
template <typename Row>
class BulkInsert {
 public:
  /// `insert` is a statement up to and with `VALUES`.
  BulkInsert(Database& database, std::string_view insert, int columns)
      : many_(database.prepare(text(insert, columns, kMany))), one_(database.prepare(text(insert, columns, 1))) {
    rows_.reserve(kMany);
  }

  [[nodiscard]] Status add(Row row) {
    rows_.push_back(std::move(row));
    return rows_.size() < kMany ? Status{} : flush();
  }

  /// Whoever reads the table, or refers to it, calls this before. When it fails, the transaction is to be taken back.
  [[nodiscard]] Status flush() {
    Status status;
    if (rows_.size() == kMany) {
      status = run(many_, rows_);
    } else {
      for (std::size_t i = 0; i < rows_.size() && status; ++i) status = run(one_, std::span(rows_).subspan(i, 1));
    }
    rows_.clear();
    return status;
  }

 private:
  static constexpr std::size_t kMany = 32;

  static std::string text(std::string_view insert, int columns, std::size_t rows) {
    std::string row = " (";
    for (int i = 0; i < columns; ++i) row += i == 0 ? "?" : ",?";
    row += ")";
    std::string text(insert);
    for (std::size_t i = 0; i < rows; ++i) text += (i == 0 ? "" : ",") + row;
    return text;
  }

  static Status run(const Statement& statement, std::span<const Row> rows) {
    auto query = statement.query();
    for (const Row& row : rows) row.bind_to(query);
    return query.run();
  }

  const Statement many_;
  const Statement one_;
  std::vector<Row> rows_;
};

}  // namespace eyrie::storage::sqlite
