// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/tracker.hpp"

#include <algorithm>
#include <limits>

namespace eyrie::perception {
namespace {

constexpr int kFree = -1;
constexpr std::size_t kMaxTracks = 1000;
constexpr float kBeyondAnyConfidence = std::numeric_limits<float>::infinity();

}  // namespace

Tracker::Tracker(TrackerOptions options) : options_(options) {}

std::span<const TrackedDetection> Tracker::update(std::span<const Detection> detections, Timestamp captured_at,
                                                  const std::optional<Affine>& camera_motion) {
  predict(captured_at, camera_motion);
  track_of_detection_.assign(detections.size(), kFree);
  detection_of_track_.assign(tracks_.size(), kFree);

  const float high = options_.high_confidence;
  associate(detections, high, kBeyondAnyConfidence, options_.min_iou,
            [](const Track& track) { return track.state != State::kTentative; });
  associate(detections, options_.low_confidence, high, options_.min_iou_low,
            [](const Track& track) { return track.state == State::kTracked; });
  associate(detections, high, kBeyondAnyConfidence, options_.min_iou_new,
            [](const Track& track) { return track.state == State::kTentative; });

  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    if (detection_of_track_[i] != kFree) see(tracks_[i], detections[static_cast<std::size_t>(detection_of_track_[i])]);
  }
  begin_tracks(detections);
  report(detections);
  end_tracks();
  return reported_;
}

void Tracker::predict(Timestamp captured_at, const std::optional<Affine>& camera_motion) {
  const Timestamp before = now_.value_or(captured_at);
  now_ = std::max(before, captured_at);
  for (Track& track : tracks_) {
    track.filter.predict(*now_ - before);
    if (camera_motion) track.filter.warp(*camera_motion);
    track.predicted = track.filter.box();
    track.is_seen = false;
  }
  // What was out of sight for too long before this frame cannot be found again in it.
  std::erase_if(tracks_, [&](const Track& track) { return *now_ - track.last_seen > options_.lost_after; });
}

template <typename Predicate>
void Tracker::associate(std::span<const Detection> detections, float from, float to, float min_iou, Predicate is_meant) {
  rows_.clear();
  columns_.clear();
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    if (detection_of_track_[i] == kFree && is_meant(tracks_[i])) rows_.push_back(i);
  }
  for (std::size_t i = 0; i < detections.size(); ++i) {
    const bool is_in_range = detections[i].confidence >= from && detections[i].confidence < to;
    if (track_of_detection_[i] == kFree && is_in_range) columns_.push_back(i);
  }
  costs_.clear();
  for (const std::size_t row : rows_) {
    const Track& track = tracks_[row];
    for (const std::size_t column : columns_) {
      const Detection& detection = detections[column];
      costs_.push_back(track.class_id == detection.class_id ? 1 - iou(track.predicted, detection.box) : 1.0F);
    }
  }
  const auto column_of_row = assignment_.solve(costs_, rows_.size(), columns_.size(), 1 - min_iou);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (column_of_row[i] == matching::Assignment::kNone) continue;
    const std::size_t column = columns_[static_cast<std::size_t>(column_of_row[i])];
    detection_of_track_[rows_[i]] = static_cast<int>(column);
    track_of_detection_[column] = static_cast<int>(rows_[i]);
  }
}

void Tracker::see(Track& track, const Detection& detection) {
  track.filter.correct(detection.box);
  track.is_seen = true;
  track.last_seen = *now_;
  ++track.hits;
  track.state = state_after(track.hits);
}

void Tracker::begin_tracks(std::span<const Detection> detections) {
  for (std::size_t i = 0; i < detections.size() && tracks_.size() < kMaxTracks; ++i) {
    const Detection& detection = detections[i];
    if (track_of_detection_[i] != kFree || detection.confidence < options_.new_track_confidence) continue;
    track_of_detection_[i] = static_cast<int>(tracks_.size());
    tracks_.push_back({.filter = BoxFilter(detection.box),
                       .predicted = detection.box,
                       .class_id = detection.class_id,
                       .state = state_after(1),
                       .last_seen = *now_});
  }
}

void Tracker::report(std::span<const Detection> detections) {
  reported_.clear();
  for (std::size_t i = 0; i < detections.size(); ++i) {
    if (track_of_detection_[i] == kFree) continue;
    Track& track = tracks_[static_cast<std::size_t>(track_of_detection_[i])];
    if (track.state == State::kTentative) continue;
    if (track.id == 0) track.id = ++last_id_;
    reported_.push_back({.detection = detections[i], .track_id = track.id});
  }
}

Tracker::State Tracker::state_after(int hits) const noexcept {
  return hits >= options_.hits_before_report ? State::kTracked : State::kTentative;
}

/// What was not seen in this frame is lost; what was never reported is forgotten.
void Tracker::end_tracks() {
  std::erase_if(tracks_, [&](Track& track) {
    if (track.is_seen) return false;
    if (track.state == State::kTentative) return true;
    track.state = State::kLost;
    track.filter.freeze_size();
    return false;
  });
}

}  // namespace eyrie::perception
