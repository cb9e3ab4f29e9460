// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/recorder.hpp"

#include <algorithm>
#include <utility>

namespace eyrie::edge {

void Recorder::remember(const media::Packet& packet, const media::StreamInfo& stream) {
  ring_.push(packet);
  const auto reach = ring_.reach();
  if (reach) metrics_.clip_span_seconds.set(std::chrono::duration<double>(reach->newest - reach->oldest).count());
  metrics_.clip_ring_bytes.set(static_cast<double>(ring_.bytes().value));
  const std::lock_guard lock(mutex_);
  if (packet.is_key || !stream_) stream_ = stream;
  decoded_until_ = packet.captured_at + packet.decode_offset;
}

void Recorder::request(const media::ClipRequest& request) {
  const std::lock_guard lock(mutex_);
  plan_.request(request);
}

Status Recorder::request_span(Timestamp from, Timestamp to, Timestamp now) {
  const auto span = options_.ring.span;
  if (to <= from || to - from > span) {
    return fail(Error::kOutOfRange,
                "a clip can hold the last " + std::to_string(span.count()) + " ms at most (setting: clip.span)");
  }
  const auto reach = ring_.reach();
  if (!reach || to < reach->oldest) {
    return fail(Error::kOutOfRange, "the video of then is no longer kept; it begins at " +
                                        (reach ? to_rfc3339(reach->oldest) : "the next key frame") +
                                        " (setting: clip.span)");
  }
  if (to > now + span)
    return fail(Error::kOutOfRange, "a clip can end " + std::to_string(span.count()) + " ms from now at most");
  const auto [before, after] = std::pair(options_.clips.pre, options_.clips.post);
  const auto step = before + after;
  if (step <= step.zero()) return fail(Error::kInvalidArgument, "clips have no length (settings: clip.before, clip.after)");
  const std::lock_guard lock(mutex_);
  for (Timestamp event = from + before; event - before < to; event += step)
    plan_.request({.event = event, .frame_id = {}, .track_id = ""});
  return {};
}

std::size_t Recorder::waiting() {
  const std::lock_guard lock(mutex_);
  return plan_.waiting();
}

std::vector<CutClip> Recorder::take_complete(Timestamp now, const std::function<void(const Error&)>& on_lost) {
  std::vector<media::PlannedClip> plans;
  {
    const std::lock_guard lock(mutex_);
    plans = plan_.take_complete(decoded_until_, now);
  }
  return cut(std::move(plans), on_lost);
}

std::vector<CutClip> Recorder::take_all(const std::function<void(const Error&)>& on_lost) {
  std::vector<media::PlannedClip> plans;
  {
    const std::lock_guard lock(mutex_);
    plans = plan_.take_all();
  }
  return cut(std::move(plans), on_lost);
}

std::vector<CutClip> Recorder::cut(std::vector<media::PlannedClip> plans, const std::function<void(const Error&)>& on_lost) {
  std::vector<CutClip> clips;
  for (auto& plan : plans) {
    // An event soon after the start has less before it than was asked for.
    const auto reach = ring_.reach();
    const Timestamp from = reach ? std::max(plan.from, reach->oldest) : plan.from;
    auto packets = ring_.cut(from, plan.to);
    if (!packets) {
      on_lost(packets.error());
      continue;
    }
    const std::lock_guard lock(mutex_);
    clips.push_back(
        {.plan = std::move(plan), .stream = stream_.value_or(media::StreamInfo{}), .packets = std::move(*packets)});
  }
  return clips;
}

}  // namespace eyrie::edge
