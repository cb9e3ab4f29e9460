// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/live_video.hpp"

#include "media/access_unit.hpp"
#include "pictures/jpeg.hpp"

namespace eyrie::edge {
namespace {

constexpr std::chrono::milliseconds kPictureInterval{100};
constexpr int kPictureQuality = 70;

}  // namespace

void LiveVideo::extend_lease(std::chrono::seconds length) {
  leased_until_ns_.store((clock_.steady_now() + length).time_since_epoch().count(), std::memory_order_relaxed);
}

bool LiveVideo::is_watched() const {
  return clock_.steady_now().time_since_epoch().count() < leased_until_ns_.load(std::memory_order_relaxed);
}

void LiveVideo::offer(const media::Packet& packet, media::Codec codec) {
  const bool is_playable = codec == media::Codec::kH264;
  needs_pictures_.store(!is_playable, std::memory_order_relaxed);
  if (!is_playable) return;
  ++units_;
  if (is_watched()) send(packet.frame_id, packet.captured_at, units_, packet.is_key, false, *packet.payload);
}

void LiveVideo::offer_picture(const imaging::Frame& frame) {
  if (!needs_pictures_.load(std::memory_order_relaxed) || !is_watched() || clock_.steady_now() < next_picture_) return;
  next_picture_ = clock_.steady_now() + kPictureInterval;
  if (!encoder_) {
    auto encoder = pictures::JpegEncoder::open({.quality = kPictureQuality});
    if (!encoder) return;
    encoder_.emplace(std::move(*encoder));
  }
  const auto jpeg = encoder_->encode(frame.picture.view);
  if (jpeg) send(frame.frame_id, frame.captured_at, ++pictures_, true, true, *jpeg);
}

void LiveVideo::send(FrameId frame_id, Timestamp captured_at, std::uint64_t unit_number, bool is_key, bool is_jpeg,
                     std::span<const std::uint8_t> payload) {
  const auto message = media::encode({.drone_id = drone_,
                                      .frame_id = frame_id,
                                      .captured_at = captured_at,
                                      .unit_number = unit_number,
                                      .is_key = is_key,
                                      .is_jpeg = is_jpeg,
                                      .payload = payload});
  if (!message) return;  // larger than any watcher takes; the hole in the numbers says so
  const bool is_sent =
      publish_(std::string_view(reinterpret_cast<const char*>(message->data()), message->size())).has_value();
  if (is_sent) metrics_.video_units.add();
}

}  // namespace eyrie::edge
