// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/ffmpeg/decoder.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "capture/ffmpeg/av.hpp"

namespace eyrie::capture {
namespace {

using imaging::ColourMatrix;
using imaging::ColourRange;
using imaging::PixelFormat;

std::optional<PixelFormat> layout_of(AVPixelFormat format) {
  switch (format) {
    case AV_PIX_FMT_YUV420P:
    case AV_PIX_FMT_YUVJ420P: return PixelFormat::kI420;
    case AV_PIX_FMT_NV12: return PixelFormat::kNv12;
    case AV_PIX_FMT_GRAY8: return PixelFormat::kGray8;
    default: return std::nullopt;
  }
}

bool is_full_range(const AVFrame& frame) {
  const auto format = static_cast<AVPixelFormat>(frame.format);
  return frame.color_range == AVCOL_RANGE_JPEG || format == AV_PIX_FMT_YUVJ420P || format == AV_PIX_FMT_YUVJ422P ||
         format == AV_PIX_FMT_YUVJ444P || format == AV_PIX_FMT_YUVJ440P;
}

/// Whether a view can say how this frame's chroma makes colours. Of what states nothing it can: that is taken as given.
bool has_known_matrix(const AVFrame& frame) {
  switch (frame.colorspace) {
    case AVCOL_SPC_BT709:
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
    case AVCOL_SPC_FCC:
    case AVCOL_SPC_UNSPECIFIED:
    case AVCOL_SPC_RESERVED: return true;
    default: return frame.format == AV_PIX_FMT_GRAY8;
  }
}

ColourMatrix matrix_of(const AVFrame& frame, ColourMatrix unstated) {
  switch (frame.colorspace) {
    case AVCOL_SPC_BT709: return ColourMatrix::kBt709;
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
    case AVCOL_SPC_FCC: return ColourMatrix::kBt601;
    default: return unstated;
  }
}

imaging::Picture picture_of(AvPtr<AVFrame> frame, PixelFormat layout, ColourMatrix unstated) {
  imaging::ImageView view;
  view.format = layout;
  view.width = frame->width;
  view.height = frame->height;
  for (std::size_t i = 0; i < view.planes.size(); ++i) {
    view.planes[i] = frame->data[i];
    view.strides[i] = frame->linesize[i];
  }
  view.matrix = matrix_of(*frame, unstated);
  view.range = is_full_range(*frame) ? ColourRange::kFull : ColourRange::kLimited;
  return {.view = view, .owner = std::shared_ptr<const void>(std::move(frame))};
}

}  // namespace

class FfmpegDecoder::Impl {
 public:
  Status open(const media::StreamInfo& stream, const Options& options);
  Status send(const media::Packet& packet);
  Status finish();
  Result<std::optional<imaging::Frame>> receive();

 private:
  /// What a packet was called, until its picture comes out: pictures come in another order, and some never.
  struct Name {
    std::int64_t number;
    FrameId frame_id;
    Timestamp captured_at;
  };
  /// No codec holds more pictures back (16 for reordering, and one for each thread).
  static constexpr std::size_t kMaxNames = 128;

  Result<std::optional<imaging::Frame>> take();
  Result<AvPtr<AVFrame>> to_i420(AvPtr<AVFrame> frame);

  Options options_;
  AvPtr<AVCodecContext> codec_;
  AvPtr<AVPacket> packet_{av_packet_alloc()};
  AvPtr<SwsContext> scaler_;
  std::deque<Name> names_;
  std::deque<imaging::Frame> ready_;  ///< pictures that had to be taken out before a packet went in
  std::int64_t sent_ = 0;
  bool has_begun_ = false;
};

Status FfmpegDecoder::Impl::open(const media::StreamInfo& stream, const Options& options) {
  silence_av_log();
  options_ = options;
  const AVCodec* codec = avcodec_find_decoder(av_codec_of(stream.codec));
  if (codec == nullptr) return fail(Error::kUnsupported, "this FFmpeg has no decoder for the stream's codec");
  codec_.reset(avcodec_alloc_context3(codec));
  if (!codec_ || !packet_) return fail(Error::kExhausted, "out of memory");
  codec_->thread_count = std::max(options.threads, 0);
  codec_->thread_type = options.is_low_delay ? FF_THREAD_SLICE : FF_THREAD_FRAME | FF_THREAD_SLICE;
  if (options.is_low_delay) codec_->flags |= AV_CODEC_FLAG_LOW_DELAY;
  codec_->width = stream.width;
  codec_->height = stream.height;
  codec_->max_pixels = 100'000'000;
  // avcC and hvcC would tell the decoder to expect length prefixes; our packets have start codes and carry their sets.
  const bool is_record = !stream.extradata.empty() && stream.extradata[0] == 1;
  if (!stream.extradata.empty() && !is_record) {
    const std::size_t size = stream.extradata.size();
    codec_->extradata = static_cast<std::uint8_t*>(av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE));
    if (codec_->extradata == nullptr) return fail(Error::kExhausted, "out of memory");
    std::ranges::copy(stream.extradata, codec_->extradata);
    codec_->extradata_size = static_cast<int>(size);
  }
  if (const int code = avcodec_open2(codec_.get(), codec, nullptr); code < 0) {
    return fail(Error::kUnsupported, "cannot open the decoder " + std::string(codec->name) + ": " + av_message(code));
  }
  return {};
}

Status FfmpegDecoder::Impl::send(const media::Packet& packet) {
  if (!packet.payload || packet.payload->empty()) return fail(Error::kInvalidArgument, "a packet without a payload");
  // FFmpeg makes up grey references for HEVC pictures before the first that needs none.
  has_begun_ = has_begun_ || packet.is_key || codec_->codec_id != AV_CODEC_ID_HEVC;
  if (!has_begun_) return {};
  av_packet_unref(packet_.get());
  // A copy, for FFmpeg reads past the end and wants padding there; small beside the picture it becomes.
  if (av_new_packet(packet_.get(), static_cast<int>(packet.payload->size())) < 0)
    return fail(Error::kExhausted, "out of memory");
  std::ranges::copy(*packet.payload, packet_->data);
  packet_->pts = packet_->dts = ++sent_;
  if (packet.is_key) packet_->flags |= AV_PKT_FLAG_KEY;
  names_.push_back({.number = sent_, .frame_id = packet.frame_id, .captured_at = packet.captured_at});
  if (names_.size() > kMaxNames) names_.pop_front();

  int code = avcodec_send_packet(codec_.get(), packet_.get());
  while (code == AVERROR(EAGAIN)) {
    auto frame = take();
    if (!frame) return fail(std::move(frame).error());
    if (!*frame) return fail(Error::kInternal, "the decoder neither takes nor gives");
    ready_.push_back(std::move(**frame));
    code = avcodec_send_packet(codec_.get(), packet_.get());
  }
  if (code < 0) return fail(Error::kCorrupt, "damaged packet of " + to_string(packet.frame_id) + ": " + av_message(code));
  return {};
}

Status FfmpegDecoder::Impl::finish() {
  const int code = avcodec_send_packet(codec_.get(), nullptr);
  if (code < 0 && code != AVERROR_EOF) return fail(Error::kInternal, "cannot drain the decoder: " + av_message(code));
  return {};
}

Result<std::optional<imaging::Frame>> FfmpegDecoder::Impl::receive() {
  if (ready_.empty()) return take();
  auto frame = std::move(ready_.front());
  ready_.pop_front();
  return frame;
}

Result<std::optional<imaging::Frame>> FfmpegDecoder::Impl::take() {
  while (true) {
    AvPtr<AVFrame> frame(av_frame_alloc());
    if (!frame) return fail(Error::kExhausted, "out of memory");
    const int code = avcodec_receive_frame(codec_.get(), frame.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return std::nullopt;
    if (code < 0) return fail(Error::kCorrupt, "cannot decode a picture: " + av_message(code));

    const auto name = std::ranges::find(names_, frame->pts, &Name::number);
    if (name == names_.end()) continue;  // a picture of nobody's packet: nothing could be joined to it
    imaging::Frame out{.picture = {}, .frame_id = name->frame_id, .captured_at = name->captured_at};
    names_.erase(name);
    if (!layout_of(static_cast<AVPixelFormat>(frame->format)) || !has_known_matrix(*frame)) {
      auto converted = to_i420(std::move(frame));
      if (!converted) return fail(std::move(converted).error());
      frame = std::move(*converted);
    }
    const PixelFormat layout = *layout_of(static_cast<AVPixelFormat>(frame->format));
    out.picture = picture_of(std::move(frame), layout, options_.unstated_matrix);
    return out;
  }
}

/// The same colours in a layout and matrix that views know. The range stays what it is.
Result<AvPtr<AVFrame>> FfmpegDecoder::Impl::to_i420(AvPtr<AVFrame> frame) {
  AvPtr<AVFrame> out(av_frame_alloc());
  if (!out) return fail(Error::kExhausted, "out of memory");
  const bool is_full = is_full_range(*frame);
  out->format = AV_PIX_FMT_YUV420P;  // never YUVJ420P: from ten bits swscale would stretch what is full range already
  out->width = frame->width;
  out->height = frame->height;
  out->colorspace = has_known_matrix(*frame) ? frame->colorspace : AVCOL_SPC_BT709;
  out->color_range = is_full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  scaler_.reset(sws_getCachedContext(
      scaler_.release(), frame->width, frame->height, static_cast<AVPixelFormat>(frame->format), out->width, out->height,
      static_cast<AVPixelFormat>(out->format), SWS_BILINEAR | SWS_ACCURATE_RND, nullptr, nullptr, nullptr));
  if (!scaler_ || av_frame_get_buffer(out.get(), 0) < 0) {
    return fail(Error::kUnsupported, "cannot convert this video's pixels to 4:2:0");
  }
  const int* from = sws_getCoefficients(frame->colorspace);
  const int* to = sws_getCoefficients(out->colorspace);
  sws_setColorspaceDetails(scaler_.get(), from, is_full ? 1 : 0, to, is_full ? 1 : 0, 0, 1 << 16, 1 << 16);
  sws_scale(scaler_.get(), frame->data, frame->linesize, 0, frame->height, out->data, out->linesize);
  return out;
}

FfmpegDecoder::FfmpegDecoder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FfmpegDecoder::~FfmpegDecoder() = default;

Result<std::unique_ptr<FfmpegDecoder>> FfmpegDecoder::open(const media::StreamInfo& stream, Options options) {
  auto impl = std::make_unique<Impl>();
  if (const Status opened = impl->open(stream, options); !opened) return fail(opened.error());
  return std::unique_ptr<FfmpegDecoder>(new FfmpegDecoder(std::move(impl)));
}

Status FfmpegDecoder::send(const media::Packet& packet) { return impl_->send(packet); }
Status FfmpegDecoder::finish() { return impl_->finish(); }
Result<std::optional<imaging::Frame>> FfmpegDecoder::receive() { return impl_->receive(); }

}  // namespace eyrie::capture
