// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/camera_stage.hpp"

#include <utility>

namespace eyrie::edge {

CameraStage::CameraStage(std::unique_ptr<media::ReconnectingSource> source, BoundedQueue<StreamPacket>& to_decoder,
                         Recorder& recorder, LiveVideo& live, OnFilm on_film, Vitals& vitals, EdgeMetrics& metrics,
                         observe::RepeatedErrors& errors)
    : source_(std::move(source)),
      to_decoder_(to_decoder),
      recorder_(recorder),
      live_(live),
      on_film_(std::move(on_film)),
      vitals_(vitals),
      metrics_(metrics),
      errors_(errors) {}

void CameraStage::stop() {
  source_->stop();
  to_decoder_.close();  // a file read as fast as possible may be waiting for room
  if (thread_.joinable()) thread_.join();
}

void CameraStage::run() {
  while (true) {
    const auto packet = source_->read();
    if (!packet) {
      if (packet.error().code != Error::kEndOfStream) {
        errors_.count(packet.error());
        outcome_ = fail(packet.error());
      }
      break;
    }
    if (!stream_ || source_->connections() != connection_) {
      connection_ = source_->connections();
      stream_ = std::make_shared<const media::StreamInfo>(source_->stream());
    }
    if (packet->begins_film && on_film_) on_film_(packet->captured_at);
    metrics_.packets.add();
    vitals_.captured(*stream_);
    recorder_.remember(*packet, *stream_);
    live_.offer(*packet, stream_->codec);
    hand_to_decoder(*packet);
  }
  vitals_.capture_is(fleet::CaptureState::kEnded);
  to_decoder_.close();
}

void CameraStage::hand_to_decoder(const media::Packet& packet) {
  if (waits_for_key_ && !packet.is_key) {
    metrics_.dropped_before_decode.add();
    vitals_.dropped();
    return;
  }
  waits_for_key_ =
      !to_decoder_.push({.packet = packet, .stream = stream_, .connection = connection_}) && !to_decoder_.is_closed();
  if (waits_for_key_) {
    metrics_.dropped_before_decode.add();
    vitals_.dropped();
  }
}

}  // namespace eyrie::edge
