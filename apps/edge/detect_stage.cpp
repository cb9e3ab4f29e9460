// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/detect_stage.hpp"

#include <utility>

namespace eyrie::edge {

DetectStage::DetectStage(std::vector<std::unique_ptr<perception::YoloDetector>> detectors, Region region,
                         BoundedQueue<imaging::Frame>& from_decoder, BoundedQueue<SeenFrame>& to_reporter,
                         FrameSchedule& schedule, LiveVideo& live, Vitals& vitals, EdgeMetrics& metrics,
                         observe::RepeatedErrors& errors, const Clock& clock)
    : detectors_(std::move(detectors)),
      region_(region),
      from_decoder_(from_decoder),
      to_reporter_(to_reporter),
      schedule_(schedule),
      live_(live),
      vitals_(vitals),
      metrics_(metrics),
      errors_(errors),
      clock_(clock),
      free_(detectors_.size(), WhenFull::kWait) {
  for (const auto& detector : detectors_) free_.push(detector.get());
}

void DetectStage::start() {
  preparer_ = std::thread([this] { prepare_frames(); });
  network_ = std::thread([this] { infer_frames(); });
}

void DetectStage::join() {
  if (preparer_.joinable()) preparer_.join();
  if (network_.joinable()) network_.join();
}

void DetectStage::prepare_frames() {
  // The frame is taken last, so that it is the newest one there is when the network is about to be free.
  while (const auto detector = free_.pop()) {
    auto frame = from_decoder_.pop();
    if (!frame) break;
    prepare(std::move(*frame), *detector);
  }
  prepared_.close();
}

void DetectStage::infer_frames() {
  while (auto prepared = prepared_.pop()) infer(std::move(*prepared));
  to_reporter_.close();
}

void DetectStage::prepare(imaging::Frame frame, perception::YoloDetector* detector) {
  const auto part = region_.of(frame.picture.view);
  Prepared prepared{.detector = detector, .frame = std::move(frame), .part = part, .camera_motion = std::nullopt};
  live_.offer_picture(prepared.frame);
  prepared.camera_motion = camera_motion_.update(prepared.frame.picture.view);
  if (const auto done = detector->prepare(part.view); !done) {
    errors_.count(done.error());
    free_.push(detector);
    return;
  }
  prepared_.push(std::move(prepared));
}

void DetectStage::infer(Prepared prepared) {
  const auto began = clock_.steady_now();
  const auto run = prepared.detector->infer();
  const auto detections =
      run ? prepared.detector->finish() : Result<std::span<const perception::Detection>>(fail(run.error()));
  if (!detections) {
    errors_.count(detections.error());
    free_.push(prepared.detector);
    return;
  }
  const auto times = prepared.detector->last_times();
  schedule_.took(clock_.steady_now() - began);
  vitals_.inferred(times.infer);
  metrics_.frames_inferred.add();
  metrics_.preprocess_seconds.observe(times.preprocess);
  metrics_.infer_seconds.observe(times.infer);
  metrics_.postprocess_seconds.observe(times.postprocess);

  SeenFrame seen{.frame = std::move(prepared.frame), .detections = {}, .camera_motion = prepared.camera_motion};
  seen.detections.assign(detections->begin(), detections->end());
  map_back(seen.detections, prepared.part);
  free_.push(prepared.detector);
  to_reporter_.push(std::move(seen));
}

}  // namespace eyrie::edge
