// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "delivery/courier.hpp"
#include "edge/evidence.hpp"
#include "edge/metrics.hpp"
#include "edge/recorder.hpp"
#include "imaging/frame.hpp"
#include "observe/log.hpp"
#include "observe/repeated_errors.hpp"
#include "pictures/jpeg.hpp"
#include "web/client/uploader.hpp"

namespace eyrie::edge {

/// A frame that a rule flagged: it becomes a JPEG, and its moment a clip.
struct FlaggedFrame {
  imaging::Frame frame;
  std::string key;  ///< of the JPEG, already told in the detection message
  std::vector<std::string> track_ids;
};

/// Object-store keys of the seed's form: `drone-01/2025/09/24/clip_1758705015120.mp4`, of `clip` and `.mp4`.
[[nodiscard]] std::string evidence_key(const DroneId& drone, Timestamp at, std::string_view stem, std::string_view ending);

/// The key of a clip. A flagged frame's moment is its own; one that a command named may be named again, also after a
/// restart, so its key ends in letters that nobody else draws.
[[nodiscard]] std::string clip_key(const DroneId& drone, const media::PlannedClip& clip);

/// Makes pictures and clips of what was flagged, keeps them on disk, and hands them to the gateway: flagged frame -> JPEG ->
/// folder -> upload -> attachment message; request -> ring -> MP4 and its frame table -> folder -> upload -> attachment
/// message.
///
/// What the gateway cannot take now waits: without a link, without a token it knows, without room on its side. What it can
/// never take (other bytes under the key, a file that is damaged) is given up by name, in the log and in
/// `eyrie_edge_lost_evidence_files_total`, so that it does not stand before the rest for ever.
///
/// One thread of its own; `flag`, `request_clip` and `set_gateway` from any. At most 32 frames wait to be encoded; one more
/// pushes the oldest out, which is counted as lost: its detections are safe, its picture is not.
class EvidenceStage {
 public:
  struct Options {
    DroneId drone;
    std::string token;
    web::HttpClient::Options http;
  };
  EvidenceStage(Options options, EvidenceFolder folder, Recorder& recorder, delivery::Courier& courier, EdgeMetrics& metrics,
                observe::Log& log, observe::RepeatedErrors& errors, const Clock& clock);
  ~EvidenceStage();

  void flag(FlaggedFrame frame);
  /// A clip that a command wants; see `Recorder::request_span`.
  [[nodiscard]] Status request_clip(Timestamp from, Timestamp to);
  /// Where to upload to; empty while nobody is there.
  void set_gateway(std::string url);
  /// True when all that was asked for before this call is with the gateway, or lost, and the journal knows of it.
  [[nodiscard]] bool is_idle() const { return idle_since_ == asked_; }
  /// Breaks an upload off, cuts what was asked for short, keeps it on disk and ends. What is not uploaded goes out after the
  /// next start.
  void stop();

 private:
  void run();
  void note_dropped();
  void keep_picture(const FlaggedFrame& flagged);
  void keep_clip(CutClip clip);
  void keep(Evidence evidence);
  [[nodiscard]] Status hand_over(const WaitingEvidence& evidence);
  void hand_over_all();
  [[nodiscard]] bool open_uploader();
  /// Whether the rest may be tried now.
  [[nodiscard]] bool on_refused(const WaitingEvidence& evidence, const Error& error);
  void lose(const std::string& key, const std::string& reason);

  std::stop_source stop_;  ///< of a transfer under way
  Options options_;
  EvidenceFolder folder_;
  Recorder& recorder_;
  delivery::Courier& courier_;
  EdgeMetrics& metrics_;
  observe::Log& log_;
  observe::RepeatedErrors& errors_;
  const Clock& clock_;
  std::optional<pictures::JpegEncoder> encoder_;
  BoundedQueue<FlaggedFrame> flagged_{32, WhenFull::kDropOldest};
  std::uint64_t dropped_ = 0;

  std::mutex mutex_;  ///< guards `gateway_url_`
  std::string gateway_url_;
  std::string uploader_url_;
  std::optional<web::Uploader> uploader_;
  SteadyTime next_attempt_{};
  std::chrono::milliseconds backoff_{0};
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};
  std::atomic<std::uint64_t> asked_{0};  ///< frames and clips asked for, each counted when the thread can find it
  /// `asked_` as it was before a look around that found nothing to do; what is asked for during the look is not in it.
  std::atomic<std::uint64_t> idle_since_{kNever};
  std::thread thread_;
};

}  // namespace eyrie::edge
