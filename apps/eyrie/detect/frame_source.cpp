// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/detect/frame_source.hpp"

#include <filesystem>
#include <utility>

#include "capture/ffmpeg/decoder.hpp"
#include "capture/ffmpeg/source.hpp"
#include "pictures/sequence.hpp"

namespace eyrie::detect {
namespace {

namespace fs = std::filesystem;

constexpr int kDecoderThreads = 2;

class PictureFrames final : public FrameSource {
 public:
  explicit PictureFrames(pictures::PictureSequence sequence) : sequence_(std::move(sequence)) {}

  Result<std::optional<Item>> next() override {
    auto item = sequence_.next();
    if (!item) return fail(item.error());
    if (!*item) return std::nullopt;
    return Item{.source = (*item)->path.string(), .frame = std::move((*item)->frame)};
  }
  [[nodiscard]] std::optional<std::size_t> total() const override { return sequence_.paths().size(); }

 private:
  pictures::PictureSequence sequence_;
};

class VideoFrames final : public FrameSource {
 public:
  VideoFrames(std::string name, std::unique_ptr<capture::FfmpegSource> packets, std::unique_ptr<media::VideoDecoder> decoder)
      : name_(std::move(name)), packets_(std::move(packets)), decoder_(std::move(decoder)) {}

  Result<std::optional<Item>> next() override {
    while (true) {
      auto frame = decoder_->receive();
      if (!frame) return fail(frame.error());
      if (*frame) return Item{.source = name_, .frame = std::move(**frame)};
      if (is_finished_) return std::nullopt;
      if (const auto fed = feed(); !fed) return fail(fed.error());
    }
  }
  [[nodiscard]] std::optional<std::size_t> total() const override { return packets_->frames_in_file(); }

 private:
  /// Hands the decoder one more packet, or tells it that there is none. A packet it cannot use is left out: the picture it
  /// belonged to is missing and the film goes on.
  [[nodiscard]] Status feed() {
    const auto packet = packets_->read();
    if (packet) {
      (void)decoder_->send(*packet);
      return {};
    }
    if (packet.error().code != Error::kEndOfStream) return fail(packet.error());
    is_finished_ = true;
    return decoder_->finish();
  }

  std::string name_;
  std::unique_ptr<capture::FfmpegSource> packets_;
  std::unique_ptr<media::VideoDecoder> decoder_;
  bool is_finished_ = false;
};

bool is_address(const std::string& source) { return source.find("://") != std::string::npos; }

/// A folder, a picture's name, or a pattern that names no file as it stands.
bool means_pictures(const std::string& source) {
  std::error_code error;
  return !is_address(source) && (fs::is_directory(source, error) || pictures::is_picture_name(source) ||
                                 (source.find_first_of("*?[") != std::string::npos && !fs::exists(source, error)));
}

}  // namespace

Result<std::unique_ptr<FrameSource>> open_frames(const std::string& source) {
  if (means_pictures(source)) {
    auto sequence = pictures::PictureSequence::open(source, {.decode = {}, .start = system_clock().now()});
    if (!sequence) return fail(sequence.error());
    return std::make_unique<PictureFrames>(std::move(*sequence));
  }
  auto packets = capture::FfmpegSource::open({.url = source, .pace = capture::FfmpegSource::Pace::kFast});
  if (!packets) return fail(packets.error());
  // The next pictures are decoded while the network looks at this one.
  auto decoder = capture::FfmpegDecoder::open((*packets)->stream(), {.threads = kDecoderThreads, .is_low_delay = false});
  if (!decoder) return fail(decoder.error());
  return std::make_unique<VideoFrames>(source, std::move(*packets), std::move(*decoder));
}

}  // namespace eyrie::detect
