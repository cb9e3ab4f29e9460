// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
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
#include "observe/repeated_errors.hpp"
#include "web/client/uploader.hpp"

namespace eyrie::edge {

/// A frame that a rule flagged: it becomes a JPEG, and its moment a clip.
struct FlaggedFrame {
  imaging::Frame frame;
  std::string key;  ///< of the JPEG, already told in the detection message
  std::vector<std::string> track_ids;
};

/// Object-store keys of the seed's form: `drone-01/2025/09/24/clip_1758705015120.mp4`.
[[nodiscard]] std::string evidence_key(const DroneId& drone, Timestamp at, std::string_view stem,
                                       std::string_view extension);

/// Makes pictures and clips of what was flagged, keeps them on disk, and hands them to the gateway: flagged frame -> JPEG ->
/// folder -> upload -> attachment message; request -> ring -> MP4 and its frame table -> folder -> upload -> attachment
/// message.
///
/// One thread of its own; `flag` and `set_gateway` from any. At most 32 frames wait to be encoded; one more pushes the
/// oldest out, which is counted as an error: its detections are safe, its picture is not.
class EvidenceStage {
 public:
  struct Options {
    DroneId drone;
    std::string token;
    web::HttpClient::Options http;
  };
  EvidenceStage(Options options, EvidenceFolder folder, Recorder& recorder, delivery::Courier& courier, EdgeMetrics& metrics,
                observe::RepeatedErrors& errors, const Clock& clock);
  ~EvidenceStage();

  void flag(FlaggedFrame frame);
  /// Where to upload to; empty while nobody is there.
  void set_gateway(std::string url);
  /// True when nothing is asked for, encoded or waiting for upload.
  [[nodiscard]] bool is_idle() const { return is_idle_; }
  /// Cuts what was asked for short, keeps it on disk and ends. What is not uploaded goes out after the next start.
  void stop();

 private:
  void run();
  void keep_picture(const FlaggedFrame& flagged);
  void keep_clip(CutClip clip);
  void keep(Evidence evidence);
  [[nodiscard]] Status hand_over(const WaitingEvidence& evidence);
  [[nodiscard]] Status upload(const std::filesystem::path& file, const std::string& key, const std::string& sha256);
  void hand_over_all();

  const Options options_;
  EvidenceFolder folder_;
  Recorder& recorder_;
  delivery::Courier& courier_;
  EdgeMetrics& metrics_;
  observe::RepeatedErrors& errors_;
  const Clock& clock_;
  BoundedQueue<FlaggedFrame> flagged_{32, WhenFull::kDropOldest};
  std::uint64_t dropped_ = 0;

  std::mutex mutex_;  ///< guards `gateway_url_`
  std::string gateway_url_;
  std::string uploader_url_;
  std::optional<web::Uploader> uploader_;
  std::map<std::string, std::string> locations_;  ///< of uploads that were broken off, by key
  SteadyTime next_attempt_{};
  std::chrono::milliseconds backoff_{0};
  std::atomic<bool> is_idle_{true};
  std::thread thread_;
};

}  // namespace eyrie::edge
