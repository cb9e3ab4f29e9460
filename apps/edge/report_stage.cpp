// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/report_stage.hpp"

#include <utility>

#include "wire/json.hpp"

namespace eyrie::edge {
namespace {

perception::TrackerOptions tracker_options(float min_confidence) {
  perception::TrackerOptions options;
  options.high_confidence = min_confidence;
  options.new_track_confidence = min_confidence;
  return options;
}

}  // namespace

ReportStage::ReportStage(Options options, BoundedQueue<SeenFrame>& from_detector, const Flight* flight,
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
  locate(report);

  auto tracks_to_show = flagged_tracks(report, report.is_flagged);
  const bool is_snapshot = is_snapshot_wanted_.exchange(false);
  if (!tracks_to_show.empty() || is_snapshot) {
    report.frame_key = evidence_key(report.drone, frame.captured_at, "frame", ".jpg");
    evidence_.flag({.frame = frame, .key = report.frame_key, .track_ids = std::move(tracks_to_show)});
    metrics_.flagged_frames.add();
  }
  if (!report.objects.empty()) append(report);
}

void ReportStage::locate(fleet::DetectionReport& report) const {
  if (flight_ == nullptr) return;
  options_.locator.locate(report.objects, report.width, report.height, flight_->at(report.captured_at));
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
