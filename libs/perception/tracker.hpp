// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "matching/assignment.hpp"
#include "perception/affine.hpp"
#include "perception/box_filter.hpp"
#include "perception/detection.hpp"

namespace eyrie::perception {

struct TrackerOptions {
  float high_confidence = 0.25F;       ///< detections from here on are looked at first and may begin a track
  float low_confidence = 0.1F;         ///< from here on a detection may still continue a track: things half hidden
  float new_track_confidence = 0.25F;  ///< from here on an unclaimed detection begins a track
  float min_iou = 0.2F;                ///< of prediction and detection, to be the same thing
  float min_iou_low = 0.5F;            ///< the same for detections below `high_confidence`
  float min_iou_new = 0.3F;            ///< the same for tracks not reported yet
  int hits_before_report = 1;          ///< 1: a thing is reported from the first frame on; 2: single flickers never are
  std::chrono::milliseconds lost_after{2000};  ///< how long a thing may be out of sight and keep its identity
};

/// Gives detections of successive frames an identity: ByteTrack (Zhang et al., ECCV 2022), with the motion of the camera
/// taken out of the prediction (as BoT-SORT does) and time in seconds instead of frames.
///
/// A frame's strong detections are matched to all tracks first, then what is left of the tracks that were seen last time to
/// the weak ones: what is half hidden scores low but is where it was expected. A track and a detection match by overlap,
/// within a class, by an exact assignment. A track out of sight for longer than `lost_after` ends; its id never comes back.
///
/// Used by one thread at a time. Bounded: past 1,000 tracks no new one begins.
class Tracker {
 public:
  explicit Tracker(TrackerOptions options = {});

  /// The detections of one frame that belong to a track, in the order given, as measured. `camera_motion` takes points of
  /// the frame before to this one; without it the camera is taken to stand still. Frames come in order of capture; one that
  /// is not later than the last counts as taken at the same moment. Valid until the next call.
  [[nodiscard]] std::span<const TrackedDetection> update(std::span<const Detection> detections, Timestamp captured_at,
                                                         const std::optional<Affine>& camera_motion);

 private:
  enum class State : std::uint8_t {
    kTentative,  ///< seen too seldom to be reported yet
    kTracked,    ///< seen in the last frame
    kLost,       ///< seen before that
  };
  struct Track {
    BoxFilter filter;
    Box predicted;
    int class_id = 0;
    std::uint64_t id = 0;  ///< 0 until it is reported for the first time
    int hits = 1;
    State state = State::kTracked;
    bool is_seen = true;  ///< in the frame at hand
    Timestamp last_seen;
  };

  void predict(Timestamp captured_at, const std::optional<Affine>& camera_motion);
  /// Pairs the free tracks that `is_meant` picks with the free detections whose confidence is in [from, to).
  template <typename Predicate>
  void associate(std::span<const Detection> detections, float from, float to, float min_iou, Predicate is_meant);
  void see(Track& track, const Detection& detection);
  [[nodiscard]] State state_after(int hits) const noexcept;
  void end_tracks();
  void begin_tracks(std::span<const Detection> detections);
  void report(std::span<const Detection> detections);

  TrackerOptions options_;
  matching::Assignment assignment_;
  std::vector<Track> tracks_;
  std::optional<Timestamp> now_;
  std::uint64_t last_id_ = 0;

  // Of the frame at hand.
  std::vector<int> track_of_detection_;
  std::vector<int> detection_of_track_;
  std::vector<std::size_t> rows_;     ///< tracks of one association
  std::vector<std::size_t> columns_;  ///< detections of one association
  std::vector<float> costs_;
  std::vector<TrackedDetection> reported_;
};

}  // namespace eyrie::perception
