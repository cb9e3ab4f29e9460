// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "delivery/journal.hpp"

namespace eyrie::storage {

using namespace eyrie::literals;

/// The edge's journal in one SQLite file (with its `-wal` and `-reserve` beside it).
///
/// Durable means durable: WAL with synchronous=FULL, one fsync for all that arrives within `group_delay` or while the
/// last one ran. Room that is freed inside the file is used again, and given back to the disk bit by bit, so that the
/// file grows no larger than what once waited at one time, and never past `max_file`. Some room on the disk is kept in
/// reserve, so that a disk which others have filled still lets what was acknowledged be deleted.
class SqliteJournal final : public delivery::Journal {
 public:
  struct Options {
    std::filesystem::path file;
    /// How long the first of a group waits for others; fewer writes spare a flash card. At most 20 ms.
    std::chrono::milliseconds group_delay{5};
    /// `append` answers `kExhausted` before the file becomes larger.
    ByteCount max_file = 1_GiB;
    /// Beside the file, and as much again for the write-ahead log before it is put into the file.
    ByteCount reserve = 4_MiB;
  };

  /// Opens the journal or makes one, with the folder it lies in. A file that is damaged or no journal is renamed to
  /// `<file>.damaged-<time>` and a new epoch begins: see `set_aside`. `kConflict` while another process has it open,
  /// `kUnavailable` when the file or folder cannot be written.
  [[nodiscard]] static Result<std::unique_ptr<SqliteJournal>> open(Options options, const Clock& clock);
  ~SqliteJournal() override;
  SqliteJournal(const SqliteJournal&) = delete;
  SqliteJournal& operator=(const SqliteJournal&) = delete;

  /// What happened to a damaged file at `open`, for a person; empty when all was well. What it held and was not
  /// acknowledged is lost, and its numbers end with its epoch: whoever opened it says so in the new one.
  [[nodiscard]] const std::string& set_aside() const noexcept;

  [[nodiscard]] const std::string& epoch() const noexcept override;
  [[nodiscard]] Result<delivery::SeqRange> append(std::span<const delivery::NewEntry> entries) override;
  [[nodiscard]] Result<std::vector<delivery::StoredEntry>> read(std::span<const std::uint64_t> seqs) const override;
  [[nodiscard]] Result<std::vector<delivery::EntryInfo>> index() const override;
  [[nodiscard]] Status forget(const delivery::RangeSet& acknowledged) override;
  [[nodiscard]] Result<std::vector<delivery::EntryInfo>> bury(std::span<const delivery::SeqRange> ranges,
                                                              const delivery::ComposeTombstone& compose) override;
  [[nodiscard]] delivery::JournalStats stats() const override;

 private:
  class Impl;
  explicit SqliteJournal(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace eyrie::storage
