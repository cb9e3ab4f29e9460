// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/live_video.hpp"

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
  if (!is_watched()) return;
  send({.drone_id = drone_,
        .frame_id = packet.frame_id,
        .captured_at = packet.captured_at,
        .unit_number = units_,
        .is_key = packet.is_key,
        .payload = *packet.payload},
       unit_message_);
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
  if (!jpeg) return;
  send({.drone_id = drone_,
        .frame_id = frame.frame_id,
        .captured_at = frame.captured_at,
        .unit_number = ++pictures_,
        .is_key = true,
        .is_jpeg = true,
        .payload = *jpeg},
       picture_message_);
}

void LiveVideo::send(const media::AccessUnit& unit, std::vector<std::uint8_t>& message) {
  // Larger than any watcher takes: the hole in the numbers says so.
  if (!media::encode_into(message, unit)) return;
  const std::string_view payload(reinterpret_cast<const char*>(message.data()), message.size());
  if (publish_(payload)) metrics_.video_units.add();
}

}  // namespace eyrie::edge
