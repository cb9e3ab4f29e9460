// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "imaging/image.hpp"
#include "media/capture.hpp"

namespace eyrie::capture {

/// Packets to pictures by libavcodec. Pictures are I420, NV12 or grey views of the decoder's own reference-counted frames;
/// what the camera sends in another layout (4:2:2, 4:4:4, 10 bits, RGB) or matrix (BT.2020) is converted to I420 once.
class FfmpegDecoder final : public media::VideoDecoder {
 public:
  struct Options {
    /// 0: as many as the machine has cores. More than one decodes several frames at a time, and holds as many back.
    int threads = 1;
    /// Hands every picture out with its packet where the stream allows (no B-frames); threads then share single frames.
    bool is_low_delay = true;
    /// For streams that do not state their matrix: what FFmpeg and OpenCV take then, so that boxes are the ones of the
    /// peers.
    imaging::ColourMatrix unstated_matrix = imaging::ColourMatrix::kBt601;
  };
  [[nodiscard]] static Result<std::unique_ptr<FfmpegDecoder>> open(const media::StreamInfo& stream, Options options);
  [[nodiscard]] static Result<std::unique_ptr<FfmpegDecoder>> open(const media::StreamInfo& stream) {
    return open(stream, {});
  }
  ~FfmpegDecoder() override;

  [[nodiscard]] Status send(const media::Packet& packet) override;
  [[nodiscard]] Status finish() override;
  [[nodiscard]] Result<std::optional<imaging::Frame>> receive() override;

 private:
  class Impl;
  explicit FfmpegDecoder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace eyrie::capture
