// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <thread>

#include "base/bounded_queue.hpp"
#include "edge/camera_stage.hpp"
#include "edge/metrics.hpp"
#include "edge/schedule.hpp"
#include "imaging/frame.hpp"
#include "media/capture.hpp"
#include "observe/repeated_errors.hpp"

namespace eyrie::edge {

/// Decodes every packet and hands on only the newest frame that is due: one that the network has not taken when the next is
/// there is dropped and counted, so the network never looks at the past. One thread.
class DecodeStage {
 public:
  using OpenDecoder = std::function<Result<std::unique_ptr<media::VideoDecoder>>(const media::StreamInfo&)>;
  DecodeStage(OpenDecoder open_decoder, BoundedQueue<StreamPacket>& from_camera, BoundedQueue<imaging::Frame>& to_detector,
              FrameSchedule& schedule, Vitals& vitals, EdgeMetrics& metrics, observe::RepeatedErrors& errors);
  ~DecodeStage() { join(); }

  void start() {
    thread_ = std::thread([this] { run(); });
  }
  /// Returns when the camera's line was closed and is empty.
  void join();

 private:
  void run();
  void decode(const StreamPacket& item);
  void hand_on_pictures();
  void on_picture(imaging::Frame frame);

  const OpenDecoder open_decoder_;
  BoundedQueue<StreamPacket>& from_camera_;
  BoundedQueue<imaging::Frame>& to_detector_;
  FrameSchedule& schedule_;
  Vitals& vitals_;
  EdgeMetrics& metrics_;
  observe::RepeatedErrors& errors_;
  std::unique_ptr<media::VideoDecoder> decoder_;
  std::uint64_t connection_ = 0;
  std::uint64_t dropped_ = 0;
  std::thread thread_;
};

}  // namespace eyrie::edge
