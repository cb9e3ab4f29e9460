// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "fleet/store.hpp"

namespace eyrie::storage::sqlite {

/// What happens when a drone is heard of for the first time.
enum class UnknownDrones : std::uint8_t {
  kHoldPending,         ///< remembered, and refused until somebody enrols it
  kEnrolWhenFirstSeen,  ///< for a closed network in which whoever can publish may
};

struct FleetStoreOptions {
  std::filesystem::path path;  ///< its folder exists; the file is made when it does not
  const Clock* clock = &system_clock();
  UnknownDrones unknown_drones = UnknownDrones::kHoldPending;
  std::size_t readers = 3;    ///< connections that read beside the writer, 1 to 16
  bool is_power_safe = true;  ///< wait for the medium on every commit: needed wherever acknowledgements are sent
  ByteCount max_size{};       ///< of the database file; 0: no limit of ours
  ByteCount writer_cache{16ULL << 20U};
  ByteCount reader_cache{4ULL << 20U};
};

/// A fleet store in one SQLite file (WAL): one connection writes, a few read, and no reader waits for the writer.
///
/// Several programs on one machine may open the same file; each commit is seen by all. A reader sees the state of one
/// moment. Memory is bounded by the caches plus one batch. The schema is brought up to date when the store is opened.
[[nodiscard]] Result<std::unique_ptr<fleet::FleetStore>> open_fleet_store(const FleetStoreOptions& options);

}  // namespace eyrie::storage::sqlite
