// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/units.hpp"
#include "delivery/range_set.hpp"

namespace eyrie::delivery {

/// How soon a message must be with the gateway, the most urgent first. When bytes run out the last class goes first.
enum class Urgency : std::uint8_t { kAlert, kKeyFrame, kClip, kTelemetry };
inline constexpr std::size_t kUrgencyCount = 4;

/// Which topic a message goes out on.
enum class Stream : std::uint8_t { kDetections, kTelemetry, kEvents };

/// Makes a message's bytes once its id is known, since the bytes hold the id. Must be pure: it is called on the journal's
/// thread, and again when the first attempt to store the message failed.
using Compose = std::function<std::string(const MessageId&)>;

/// Makes the message that stands in the place of `range`; its id bears the range's first number. As pure as `Compose`.
using ComposeTombstone = std::function<std::string(const MessageId&, SeqRange range)>;

struct NewEntry {
  Urgency urgency = Urgency::kTelemetry;
  Stream stream = Stream::kTelemetry;
  Compose compose;
};

/// What the journal knows of an entry without reading it. An ordinary entry stands for its own number, a tombstone for
/// the range that it replaced.
struct EntryInfo {
  SeqRange range;
  Urgency urgency = Urgency::kTelemetry;
  std::uint32_t bytes = 0;  ///< of the payload
  bool is_tombstone = false;

  /// The number it is sent under.
  [[nodiscard]] std::uint64_t seq() const noexcept { return range.first; }
  friend bool operator==(const EntryInfo&, const EntryInfo&) = default;
};

struct StoredEntry {
  EntryInfo info;
  Stream stream = Stream::kTelemetry;
  std::string payload;
};

struct JournalStats {
  std::uint64_t next_seq = 1;    ///< the number that the next entry gets
  std::uint64_t entries = 0;     ///< kept, tombstones among them
  std::uint64_t tombstoned = 0;  ///< messages deleted unacknowledged over the life of the journal
  ByteCount payload{};           ///< of the entries kept
  ByteCount file{};              ///< on disk
};

/// Everything that must not be lost until the gateway has it, in the order it happened, durable.
///
/// A journal has an `epoch`, made with it, and numbers its entries from 1 without a hole, over restarts, kills and power
/// cuts: what `append` confirmed is there, and a number that was not confirmed is given out again. A full disk stops
/// `append` alone: what makes room, `forget` and `bury`, goes on.
///
/// Thread-safe. Calls that write block until the change is durable (group commit: concurrent calls share one).
/// Errors: retryable `kExhausted` when the disk is full (nothing was stored, no number was used), `kCorrupt` when the
/// file is damaged, `kInternal` for what else a disk can do.
class Journal {
 public:
  virtual ~Journal() = default;

  [[nodiscard]] virtual const std::string& epoch() const noexcept = 0;

  /// Stores all of `entries` or none. Their numbers, in the order given.
  [[nodiscard]] virtual Result<SeqRange> append(std::span<const NewEntry> entries) = 0;
  /// What of `seqs` is still kept, ascending. A tombstone is found under its first number.
  [[nodiscard]] virtual Result<std::vector<StoredEntry>> read(std::span<const std::uint64_t> seqs) const = 0;
  /// Everything kept, ascending; read once at start.
  [[nodiscard]] virtual Result<std::vector<EntryInfo>> index() const = 0;
  /// Deletes the entries whose whole range is in `acknowledged`: the acknowledgement of a tombstone's first number alone
  /// may be for the message that stood there before.
  [[nodiscard]] virtual Status forget(const RangeSet& acknowledged) = 0;
  /// Deletes what is kept of each range, earlier tombstones among it, and puts one tombstone on `kEvents` in its place;
  /// all of them or none, in one transaction. The ranges are ascending and disjoint, and below `next_seq`. The tombstones'
  /// entries as they stand now.
  [[nodiscard]] virtual Result<std::vector<EntryInfo>> bury(std::span<const SeqRange> ranges,
                                                            const ComposeTombstone& compose) = 0;

  [[nodiscard]] virtual JournalStats stats() const = 0;
};

}  // namespace eyrie::delivery
