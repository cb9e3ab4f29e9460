// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/bounded_queue.hpp"
#include "edge/live_video.hpp"
#include "edge/metrics.hpp"
#include "edge/region.hpp"
#include "edge/schedule.hpp"
#include "edge/vitals.hpp"
#include "imaging/frame.hpp"
#include "observe/repeated_errors.hpp"
#include "perception/affine.hpp"
#include "perception/camera_motion.hpp"
#include "perception/yolo_detector.hpp"

namespace eyrie::edge {

/// A frame with what was seen in it.
struct SeenFrame {
  imaging::Frame frame;
  std::vector<perception::Detection> detections;    ///< pixels of the whole frame, strongest first
  std::optional<perception::Affine> camera_motion;  ///< from the frame seen before to this one
};

/// Letterbox and network, a thread each: while the network works on one frame the next is prepared. Both take over from the
/// other through a line of one, so at most one frame is ahead of the network.
class DetectStage {
 public:
  /// `detectors` run over one engine; as many as there are threads here, so that one frame at most is ahead of the network.
  DetectStage(std::vector<std::unique_ptr<perception::YoloDetector>> detectors, Region region,
              BoundedQueue<imaging::Frame>& from_decoder, BoundedQueue<SeenFrame>& to_reporter, FrameSchedule& schedule,
              LiveVideo& live, Vitals& vitals, EdgeMetrics& metrics, observe::RepeatedErrors& errors, const Clock& clock);
  ~DetectStage() { join(); }

  void start();
  /// Returns when the decoder's line was closed and is empty.
  void join();

 private:
  struct Prepared {
    perception::YoloDetector* detector = nullptr;
    imaging::Frame frame;
    Region::Part part;  ///< of the frame: what the network looks at
    std::optional<perception::Affine> camera_motion;
  };

  void prepare_frames();
  void infer_frames();
  void prepare(imaging::Frame frame, perception::YoloDetector* detector);
  void infer(Prepared prepared);

  std::vector<std::unique_ptr<perception::YoloDetector>> detectors_;
  const Region region_;
  BoundedQueue<imaging::Frame>& from_decoder_;
  BoundedQueue<SeenFrame>& to_reporter_;
  FrameSchedule& schedule_;
  LiveVideo& live_;
  Vitals& vitals_;
  EdgeMetrics& metrics_;
  observe::RepeatedErrors& errors_;
  const Clock& clock_;
  perception::CameraMotion camera_motion_;
  BoundedQueue<perception::YoloDetector*> free_;
  BoundedQueue<Prepared> prepared_{1, WhenFull::kWait};
  std::thread preparer_;
  std::thread network_;
};

}  // namespace eyrie::edge
