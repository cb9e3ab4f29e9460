// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "media/packet.hpp"

namespace eyrie::media {

/// Remembers the encoded video of the last `span` so that a clip can start before the event that asked for it.
///
/// Packets are kept whole and undecoded. The oldest go first, and always back to a key frame, so what is kept can be
/// played from its first packet. Memory never exceeds `max_bytes`; when bytes run out before `span` does, the span
/// shrinks and `eyrie_edge_clip_span_seconds` says so.
///
/// Thread-safe: one writer, any number of readers; a reader never blocks the writer.
class ClipRing {
 public:
  struct Options {
    std::chrono::milliseconds span = std::chrono::seconds{20};
    ByteCount max_bytes{64U << 20U};
  };
  explicit ClipRing(Options options);
  ~ClipRing();
  ClipRing(const ClipRing&) = delete;
  ClipRing& operator=(const ClipRing&) = delete;

  /// Packets come in decoding order. Those before the first key frame are of no use to a clip and are not kept. A capture
  /// time more than `span` behind the newest (a camera whose clock was set back) empties the ring: it begins anew.
  void push(Packet packet);

  /// Packets that cover [from, to], beginning at the key frame at or before `from`.
  /// `Error::kOutOfRange` when `from` is older than what is kept; the message says how far back the ring reaches.
  /// When `to` is newer than what is kept, all that there is up to now.
  [[nodiscard]] Result<std::vector<Packet>> cut(Timestamp from, Timestamp to) const;

  /// What the ring holds: for the metric, and to clamp a wish to what can be had.
  struct Reach {
    Timestamp oldest;  ///< the first key frame
    Timestamp newest;
    std::size_t packets = 0;
  };
  /// Nothing while the ring is empty.
  [[nodiscard]] std::optional<Reach> reach() const;
  /// Bytes of the packets kept and their bookkeeping.
  [[nodiscard]] ByteCount bytes() const noexcept { return {bytes_.load(std::memory_order_relaxed)}; }

 private:
  struct Node;
  class Reading;
  void append(std::unique_ptr<Node> node);
  void drop_oldest_group();
  void drop_everything();
  void free_retired();

  const Options options_;
  std::atomic<const Node*> first_{nullptr};  ///< readers enter here
  mutable std::atomic<int> readers_{0};
  std::atomic<std::uint64_t> bytes_{0};

  // The writer's own.
  std::deque<std::unique_ptr<Node>> nodes_;     ///< linked from `first_`
  std::deque<const Node*> keys_;                ///< the key frames among them
  std::vector<std::unique_ptr<Node>> retired_;  ///< unlinked, maybe still under a reader's eyes
  Timestamp newest_{};
};

}  // namespace eyrie::media
