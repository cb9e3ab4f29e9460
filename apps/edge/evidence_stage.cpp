// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/evidence_stage.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "capture/ffmpeg/mp4.hpp"
#include "crypto/sha256.hpp"
#include "pictures/jpeg.hpp"
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

std::string hash_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return crypto::to_hex(crypto::sha256(bytes));
}

}  // namespace

std::string evidence_key(const DroneId& drone, Timestamp at, std::string_view stem, std::string_view extension) {
  const std::string day = to_rfc3339(at).substr(0, 10);  // 2025-09-24
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
  return drone.str() + "/" + day.substr(0, 4) + "/" + day.substr(5, 2) + "/" + day.substr(8, 2) + "/" + std::string(stem) +
         "_" + std::to_string(milliseconds) + "." + std::string(extension);
}

EvidenceStage::EvidenceStage(Options options, EvidenceFolder folder, Recorder& recorder, delivery::Courier& courier,
                             EdgeMetrics& metrics, observe::RepeatedErrors& errors, const Clock& clock)
    : options_(std::move(options)),
      folder_(std::move(folder)),
      recorder_(recorder),
      courier_(courier),
      metrics_(metrics),
      errors_(errors),
      clock_(clock),
      thread_([this] { run(); }) {}

EvidenceStage::~EvidenceStage() { stop(); }

void EvidenceStage::flag(FlaggedFrame frame) {
  is_idle_ = false;
  const auto request = [&](std::string track) {
    recorder_.request({.event = frame.frame.captured_at, .frame_id = frame.frame.frame_id, .track_id = std::move(track)});
  };
  if (frame.track_ids.empty()) request("");
  for (const auto& track : frame.track_ids) request(track);
  flagged_.push(std::move(frame));
}

void EvidenceStage::set_gateway(std::string url) {
  const std::lock_guard lock(mutex_);
  gateway_url_ = std::move(url);
}

void EvidenceStage::stop() {
  flagged_.close();
  if (thread_.joinable()) thread_.join();
}

void EvidenceStage::run() {
  const auto on_lost = [this](const Error& error) { errors_.count(error); };
  while (!flagged_.is_closed()) {
    if (const auto flagged = flagged_.pop_until(clock_.steady_now() + kTick)) keep_picture(*flagged);
    for (auto& clip : recorder_.take_complete(clock_.now(), on_lost)) keep_clip(std::move(clip));
    if (const auto dropped = flagged_.dropped(); dropped != dropped_) {
      dropped_ = dropped;
      errors_.count({.code = Error::kExhausted,
                     .message = "flagged pictures come faster than they can be encoded",
                     .can_retry = false});
    }
    hand_over_all();
    const auto waiting = folder_.waiting().size();
    metrics_.evidence_waiting_files.set(static_cast<double>(waiting));
    is_idle_ = waiting == 0 && flagged_.size() == 0 && recorder_.waiting() == 0;
  }
  while (const auto flagged = flagged_.try_pop()) keep_picture(*flagged);
  for (auto& clip : recorder_.take_all(on_lost)) keep_clip(std::move(clip));
}

void EvidenceStage::keep_picture(const FlaggedFrame& flagged) {
  auto encoder = pictures::JpegEncoder::open({.quality = kPictureQuality});
  if (!encoder) return errors_.count(encoder.error());
  auto jpeg = encoder->encode(flagged.frame.picture.view);
  if (!jpeg) return errors_.count(jpeg.error());
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
  auto muxed = capture::mux_mp4(clip.stream, clip.packets);
  if (!muxed) return errors_.count(muxed.error());
  Evidence evidence;
  evidence.sidecar = frame_table(*muxed);
  auto& attachment = evidence.attachment;
  attachment.drone = options_.drone;
  attachment.kind = fleet::AttachmentKind::kClip;
  attachment.key = evidence_key(options_.drone, clip.plan.event, "clip", "mp4");
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
  if (const auto kept = folder_.add(std::move(evidence)); !kept) errors_.count(kept.error());
  for (const auto& key : folder_.take_given_up()) {
    errors_.count(
        {.code = Error::kExhausted, .message = "no room for evidence: gave up " + key + " (setting: journal.max_evidence)"});
  }
}

void EvidenceStage::hand_over_all() {
  if (clock_.steady_now() < next_attempt_) return;
  {
    const std::lock_guard lock(mutex_);
    if (gateway_url_ != uploader_url_) {
      uploader_.reset();
      uploader_url_ = gateway_url_;
    }
  }
  if (uploader_url_.empty()) return;
  if (!uploader_) {
    auto uploader = web::Uploader::open({.url = uploader_url_, .token = options_.token, .http = options_.http});
    if (!uploader) return errors_.count(uploader.error());
    uploader_.emplace(std::move(*uploader));
  }
  for (const auto& evidence : folder_.waiting()) {
    if (flagged_.is_closed()) return;
    const auto handed_over = hand_over(evidence);
    if (!handed_over) {
      errors_.count(handed_over.error());
      backoff_ = std::clamp<std::chrono::milliseconds>(backoff_ * 2, kFirstBackoff, kLongestBackoff);
      next_attempt_ = clock_.steady_now() + backoff_;
      if (handed_over.error().can_retry) return;
      continue;  // what is refused for good must not stand before the rest
    }
    backoff_ = 0ms;
    if (flagged_.size() > 0) return;  // a fresh alert's picture goes before older evidence
  }
}

Status EvidenceStage::hand_over(const WaitingEvidence& evidence) {
  const auto& attachment = evidence.attachment;
  if (!evidence.sidecar.empty()) {
    if (const auto sent = upload(evidence.sidecar, attachment.key + ".json", hash_of(evidence.sidecar)); !sent) return sent;
  }
  if (const auto sent = upload(evidence.file, attachment.key, attachment.sha256); !sent) return sent;
  const bool is_clip = attachment.kind == fleet::AttachmentKind::kClip;
  const auto told = courier_.append(is_clip ? delivery::Urgency::kClip : delivery::Urgency::kKeyFrame,
                                    delivery::Stream::kEvents, [message = attachment](const MessageId& id) mutable {
                                      message.message = id;
                                      return wire::to_json(fleet::Event(message));
                                    });
  if (!told) return fail(told.error());
  metrics_.uploads.add();
  locations_.erase(attachment.key);
  locations_.erase(attachment.key + ".json");
  folder_.remove(evidence);
  return {};
}

Status EvidenceStage::upload(const std::filesystem::path& file, const std::string& key, const std::string& sha256) {
  web::Upload upload{.file = file, .key = key, .sha256 = sha256, .location = locations_[key]};
  const auto sent = uploader_->send(upload);
  locations_[key] = upload.location;
  return sent;
}

}  // namespace eyrie::edge
