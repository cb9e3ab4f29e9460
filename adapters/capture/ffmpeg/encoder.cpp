// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/ffmpeg/encoder.hpp"

#include <string>
#include <utility>

#include "capture/ffmpeg/av.hpp"

namespace eyrie::capture {
namespace {

constexpr int kMicrosecondsPerSecond = 1'000'000;
constexpr const char* kPreferredEncoder = "libx264";

std::unexpected<Error> encode_failure(const char* what, int code) {
  return fail(Error::kInternal, std::string("cannot encode H.264: ") + what + ": " + av_message(code));
}

/// Owns the settings given to an encoder; those it does not know stay in it and count for nothing.
class Settings {
 public:
  Settings() = default;
  ~Settings() { av_dict_free(&entries_); }
  Settings(const Settings&) = delete;
  Settings& operator=(const Settings&) = delete;
  void set(const char* key, const std::string& value) { av_dict_set(&entries_, key, value.c_str(), 0); }
  [[nodiscard]] AVDictionary** get() { return &entries_; }

 private:
  AVDictionary* entries_ = nullptr;
};

/// An open context of one encoder; nothing when it cannot do what is asked, as one for a card that is not there.
AvPtr<AVCodecContext> try_open(const AVCodec* codec, const H264Encoder::Options& options) {
  AvPtr<AVCodecContext> context(avcodec_alloc_context3(codec));
  if (!context) return nullptr;
  context->width = options.width;
  context->height = options.height;
  context->pix_fmt = AV_PIX_FMT_YUV420P;
  context->color_range = AVCOL_RANGE_MPEG;
  context->colorspace = AVCOL_SPC_BT709;
  context->color_primaries = AVCOL_PRI_BT709;
  context->color_trc = AVCOL_TRC_BT709;
  av_reduce(&context->time_base.num, &context->time_base.den, options.frame_interval.count(), kMicrosecondsPerSecond,
            kMicrosecondsPerSecond);
  context->framerate = av_inv_q(context->time_base);
  context->gop_size = options.key_interval;
  context->max_b_frames = 0;
  context->bit_rate = options.max_bits_per_second;
  context->rc_max_rate = options.max_bits_per_second;
  context->rc_buffer_size = static_cast<int>(2 * options.max_bits_per_second);
  context->thread_count = 1;  // how many threads share a picture shows in its bytes
  Settings settings;
  settings.set("preset", "slow");
  settings.set("crf", std::to_string(options.rate_factor));
  return avcodec_open2(context.get(), codec, settings.get()) < 0 ? nullptr : std::move(context);
}

Result<AvPtr<AVCodecContext>> open_any(const H264Encoder::Options& options) {
  if (const AVCodec* preferred = avcodec_find_encoder_by_name(kPreferredEncoder); preferred != nullptr) {
    if (auto context = try_open(preferred, options)) return context;
  }
  void* position = nullptr;
  while (const AVCodec* codec = av_codec_iterate(&position)) {
    if (codec->id != AV_CODEC_ID_H264 || av_codec_is_encoder(codec) == 0) continue;
    if (auto context = try_open(codec, options)) return context;
  }
  return fail(
      Error::kUnsupported,
      "the libavcodec of this machine has no H.264 encoder that opens. Install one with libx264 or OpenH264; Debian's "
      "package libavcodec-extra59 has both");
}

}  // namespace

class H264Encoder::Impl {
 public:
  static Result<std::unique_ptr<Impl>> open(const Options& options) {
    const bool is_size = options.width > 0 && options.height > 0 && options.width % 2 == 0 && options.height % 2 == 0;
    if (!is_size || options.frame_interval.count() <= 0 || options.key_interval <= 0 || options.max_bits_per_second <= 0) {
      return fail(Error::kInvalidArgument, "H.264 needs an even width and height, here " + std::to_string(options.width) +
                                               "x" + std::to_string(options.height) +
                                               ", and steps and rates above zero. Choose other settings of the video");
    }
    silence_av_log();
    auto context = open_any(options);
    if (!context) return fail(context.error());
    std::unique_ptr<Impl> impl(new Impl(options, *std::move(context)));
    if (auto status = impl->prepare(); !status) return fail(status.error());
    return impl;
  }

  const media::StreamInfo& stream() const noexcept { return stream_; }

  Result<std::vector<media::Packet>> encode(const imaging::ImageView& picture) {
    if (picture.format != imaging::PixelFormat::kBgr8 || picture.width != options_.width ||
        picture.height != options_.height)
      return fail(Error::kInvalidArgument, "the picture is not the BGR of the size that the film was opened with");
    if (const int code = av_frame_make_writable(frame_.get()); code < 0) return encode_failure("no memory", code);
    const std::uint8_t* const planes[] = {picture.planes[0]};
    const int strides[] = {static_cast<int>(picture.strides[0])};
    sws_scale(converter_.get(), planes, strides, 0, picture.height, frame_->data, frame_->linesize);
    frame_->pts = next_++;
    if (const int code = avcodec_send_frame(context_.get(), frame_.get()); code < 0)
      return encode_failure("a picture", code);
    return receive();
  }

  Result<std::vector<media::Packet>> finish() {
    if (const int code = avcodec_send_frame(context_.get(), nullptr); code < 0) return encode_failure("its end", code);
    return receive();
  }

 private:
  Impl(const Options& options, AvPtr<AVCodecContext> context) : options_(options), context_(std::move(context)) {
    stream_.codec = media::Codec::kH264;
    stream_.width = options.width;
    stream_.height = options.height;
    stream_.frame_rate_hz = av_q2d(context_->framerate);
  }

  Status prepare() {
    frame_->format = AV_PIX_FMT_YUV420P;
    frame_->width = options_.width;
    frame_->height = options_.height;
    if (const int code = av_frame_get_buffer(frame_.get(), 0); code < 0) return encode_failure("no memory", code);
    // Without the exact flags the result would hang on the instructions that the processor has.
    converter_.reset(sws_getContext(options_.width, options_.height, AV_PIX_FMT_BGR24, options_.width, options_.height,
                                    AV_PIX_FMT_YUV420P, SWS_AREA | SWS_ACCURATE_RND | SWS_BITEXACT, nullptr, nullptr,
                                    nullptr));
    if (!converter_) return fail(Error::kInternal, "cannot make a converter to YUV");
    const int* const bt709 = sws_getCoefficients(SWS_CS_ITU709);
    constexpr int kUnity = 1 << 16;
    sws_setColorspaceDetails(converter_.get(), bt709, 1, bt709, 0, 0, kUnity, kUnity);
    return {};
  }

  Result<std::vector<media::Packet>> receive() {
    std::vector<media::Packet> packets;
    while (true) {
      const int code = avcodec_receive_packet(context_.get(), packet_.get());
      if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return packets;
      if (code < 0) return encode_failure("a packet", code);
      media::Packet packet;
      packet.payload = std::make_shared<const std::vector<std::uint8_t>>(packet_->data, packet_->data + packet_->size);
      packet.frame_id = {static_cast<std::uint64_t>(packet_->pts) + 1};
      packet.captured_at = options_.start + packet_->pts * options_.frame_interval;
      packet.duration = options_.frame_interval;
      packet.is_key = (packet_->flags & AV_PKT_FLAG_KEY) != 0;
      packets.push_back(std::move(packet));
      av_packet_unref(packet_.get());
    }
  }

  Options options_;
  AvPtr<AVCodecContext> context_;
  AvPtr<AVFrame> frame_{av_frame_alloc()};
  AvPtr<AVPacket> packet_{av_packet_alloc()};
  AvPtr<SwsContext> converter_;
  media::StreamInfo stream_;
  std::int64_t next_ = 0;
};

Result<std::unique_ptr<H264Encoder>> H264Encoder::open(const Options& options) {
  auto impl = Impl::open(options);
  if (!impl) return fail(std::move(impl).error());
  return std::unique_ptr<H264Encoder>(new H264Encoder(*std::move(impl)));
}

H264Encoder::H264Encoder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
H264Encoder::~H264Encoder() = default;
const media::StreamInfo& H264Encoder::stream() const noexcept { return impl_->stream(); }
Result<std::vector<media::Packet>> H264Encoder::encode(const imaging::ImageView& picture) { return impl_->encode(picture); }
Result<std::vector<media::Packet>> H264Encoder::finish() { return impl_->finish(); }

}  // namespace eyrie::capture
