// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/bounded_queue.hpp"
#include "delivery/courier.hpp"
#include "edge/detect_stage.hpp"
#include "edge/evidence_stage.hpp"
#include "edge/flight.hpp"
#include "edge/metrics.hpp"
#include "edge/sightings.hpp"
#include "fleet/rules.hpp"
#include "flightlog/locator.hpp"
#include "observe/repeated_errors.hpp"
#include "perception/tracker.hpp"

namespace eyrie::edge {

/// Follows what was seen in one frame to the journal: track -> locate -> flag -> outbox, in order of capture. One thread.
///
/// A report is durable in the journal before the next frame is looked at. Frames in which nothing was seen make no message,
/// but the tracker and the rules know of them.
class ReportStage {
 public:
  struct Options {
    ReportHeader header;
    float min_confidence = 0.25F;  ///< weaker detections help the tracker and are not reported
    flightlog::Locator locator{flightlog::Locator::Options{}};
  };
  ReportStage(Options options, BoundedQueue<SeenFrame>& from_detector, const Flight* flight, EvidenceStage& evidence,
              delivery::Courier& courier, EdgeMetrics& metrics, observe::RepeatedErrors& errors, const Clock& clock);
  ~ReportStage() { join(); }

  void start() {
    thread_ = std::thread([this] { run(); });
  }
  /// Returns when the detector's line was closed and is empty.
  void join();
  /// True when every frame of the line that was closed is reported: journal and evidence have all of it.
  [[nodiscard]] bool has_ended() const { return has_ended_; }
  /// A new rule set from the gateway; from any thread. `kInvalidArgument` leaves the old one.
  [[nodiscard]] Status set_rules(fleet::RuleSet rules);
  /// Flags the next frame that is seen, whatever is in it; from any thread.
  void flag_next() { is_snapshot_wanted_ = true; }

 private:
  void run();
  void on_frame(const SeenFrame& seen);
  void locate(fleet::DetectionReport& report) const;
  /// Tracks for which a rule begins to hold in this frame.
  [[nodiscard]] std::vector<std::string> flagged_tracks(const fleet::DetectionReport& report, bool& is_flagged);
  void append(const fleet::DetectionReport& report);

  const Options options_;
  BoundedQueue<SeenFrame>& from_detector_;
  const Flight* const flight_;  ///< none: nobody knows where the camera is
  EvidenceStage& evidence_;
  delivery::Courier& courier_;
  EdgeMetrics& metrics_;
  observe::RepeatedErrors& errors_;
  const Clock& clock_;
  perception::Tracker tracker_;
  std::mutex mutex_;  ///< guards `rules_`
  std::optional<fleet::RuleEngine> rules_;
  std::atomic<bool> is_snapshot_wanted_{false};
  std::atomic<bool> has_ended_{false};
  std::thread thread_;
};

}  // namespace eyrie::edge
