// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "base/result.hpp"
#include "imaging/frame.hpp"
#include "media/packet.hpp"

namespace eyrie::media {

/// Encoded video from one camera or file, in decoding order. Used by one thread; `stop` may be called from any other.
class PacketSource {
 public:
  virtual ~PacketSource() = default;
  [[nodiscard]] virtual const StreamInfo& stream() const noexcept = 0;
  /// Blocks for the next packet; a file paced as live waits for the packet's time.
  /// `kEndOfStream` at the end of a file or after `stop`; retryable `kUnavailable` or `kTimeout` when a camera is lost: open
  /// again.
  [[nodiscard]] virtual Result<Packet> read() = 0;
  /// Makes a blocked `read` return within a second.
  virtual void stop() noexcept = 0;
};

/// Turns packets into pictures. Used by one thread.
class VideoDecoder {
 public:
  virtual ~VideoDecoder() = default;
  /// Gives one packet, in decoding order. A damaged packet is an error of that packet alone; decoding goes on.
  [[nodiscard]] virtual Status send(const Packet& packet) = 0;
  /// Tells that no more packets come, so that pictures held back for reordering are let go.
  [[nodiscard]] virtual Status finish() = 0;
  /// The next picture in presentation order with the id and time of its packet, or nothing until more was sent.
  /// Its planes are the decoder's own reference-counted buffer: no pixel is copied.
  [[nodiscard]] virtual Result<std::optional<imaging::Frame>> receive() = 0;
};

}  // namespace eyrie::media
