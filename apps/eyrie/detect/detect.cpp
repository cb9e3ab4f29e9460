// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/detect/detect.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "eyrie/detect/class_filter.hpp"
#include "eyrie/detect/frame_source.hpp"
#include "eyrie/detect/loading.hpp"
#include "eyrie/detect/picture_saver.hpp"
#include "eyrie/detect/progress.hpp"
#include "perception/camera_motion.hpp"
#include "perception/tracker.hpp"
#include "perception/yolo_detector.hpp"

namespace eyrie::detect {
namespace {

/// What a tracker still makes use of: things half hidden score low but are where they were expected.
constexpr float kTrackedConfidence = 0.1F;

/// Gives detections their tracks, or none.
class Identities {
 public:
  explicit Identities(const DetectOptions& options) {
    const float confidence = options.detector.confidence;
    if (options.is_tracking) {
      tracker_.emplace(perception::TrackerOptions{.high_confidence = confidence, .new_track_confidence = confidence});
    }
  }

  std::span<const perception::TrackedDetection> of(std::span<const perception::Detection> detections,
                                                   const imaging::ImageView& view, Timestamp captured_at) {
    if (tracker_) return tracker_->update(detections, captured_at, camera_motion_.update(view));
    untracked_.clear();
    for (const auto& detection : detections) untracked_.push_back({.detection = detection, .track_id = 0});
    return untracked_;
  }

 private:
  std::optional<perception::Tracker> tracker_;
  perception::CameraMotion camera_motion_;
  std::vector<perception::TrackedDetection> untracked_;
};

Result<std::unique_ptr<perception::YoloDetector>> open_detector(const DetectOptions& options,
                                                                const model_loading::LoadedModel& loaded) {
  auto detector = options.detector;
  if (options.is_tracking) detector.confidence = std::min(detector.confidence, kTrackedConfidence);
  return perception::YoloDetector::open(loaded.engine, detector);
}

Status run_over_frames(FrameSource& frames, perception::YoloDetector& detector, ClassFilter filter, Identities identities,
                       PictureSaver* saver, ReportWriter& writer, Progress& progress) {
  progress.begin(frames.total());
  while (true) {
    const auto item = frames.next();
    if (!item) return fail(item.error());
    if (!*item) return {};
    const auto& [source, frame] = **item;
    const auto& view = frame.picture.view;

    const auto detections = detector.detect(view);
    if (!detections) return fail(detections.error());
    const FrameReport report = {.source = source,
                                .frame_id = frame.frame_id,
                                .captured_at = frame.captured_at,
                                .width = view.width,
                                .height = view.height,
                                .detections = identities.of(filter.pass(*detections), view, frame.captured_at),
                                .times = detector.last_times()};
    writer.write(report);
    if (saver != nullptr) {
      if (const auto saved = saver->save(view, report); !saved) return saved;
    }
    progress.count_frame();
  }
}

}  // namespace

Status run_detect(const DetectOptions& options, std::FILE* out) {
  const auto writer = make_report_writer(options.format, out);
  Progress progress;
  const auto status = [&]() -> Status {
    const auto frames = open_frames(options.source);
    if (!frames) return fail(frames.error());
    const auto loaded = load_and_tell({.path = options.model,
                                       .backend = options.backend,
                                       .precision = options.precision,
                                       .threads = options.threads,
                                       .cache_folder = model_loading::default_cache_folder()},
                                      progress);
    if (!loaded) return fail(loaded.error());
    const auto detector = open_detector(options, *loaded);
    if (!detector) return fail(detector.error());

    auto filter = ClassFilter::create(options.only, (*detector)->class_names());
    if (!filter) return fail(filter.error());
    std::optional<PictureSaver> saver;
    if (!options.save.empty()) {
      auto opened = PictureSaver::open(options.save, (*detector)->class_names());
      if (!opened) return fail(opened.error());
      saver.emplace(std::move(*opened));
    }
    writer->begin(loaded->engine->model(), (*detector)->class_names());
    return run_over_frames(**frames, **detector, *std::move(filter), Identities(options), saver ? &*saver : nullptr, *writer,
                           progress);
  }();
  writer->end(status ? nullptr : &status.error());
  return status;
}

}  // namespace eyrie::detect
