// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/ffmpeg/mp4.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "capture/ffmpeg/av.hpp"
#include "capture/ffmpeg/source.hpp"
#include "media/annexb.hpp"

namespace eyrie::capture {
namespace {

constexpr AVRational kTimeBase{1, 1'000'000};
constexpr int kIoBlockBytes = 64 << 10;

/// A file in memory, for libavformat. Moving the header to the front makes the muxer open what it wrote a second time, to
/// read.
class MemoryFile {
 public:
  [[nodiscard]] AVIOContext* open(bool is_reading) {
    auto cursor = std::make_unique<Cursor>(Cursor{.bytes = &bytes_, .at = 0});
    auto* block = static_cast<unsigned char*>(av_malloc(kIoBlockBytes));
    if (block == nullptr) return nullptr;
    AVIOContext* io = is_reading ? avio_alloc_context(block, kIoBlockBytes, 0, cursor.get(), &read, nullptr, &seek)
                                 : avio_alloc_context(block, kIoBlockBytes, 1, cursor.get(), nullptr, &write, &seek);
    if (io == nullptr) {
      av_free(block);
      return nullptr;
    }
    cursors_.push_back(std::move(cursor));
    return io;
  }
  static void close(AVIOContext* io) {
    if (io == nullptr) return;
    avio_flush(io);
    av_freep(static_cast<void*>(&io->buffer));
    avio_context_free(&io);
  }
  [[nodiscard]] std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  struct Cursor {
    std::vector<std::uint8_t>* bytes;
    std::size_t at;
  };
  static int read(void* opaque, std::uint8_t* out, int count) {
    auto& cursor = *static_cast<Cursor*>(opaque);
    const std::size_t size =
        std::min(static_cast<std::size_t>(count), cursor.bytes->size() - std::min(cursor.at, cursor.bytes->size()));
    if (size == 0) return AVERROR_EOF;
    std::memcpy(out, cursor.bytes->data() + cursor.at, size);
    cursor.at += size;
    return static_cast<int>(size);
  }
  static int write(void* opaque, std::uint8_t* in, int count) {
    auto& cursor = *static_cast<Cursor*>(opaque);
    const std::size_t end = cursor.at + static_cast<std::size_t>(count);
    if (end > cursor.bytes->size()) cursor.bytes->resize(end);
    std::memcpy(cursor.bytes->data() + cursor.at, in, static_cast<std::size_t>(count));
    cursor.at = end;
    return count;
  }
  static std::int64_t seek(void* opaque, std::int64_t offset, int whence) {
    auto& cursor = *static_cast<Cursor*>(opaque);
    const auto size = static_cast<std::int64_t>(cursor.bytes->size());
    switch (whence & ~AVSEEK_FORCE) {
      case AVSEEK_SIZE: return size;
      case SEEK_SET: break;
      case SEEK_CUR: offset += static_cast<std::int64_t>(cursor.at); break;
      case SEEK_END: offset += size; break;
      default: return AVERROR(EINVAL);
    }
    if (offset < 0) return AVERROR(EINVAL);
    cursor.at = static_cast<std::size_t>(offset);
    return offset;
  }

  std::vector<std::uint8_t> bytes_;
  std::vector<std::unique_ptr<Cursor>> cursors_;
};

/// An MP4 muxer that writes to memory.
class Muxer {
 public:
  static Result<std::unique_ptr<Muxer>> open(const media::StreamInfo& stream, const media::SequenceInfo& sequence,
                                             const media::Bytes& header);
  ~Muxer() {
    if (format_ == nullptr) return;
    MemoryFile::close(format_->pb);
    avformat_free_context(format_);
  }
  Muxer(const Muxer&) = delete;
  Muxer& operator=(const Muxer&) = delete;

  Status write(const media::Bytes& payload, std::int64_t pts_us, std::int64_t dts_us, std::int64_t duration_us, bool is_key);
  Result<std::vector<std::uint8_t>> finish();

 private:
  Muxer() = default;
  static int open_again(AVFormatContext* format, AVIOContext** io, const char* /*url*/, int flags,
                        AVDictionary** /*options*/) {
    *io = static_cast<Muxer*>(format->opaque)->file_.open((flags & AVIO_FLAG_WRITE) == 0);
    return *io == nullptr ? AVERROR(ENOMEM) : 0;
  }
  static int close_again(AVFormatContext* /*format*/, AVIOContext* io) {
    MemoryFile::close(io);
    return 0;
  }

  MemoryFile file_;
  AVFormatContext* format_ = nullptr;
  AVRational time_base_ = kTimeBase;
  AvPtr<AVPacket> packet_{av_packet_alloc()};
};

std::unexpected<Error> mux_failure(int code) { return fail(Error::kInternal, "cannot write the clip: " + av_message(code)); }

Result<std::unique_ptr<Muxer>> Muxer::open(const media::StreamInfo& stream, const media::SequenceInfo& sequence,
                                           const media::Bytes& header) {
  silence_av_log();
  std::unique_ptr<Muxer> muxer(new Muxer());
  if (const int code = avformat_alloc_output_context2(&muxer->format_, nullptr, "mp4", nullptr); code < 0)
    return mux_failure(code);
  AVFormatContext* format = muxer->format_;
  format->opaque = muxer.get();
  format->io_open = &open_again;
  format->io_close2 = &close_again;
  format->pb = muxer->file_.open(false);
  format->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
  AVStream* out = avformat_new_stream(format, nullptr);
  if (format->pb == nullptr || out == nullptr || !muxer->packet_) return fail(Error::kExhausted, "out of memory");
  out->time_base = kTimeBase;
  out->codecpar->codec_type = AVMEDIA_TYPE_VIDEO;
  out->codecpar->codec_id = av_codec_of(stream.codec);
  // hvc1, not hev1: Safari plays nothing else.
  out->codecpar->codec_tag = stream.codec == media::Codec::kHevc ? MKTAG('h', 'v', 'c', '1') : MKTAG('a', 'v', 'c', '1');
  out->codecpar->width = sequence.width;
  out->codecpar->height = sequence.height;
  out->codecpar->extradata = static_cast<std::uint8_t*>(av_mallocz(header.size() + AV_INPUT_BUFFER_PADDING_SIZE));
  if (out->codecpar->extradata == nullptr) return fail(Error::kExhausted, "out of memory");
  std::ranges::copy(header, out->codecpar->extradata);
  out->codecpar->extradata_size = static_cast<int>(header.size());

  AVDictionary* settings = nullptr;
  av_dict_set(&settings, "movflags", "+faststart", 0);
  av_dict_set(&settings, "video_track_timescale", "1000000", 0);
  const int code = avformat_write_header(format, &settings);
  av_dict_free(&settings);
  if (code < 0) return mux_failure(code);
  muxer->time_base_ = out->time_base;
  return muxer;
}

Status Muxer::write(const media::Bytes& payload, std::int64_t pts_us, std::int64_t dts_us, std::int64_t duration_us,
                    bool is_key) {
  av_packet_unref(packet_.get());
  if (av_new_packet(packet_.get(), static_cast<int>(payload.size())) < 0) return fail(Error::kExhausted, "out of memory");
  std::ranges::copy(payload, packet_->data);
  packet_->pts = pts_us;
  packet_->dts = dts_us;
  packet_->duration = duration_us;
  packet_->flags = is_key ? AV_PKT_FLAG_KEY : 0;
  av_packet_rescale_ts(packet_.get(), kTimeBase, time_base_);
  const int code = av_write_frame(format_, packet_.get());
  if (code < 0) return mux_failure(code);
  return {};
}

Result<std::vector<std::uint8_t>> Muxer::finish() {
  if (const int code = av_write_trailer(format_); code < 0) return mux_failure(code);
  avio_flush(format_->pb);
  return file_.take();
}

std::int64_t to_us(std::chrono::nanoseconds time) { return std::chrono::floor<std::chrono::microseconds>(time).count(); }

/// When one packet is decoded and shown in the clip.
struct ClipTime {
  std::int64_t pts_us;
  std::int64_t dts_us;
};

/// Decode times must grow, and no picture be shown before it is decoded, whatever the camera's clock did.
class ClipTimeline {
 public:
  explicit ClipTimeline(Timestamp zero) : zero_(zero) {}
  ClipTime place(const media::Packet& packet) {
    ClipTime time{.pts_us = to_us(packet.captured_at - zero_),
                  .dts_us = to_us(packet.captured_at + packet.decode_offset - zero_)};
    time.dts_us = std::max(time.dts_us, last_dts_us_ + 1);
    time.pts_us = std::max(time.pts_us, time.dts_us);
    last_dts_us_ = time.dts_us;
    return time;
  }

 private:
  Timestamp zero_;
  std::int64_t last_dts_us_ = std::numeric_limits<std::int64_t>::min();
};

}  // namespace

Result<Mp4Clip> mux_mp4(const media::StreamInfo& stream, std::span<const media::Packet> packets) {
  if (stream.codec != media::Codec::kH264 && stream.codec != media::Codec::kHevc) {
    return fail(Error::kUnsupported, "only H.264 and HEVC video becomes a clip without re-encoding");
  }
  if (packets.empty() || !packets.front().is_key || !packets.front().payload) {
    return fail(Error::kInvalidArgument, "a clip begins with a key frame");
  }
  const media::Packet& first = packets.front();
  const media::ParameterSets sets = media::parameter_sets_in(stream.codec, *first.payload);
  if (!sets.is_complete(stream.codec)) return fail(Error::kCorrupt, "the key frame a clip begins with lacks parameter sets");
  const auto sequence = media::parse_sps(stream.codec, sets.sps.front());
  if (!sequence) return fail(sequence.error());
  auto muxer = Muxer::open(stream, *sequence, media::to_annexb(sets));
  if (!muxer) return fail(std::move(muxer).error());

  Mp4Clip clip{.bytes = {},
               .samples = {},
               .codec_string = sequence->codec_string,
               .width = sequence->width,
               .height = sequence->height};
  ClipTimeline timeline(first.captured_at);
  bool is_leading = true;  // leading pictures follow their key frame directly
  for (const media::Packet& packet : packets) {
    is_leading = is_leading && packet.captured_at <= first.captured_at;
    if (!packet.payload || (is_leading && packet.captured_at < first.captured_at)) continue;
    const ClipTime time = timeline.place(packet);
    const auto payload = media::without_parameter_sets(stream.codec, *packet.payload, sets);
    if (const Status written = (*muxer)->write(payload, time.pts_us, time.dts_us, to_us(packet.duration), packet.is_key);
        !written) {
      return fail(written.error());
    }
    clip.samples.push_back({.pts_us = time.pts_us, .frame_id = packet.frame_id, .captured_at = packet.captured_at});
  }
  auto bytes = (*muxer)->finish();
  if (!bytes) return fail(std::move(bytes).error());
  clip.bytes = std::move(*bytes);
  std::ranges::stable_sort(clip.samples, {}, &ClipSample::pts_us);
  return clip;
}

Result<ClipInfo> probe_clip(const std::filesystem::path& path) {
  auto source = FfmpegSource::open({.url = path.string(), .pace = FfmpegSource::Pace::kFast, .start = Timestamp{}});
  if (!source) return fail(std::move(source).error());
  ClipInfo info{
      .codec = (*source)->stream().codec, .width = (*source)->stream().width, .height = (*source)->stream().height};
  std::optional<Timestamp> begin;
  Timestamp end;
  while (true) {
    const auto packet = (*source)->read();
    if (!packet) {
      if (packet.error().code != Error::kEndOfStream) return fail(packet.error());
      break;
    }
    ++info.frames;
    begin = std::min(begin.value_or(packet->captured_at), packet->captured_at);
    end = std::max(end, packet->captured_at + packet->duration);
  }
  if (begin) info.duration = end - *begin;
  return info;
}

}  // namespace eyrie::capture
