// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/fleet_store.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/sqlite_fleet_store.hpp"

namespace eyrie::storage::sqlite {

Result<std::unique_ptr<fleet::FleetStore>> open_fleet_store(const FleetStoreOptions& options) {
  auto writer = Database::open({.path = options.path,
                                .is_read_only = false,
                                .is_power_safe = options.is_power_safe,
                                .max_size = options.max_size,
                                .cache = options.writer_cache});
  if (!writer) return fail(writer.error());
  if (auto status = migrate(*writer, embedded_migrations(), options.clock->now()); !status) return fail(status.error());

  std::vector<Database> readers;
  for (std::size_t i = 0; i < std::clamp<std::size_t>(options.readers, 1, 16); ++i) {
    auto reader = Database::open({.path = options.path, .is_read_only = true, .cache = options.reader_cache});
    if (!reader) return fail(reader.error());
    readers.push_back(std::move(*reader));
  }
  return std::make_unique<SqliteFleetStore>(options, std::move(*writer), std::move(readers));
}

Result<std::int64_t> cursor_of(const fleet::PageRequest& page, std::int64_t none) {
  if (page.limit < 1 || page.limit > 1000) {
    return fail(Error::kOutOfRange, "a page has 1 to 1000 items, not " + std::to_string(page.limit));
  }
  if (page.cursor.empty()) return none;
  std::int64_t value = 0;
  const char* const end = page.cursor.data() + page.cursor.size();
  const auto [stop, problem] = std::from_chars(page.cursor.data(), end, value);
  if (problem != std::errc{} || stop != end || value < 0) {
    return fail(Error::kInvalidArgument,
                "not a cursor of ours: \"" + page.cursor.substr(0, 40) + "\"; use `next` of the page before");
  }
  return value;
}

}  // namespace eyrie::storage::sqlite
