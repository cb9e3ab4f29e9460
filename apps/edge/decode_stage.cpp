// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/decode_stage.hpp"

#include <utility>

namespace eyrie::edge {

DecodeStage::DecodeStage(OpenDecoder open_decoder, BoundedQueue<StreamPacket>& from_camera,
                         BoundedQueue<imaging::Frame>& to_detector, FrameSchedule& schedule, Vitals& vitals,
                         EdgeMetrics& metrics, observe::RepeatedErrors& errors)
    : open_decoder_(std::move(open_decoder)),
      from_camera_(from_camera),
      to_detector_(to_detector),
      schedule_(schedule),
      vitals_(vitals),
      metrics_(metrics),
      errors_(errors) {}

void DecodeStage::join() {
  if (thread_.joinable()) thread_.join();
}

void DecodeStage::run() {
  while (const auto item = from_camera_.pop()) decode(*item);
  if (decoder_ && decoder_->finish()) hand_on_pictures();
  to_detector_.close();
}

void DecodeStage::decode(const StreamPacket& item) {
  if (!decoder_ || item.connection != connection_) {
    if (!item.packet.is_key) return;  // nothing can be made of it
    auto opened = open_decoder_(*item.stream);
    if (!opened) return errors_.count(opened.error());
    decoder_ = std::move(*opened);
    connection_ = item.connection;
  }
  if (const auto sent = decoder_->send(item.packet); !sent) errors_.count(sent.error());
  hand_on_pictures();
}

void DecodeStage::hand_on_pictures() {
  while (true) {
    auto frame = decoder_->receive();
    if (!frame) return errors_.count(frame.error());
    if (!*frame) return;
    on_picture(std::move(**frame));
  }
}

void DecodeStage::on_picture(imaging::Frame frame) {
  metrics_.frames_decoded.add();
  if (!schedule_.is_due(frame.captured_at)) return metrics_.frames_skipped.add();
  to_detector_.push(std::move(frame));
  const auto dropped = to_detector_.dropped();
  metrics_.dropped_before_inference.add(static_cast<double>(dropped - dropped_));
  for (; dropped_ < dropped; ++dropped_) vitals_.dropped();
}

}  // namespace eyrie::edge
