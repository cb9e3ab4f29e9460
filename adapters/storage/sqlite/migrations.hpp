// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/sqlite/database.hpp"

namespace eyrie::storage::sqlite {

/// One file of schemas/sql/sqlite: `0001_detections_incidents_telemetry` and its text. Once released a migration never
/// changes.
struct Migration {
  std::string_view name;
  std::string_view sql;
};

/// The migrations this program was built with, in order.
[[nodiscard]] std::span<const Migration> embedded_migrations() noexcept;

/// Brings a database up to date, each migration in a transaction of its own. Several programs may do so at once.
///
/// `kUnsupported` when the database knows more migrations than the program: it was used by a newer one. `kCorrupt` when a
/// migration was applied with another text than the program's.
[[nodiscard]] Status migrate(Database& database, std::span<const Migration> migrations, Timestamp now);

}  // namespace eyrie::storage::sqlite
