// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/evidence_stage.hpp"

#include <algorithm>

#include "capture/ffmpeg/mp4.hpp"
#include "crypto/random.hpp"
#include "wire/json.hpp"

namespace eyrie::edge {
namespace {

using namespace std::chrono_literals;

constexpr auto kTick = 100ms;
constexpr auto kFirstBackoff = 500ms;
constexpr auto kLongestBackoff = 30'000ms;
constexpr int kPictureQuality = 88;

/// `{"width":1280,"height":720,"frames":[{"pts_us":0,"frame_id":"frame-0001","timestamp":"..."}]}`: which frame is shown
/// when.
std::string frame_table(const capture::Mp4Clip& clip) {
  std::string json =
      R"({"width":)" + std::to_string(clip.width) + R"(,"height":)" + std::to_string(clip.height) + R"(,"frames":[)";
  for (const auto& sample : clip.samples) {
    if (&sample != &clip.samples.front()) json += ',';
    json += R"({"pts_us":)" + std::to_string(sample.pts_us) + R"(,"frame_id":")" + to_string(sample.frame_id) +
            R"(","timestamp":")" + to_rfc3339(sample.captured_at) + R"("})";
  }
  return json + "]}";
}

}  // namespace

std::string evidence_key(const DroneId& drone, Timestamp at, std::string_view stem, std::string_view ending) {
  const std::string day = to_rfc3339(at).substr(0, 10);  // 2025-09-24
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
  return drone.str() + "/" + day.substr(0, 4) + "/" + day.substr(5, 2) + "/" + day.substr(8, 2) + "/" + std::string(stem) +
         "_" + std::to_string(milliseconds) + std::string(ending);
}

std::string clip_key(const DroneId& drone, const media::PlannedClip& clip) {
  constexpr std::size_t kUnique = 9;  // bytes: 12 letters
  const bool is_of_a_frame = clip.frame_id != FrameId{};
  return evidence_key(drone, clip.event, "clip", is_of_a_frame ? ".mp4" : "_" + crypto::random_token(kUnique) + ".mp4");
}

EvidenceStage::EvidenceStage(Options options, EvidenceFolder folder, Recorder& recorder, delivery::Courier& courier,
                             EdgeMetrics& metrics, observe::Log& log, observe::RepeatedErrors& errors, const Clock& clock)
    : options_(std::move(options)),
      folder_(std::move(folder)),
      recorder_(recorder),
      courier_(courier),
      metrics_(metrics),
      log_(log),
      errors_(errors),
      clock_(clock) {
  options_.http.stop = stop_.get_token();
  thread_ = std::thread([this] { run(); });
}

EvidenceStage::~EvidenceStage() { stop(); }

void EvidenceStage::flag(FlaggedFrame frame) {
  const auto request = [&](std::string track) {
    recorder_.request({.event = frame.frame.captured_at, .frame_id = frame.frame.frame_id, .track_id = std::move(track)});
  };
  if (frame.track_ids.empty()) request("");
  for (const auto& track : frame.track_ids) request(track);
  flagged_.push(std::move(frame));
  ++asked_;
}

Status EvidenceStage::request_clip(Timestamp from, Timestamp to) {
  auto requested = recorder_.request_span(from, to, clock_.now());
  if (requested) ++asked_;
  return requested;
}

void EvidenceStage::set_gateway(std::string url) {
  const std::lock_guard lock(mutex_);
  gateway_url_ = std::move(url);
}

void EvidenceStage::stop() {
  flagged_.close();
  stop_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void EvidenceStage::run() {
  const auto on_lost = [this](const Error& error) { lose("a clip that was asked for", error.message); };
  while (!flagged_.is_closed()) {
    const auto flagged = flagged_.pop_until(clock_.steady_now() + kTick);
    const auto asked = asked_.load();
    if (flagged) keep_picture(*flagged);
    for (auto& clip : recorder_.take_complete(clock_.now(), on_lost)) keep_clip(std::move(clip));
    note_dropped();
    hand_over_all();
    const auto waiting = folder_.waiting().size();
    metrics_.evidence_waiting_files.set(static_cast<double>(waiting));
    idle_since_ = waiting == 0 && flagged_.size() == 0 && recorder_.waiting() == 0 ? asked : kNever;
  }
  while (const auto flagged = flagged_.try_pop()) keep_picture(*flagged);
  for (auto& clip : recorder_.take_all(on_lost)) keep_clip(std::move(clip));
}

void EvidenceStage::note_dropped() {
  for (const auto& lost : folder_.take_lost()) lose(lost.key, lost.reason);
  const auto dropped = flagged_.dropped();
  if (dropped == dropped_) return;
  metrics_.lost_evidence.add(static_cast<double>(dropped - dropped_));
  dropped_ = dropped;
  errors_.count(
      {.code = Error::kExhausted, .message = "flagged pictures come faster than they can be encoded", .can_retry = false});
}

void EvidenceStage::keep_picture(const FlaggedFrame& flagged) {
  if (!encoder_) {
    auto opened = pictures::JpegEncoder::open({.quality = kPictureQuality});
    if (!opened) return lose(flagged.key, opened.error().message);
    encoder_.emplace(std::move(*opened));
  }
  auto jpeg = encoder_->encode(flagged.frame.picture.view);
  if (!jpeg) return lose(flagged.key, jpeg.error().message);
  Evidence evidence;
  evidence.bytes = std::move(*jpeg);
  auto& attachment = evidence.attachment;
  attachment.drone = options_.drone;
  attachment.kind = fleet::AttachmentKind::kFrame;
  attachment.key = flagged.key;
  attachment.media_type = "image/jpeg";
  attachment.from = attachment.to = attachment.captured_at = flagged.frame.captured_at;
  attachment.track_ids = flagged.track_ids;
  attachment.frame_id = to_string(flagged.frame.frame_id);
  keep(std::move(evidence));
}

void EvidenceStage::keep_clip(CutClip clip) {
  const std::string key = clip_key(options_.drone, clip.plan);
  auto muxed = capture::mux_mp4(clip.stream, clip.packets);
  if (!muxed) return lose(key, muxed.error().message);
  Evidence evidence;
  evidence.sidecar = frame_table(*muxed);
  auto& attachment = evidence.attachment;
  attachment.drone = options_.drone;
  attachment.kind = fleet::AttachmentKind::kClip;
  attachment.key = key;
  attachment.media_type = "video/mp4";
  attachment.from = muxed->samples.front().captured_at;
  attachment.to = muxed->samples.back().captured_at;
  attachment.track_ids = clip.plan.track_ids;
  attachment.frame_id = to_string(clip.plan.frame_id);
  attachment.captured_at = clip.plan.event;
  evidence.bytes = std::move(muxed->bytes);
  metrics_.clips.add();
  keep(std::move(evidence));
}

void EvidenceStage::keep(Evidence evidence) {
  const std::string key = evidence.attachment.key;
  if (const auto kept = folder_.add(std::move(evidence)); !kept) lose(key, kept.error().message);
  note_dropped();
}

void EvidenceStage::lose(const std::string& key, const std::string& reason) {
  metrics_.lost_evidence.add();
  log_.error("evidence is lost", {{"key", key}, {"reason", reason}});
}

bool EvidenceStage::open_uploader() {
  {
    const std::lock_guard lock(mutex_);
    if (gateway_url_ != uploader_url_) {
      uploader_.reset();
      uploader_url_ = gateway_url_;
    }
  }
  if (uploader_url_.empty()) return false;
  if (uploader_) return true;
  auto uploader = web::Uploader::open({.url = uploader_url_, .token = options_.token, .http = options_.http});
  if (!uploader) {
    errors_.count(uploader.error());
    return false;
  }
  uploader_.emplace(std::move(*uploader));
  return true;
}

void EvidenceStage::hand_over_all() {
  if (clock_.steady_now() < next_attempt_ || !open_uploader()) return;
  for (std::size_t next = 0; next < folder_.waiting().size();) {
    if (flagged_.size() > 0 || flagged_.is_closed()) return;  // a fresh alert's picture goes before older evidence
    const WaitingEvidence evidence = folder_.waiting()[next];
    const auto handed_over = hand_over(evidence);
    if (handed_over) {
      backoff_ = 0ms;
      continue;
    }
    const auto before = folder_.waiting().size();
    if (!on_refused(evidence, handed_over.error())) return;
    if (folder_.waiting().size() == before) ++next;
  }
}

Status EvidenceStage::hand_over(const WaitingEvidence& evidence) {
  const auto& attachment = evidence.attachment;
  if (!evidence.sidecar.empty()) {
    const auto sent =
        uploader_->send({.file = evidence.sidecar, .key = attachment.key + ".json", .sha256 = evidence.sidecar_sha256});
    if (!sent) return sent;
  }
  const auto sent = uploader_->send({.file = evidence.file, .key = attachment.key, .sha256 = attachment.sha256});
  if (!sent) return sent;
  const bool is_clip = attachment.kind == fleet::AttachmentKind::kClip;
  const auto told = courier_.append(is_clip ? delivery::Urgency::kClip : delivery::Urgency::kKeyFrame,
                                    delivery::Stream::kEvents, [message = attachment](const MessageId& id) mutable {
                                      message.message = id;
                                      return wire::to_json(fleet::Event(message));
                                    });
  if (!told) return fail_for_now(told.error().code, told.error().message);
  metrics_.uploads.add();
  folder_.remove(evidence);
  return {};
}

bool EvidenceStage::on_refused(const WaitingEvidence& evidence, const Error& error) {
  if (stop_.stop_requested()) return false;
  const bool is_for_good = error.code == Error::kConflict || error.code == Error::kCorrupt;
  if (is_for_good && !error.can_retry) {
    lose(evidence.attachment.key, error.message);
    folder_.remove(evidence);
    return true;
  }
  errors_.count(error);
  backoff_ = std::clamp<std::chrono::milliseconds>(backoff_ * 2, kFirstBackoff, kLongestBackoff);
  next_attempt_ = clock_.steady_now() + backoff_;
  // Who does not know us takes nothing; what is wrong with this one need not be wrong with the next.
  return !error.can_retry && error.code != Error::kUnauthenticated;
}

}  // namespace eyrie::edge
