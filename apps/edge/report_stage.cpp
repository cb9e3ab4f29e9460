// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/report_stage.hpp"

#include <utility>

#include "geometry/locate.hpp"
#include "wire/json.hpp"

namespace eyrie::edge {
namespace {

std::optional<geometry::Attitude> to_geometry(const std::optional<fleet::Attitude>& attitude) {
  if (!attitude) return std::nullopt;
  return geometry::Attitude::from_degrees(attitude->roll_deg, attitude->pitch_deg, attitude->yaw_deg);
}

geometry::PoseSources sources_from(const fleet::TelemetrySample& sample) {
  return {.lat_deg = sample.lat_deg,
          .lon_deg = sample.lon_deg,
          .alt_m = sample.alt_m,
          .relative_alt_m = sample.relative_alt_m,
          .gimbal = to_geometry(sample.gimbal),
          .airframe = to_geometry(sample.attitude)};
}

fleet::GroundPosition to_position(const geometry::GroundFix& fix) {
  return {.lat_deg = fix.position.lat_deg,
          .lon_deg = fix.position.lon_deg,
          .alt_m = fix.position.alt_m,
          .semi_major_m = fix.semi_major_m,
          .semi_minor_m = fix.semi_minor_m,
          .orientation_deg = fix.orientation_deg};
}

perception::TrackerOptions tracker_options(float min_confidence) {
  perception::TrackerOptions options;
  options.high_confidence = min_confidence;
  options.new_track_confidence = min_confidence;
  return options;
}

}  // namespace

ReportStage::ReportStage(Options options, BoundedQueue<SeenFrame>& from_detector, const std::optional<Flight>& flight,
                         EvidenceStage& evidence, delivery::Courier& courier, EdgeMetrics& metrics,
                         observe::RepeatedErrors& errors, const Clock& clock)
    : options_(std::move(options)),
      from_detector_(from_detector),
      flight_(flight),
      evidence_(evidence),
      courier_(courier),
      metrics_(metrics),
      errors_(errors),
      clock_(clock),
      tracker_(tracker_options(options_.min_confidence)) {}

void ReportStage::join() {
  if (thread_.joinable()) thread_.join();
}

Status ReportStage::set_rules(fleet::RuleSet rules) {
  {
    // The same rules come again with every connection to the broker; what they follow must not begin anew.
    const std::lock_guard lock(mutex_);
    if (rules_ && rules_->version() == rules.version) return {};
  }
  auto engine = fleet::RuleEngine::create(std::move(rules));
  if (!engine) return fail(engine.error());
  const std::lock_guard lock(mutex_);
  rules_ = std::move(*engine);
  return {};
}

void ReportStage::run() {
  while (const auto seen = from_detector_.pop()) on_frame(*seen);
  has_ended_ = true;
}

void ReportStage::on_frame(const SeenFrame& seen) {
  const auto& frame = seen.frame;
  const auto tracks = tracker_.update(seen.detections, frame.captured_at, seen.camera_motion);
  auto report = to_report(tracks,
                          {.frame_id = frame.frame_id,
                           .captured_at = frame.captured_at,
                           .width = frame.picture.view.width,
                           .height = frame.picture.view.height},
                          options_.header);
  std::erase_if(report.objects,
                [this](const auto& object) { return object.confidence < static_cast<double>(options_.min_confidence); });
  locate(report, frame);

  auto tracks_to_show = flagged_tracks(report, report.is_flagged);
  const bool is_snapshot = is_snapshot_wanted_.exchange(false);
  if (!tracks_to_show.empty() || is_snapshot) {
    report.frame_key = evidence_key(report.drone, frame.captured_at, "frame", ".jpg");
    evidence_.flag({.frame = frame, .key = report.frame_key, .track_ids = std::move(tracks_to_show)});
    metrics_.flagged_frames.add();
  }
  if (!report.objects.empty()) append(report);
}

void ReportStage::locate(fleet::DetectionReport& report, const imaging::Frame& frame) const {
  if (!flight_) return;
  const auto pose = geometry::pose_from(sources_from(flight_->at(frame.captured_at)));
  const auto& view = frame.picture.view;
  const auto camera =
      geometry::CameraModel::create(geometry::Intrinsics::from_fov(view.width, view.height, options_.horizontal_fov_rad));
  if (!pose || !camera) return;  // without a pose there is no place, and nothing is made up
  for (auto& object : report.objects) {
    const auto foot =
        geometry::foot_of_box(object.box.x_min * view.width, object.box.y_max * view.height, object.box.x_max * view.width);
    if (const auto fix = geometry::locate(foot, *camera, *pose)) object.position = to_position(*fix);
  }
}

std::vector<std::string> ReportStage::flagged_tracks(const fleet::DetectionReport& report, bool& is_flagged) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> tracks;
  if (!rules_) return tracks;
  for (const auto& hit : rules_->evaluate(report)) {
    is_flagged = true;
    if (hit.is_first) tracks.push_back(hit.track_id);
  }
  return tracks;
}

void ReportStage::append(const fleet::DetectionReport& report) {
  const auto appended =
      courier_.append(delivery::Urgency::kAlert, delivery::Stream::kDetections, [&report](const MessageId& id) {
        fleet::DetectionReport message = report;
        message.message = id;
        return wire::to_json(message);
      });
  if (!appended) return errors_.count(appended.error());
  metrics_.detections.add(static_cast<double>(report.objects.size()));
  metrics_.capture_to_report_seconds.observe(clock_.now() - report.captured_at);
}

}  // namespace eyrie::edge
