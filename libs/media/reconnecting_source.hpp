// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "base/time.hpp"
#include "media/capture.hpp"

namespace eyrie::media {

/// A time without pictures: from the last picture before it to the first one after.
struct CaptureGap {
  Timestamp from;
  Timestamp to;
  std::string reason;  ///< of the first failure
};

/// A camera that comes back by itself. When the source it reads is lost (a retryable error), it opens a new one after a
/// back-off that doubles from `min_backoff` to `max_backoff`, each wait shortened at random by up to `jitter` so that many
/// edges do not knock in step; the first packet of the new source ends the gap, which is told to `on_gap`.
///
/// Frame ids go on counting across connections. What cannot pass by itself (an end of file, a codec nobody knows) is handed
/// on. Used by one thread; `stop` from any. `on_gap` and `on_state` run on the reading thread.
class ReconnectingSource final : public PacketSource {
 public:
  /// May block as long as it needs, if it gives up within a second once the token says so.
  using Opener = std::function<Result<std::unique_ptr<PacketSource>>(std::stop_token)>;
  struct Options {
    std::chrono::nanoseconds min_backoff = std::chrono::milliseconds{500};
    std::chrono::nanoseconds max_backoff = std::chrono::seconds{15};
    double jitter = 0.25;                  ///< share of a wait, 0..1
    const Clock* clock = &system_clock();  ///< says when a gap begins if there was no picture before it
    std::function<double()> random{};      ///< 0..1; empty: a generator of our own
    /// Waits, false when it was told to stop meanwhile; empty: really waits, and `stop` wakes it.
    std::function<bool(std::chrono::nanoseconds)> wait{};
    std::function<void(const CaptureGap&)> on_gap{};
    /// Every failure as it happens, and nothing (no error) with the first picture and when pictures flow again: for the
    /// status message and for whether the program is ready.
    std::function<void(const std::optional<Error>&)> on_state{};
  };

  /// Opens nothing yet: the first `read` does, so that an edge starts while its camera is still off.
  ReconnectingSource(Opener opener, Options options);
  ~ReconnectingSource() override;

  /// Of the newest connection; all zero before the first.
  [[nodiscard]] const StreamInfo& stream() const noexcept override { return stream_; }
  [[nodiscard]] Result<Packet> read() override;
  void stop() noexcept override;

  /// How often a source was opened: a decoder is made anew when it changes.
  [[nodiscard]] std::uint64_t connections() const noexcept { return connections_; }

 private:
  Status connect();
  Result<Packet> accept(Packet packet);
  /// Notes a failure and waits; an error when reading is over.
  Status back_off(const Error& error);
  bool wait_for(std::chrono::nanoseconds time);

  const Opener opener_;
  Options options_;
  StreamInfo stream_;
  std::uint64_t connections_ = 0;
  std::uint64_t frames_ = 0;
  std::chrono::nanoseconds backoff_;
  std::optional<Timestamp> last_picture_;
  struct OpenGap {
    Timestamp from;
    std::string reason;
  };
  std::optional<OpenGap> gap_;

  std::stop_source stop_;
  std::mutex mutex_;  ///< guards the pointer, for `stop`
  std::condition_variable_any stopped_;
  std::shared_ptr<PacketSource> source_;
};

}  // namespace eyrie::media
