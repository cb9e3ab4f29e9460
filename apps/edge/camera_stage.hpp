// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <thread>

#include "base/bounded_queue.hpp"
#include "edge/live_video.hpp"
#include "edge/metrics.hpp"
#include "edge/recorder.hpp"
#include "edge/vitals.hpp"
#include "imaging/frame.hpp"
#include "media/reconnecting_source.hpp"
#include "observe/repeated_errors.hpp"

namespace eyrie::edge {

/// A packet and the stream it belongs to: a decoder is made anew for another connection.
struct StreamPacket {
  media::Packet packet;
  std::shared_ptr<const media::StreamInfo> stream;
  std::uint64_t connection = 0;
};

/// Follows every packet from the camera to the ring, the watchers and the decoder. One thread.
///
/// The decoder's line holds 64 packets. When it is full, what follows is left out up to the next key frame and counted: a
/// decoder that misses packets shows pictures that never were. A file read as fast as possible waits instead.
class CameraStage {
 public:
  /// `on_film` hears of the capture time of the first picture each time that a file begins, before anybody gets it.
  using OnFilm = std::function<void(Timestamp)>;
  CameraStage(std::unique_ptr<media::ReconnectingSource> source, BoundedQueue<StreamPacket>& to_decoder, Recorder& recorder,
              LiveVideo& live, OnFilm on_film, Vitals& vitals, EdgeMetrics& metrics, observe::RepeatedErrors& errors);
  ~CameraStage() { stop(); }

  void start() {
    thread_ = std::thread([this] { run(); });
  }
  /// Ends the capture and lets the decoder come to its end.
  void stop();
  /// After `stop`: success at the end of a file, else what cannot pass by itself.
  [[nodiscard]] const Status& outcome() const { return outcome_; }

 private:
  void run();
  void hand_to_decoder(const media::Packet& packet);

  std::unique_ptr<media::ReconnectingSource> source_;
  BoundedQueue<StreamPacket>& to_decoder_;
  Recorder& recorder_;
  LiveVideo& live_;
  const OnFilm on_film_;
  Vitals& vitals_;
  EdgeMetrics& metrics_;
  observe::RepeatedErrors& errors_;
  std::shared_ptr<const media::StreamInfo> stream_;
  std::uint64_t connection_ = 0;
  bool waits_for_key_ = false;
  Status outcome_;
  std::thread thread_;
};

}  // namespace eyrie::edge
