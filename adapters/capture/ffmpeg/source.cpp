// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/ffmpeg/source.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <string_view>
#include <utility>

#include "capture/ffmpeg/av.hpp"
#include "capture/ffmpeg/live_times.hpp"
#include "capture/ffmpeg/recorded_times.hpp"
#include "media/annexb.hpp"

namespace eyrie::capture {
namespace {

using namespace std::chrono_literals;

bool is_camera(std::string_view url) {
  constexpr std::array<std::string_view, 7> kSchemes = {"rtsp://", "rtsps://", "rtp://", "udp://",
                                                        "srt://",  "tcp://",   "rtmp://"};
  return std::ranges::any_of(kSchemes, [&](std::string_view scheme) { return url.starts_with(scheme); });
}

/// The URL without a password, for messages.
std::string printable(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::string(url);
  const std::size_t host = scheme + 3;
  const std::string_view authority = url.substr(host, url.find('/', host) - host);
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) return std::string(url);
  return std::string(url.substr(0, host)) + "***" + std::string(url.substr(host + at));
}

/// Ends FFmpeg's blocking calls: when told to stop, and when a camera has been silent for too long.
class Interrupt {
 public:
  explicit Interrupt(std::stop_token token) : token_(std::move(token)) {}

  void stop() {
    is_stopped_.store(true);
    const std::lock_guard lock(mutex_);
    woken_.notify_all();
  }
  [[nodiscard]] bool is_stopped() const { return is_stopped_.load() || token_.stop_requested(); }
  void give(std::chrono::milliseconds time) {
    deadline_ = std::chrono::steady_clock::now() + time;
    has_expired_ = false;
  }
  /// True when a call was ended since the last `give`, also where FFmpeg then handed out what its parser still held.
  [[nodiscard]] bool has_expired() const { return has_expired_; }

  /// Waits until `time` on the clock's steady time; false when stopped before.
  bool wait_until(SteadyTime time, const Clock& clock) {
    std::unique_lock lock(mutex_);
    for (auto left = time - clock.steady_now(); left > 0ns; left = time - clock.steady_now()) {
      if (woken_.wait_for(lock, token_, left, [this] { return is_stopped(); })) return false;
      if (is_stopped()) return false;
    }
    return !is_stopped();
  }

  static int callback(void* self) {
    auto* interrupt = static_cast<Interrupt*>(self);
    if (std::chrono::steady_clock::now() > interrupt->deadline_.load()) interrupt->has_expired_ = true;
    return interrupt->is_stopped() || interrupt->has_expired_ ? 1 : 0;
  }

 private:
  const std::stop_token token_;
  std::atomic<bool> is_stopped_{false};
  // FFmpeg asks on whatever thread its network runs; the reading thread writes.
  std::atomic<std::chrono::steady_clock::time_point> deadline_{};
  std::atomic<bool> has_expired_{false};
  std::mutex mutex_;
  std::condition_variable_any woken_;
};

class Dictionary {
 public:
  ~Dictionary() { av_dict_free(&entries_); }
  Dictionary() = default;
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;
  void set(const char* key, const std::string& value) { av_dict_set(&entries_, key, value.c_str(), 0); }
  [[nodiscard]] AVDictionary** get() { return &entries_; }

 private:
  AVDictionary* entries_ = nullptr;
};

/// Degrees by which a player would turn the pictures of a file, clockwise; 0 also for a mere shift.
int rotation_of(const AVStream& stream) {
  std::size_t size = 0;
  const std::uint8_t* matrix = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  if (matrix == nullptr || size < 9 * sizeof(std::int32_t)) return 0;
  std::array<std::int32_t, 9> values{};
  std::memcpy(values.data(), matrix, sizeof values);
  const double degrees = -av_display_rotation_get(values.data());
  return (static_cast<int>(std::lround(degrees)) % 360 + 360) % 360;
}

struct Input {
  AvPtr<AVFormatContext> format;
  AVStream* stream = nullptr;
};

}  // namespace

class FfmpegSource::Impl {
 public:
  explicit Impl(Options options)
      : options_(std::move(options)),
        is_camera_(is_camera(options_.url)),
        interrupt_(options_.stop),
        live_times_(options_.max_clock_difference) {}

  ~Impl() { interrupt_.give(500ms); }  // saying good-bye to a server that is gone must not take long

  Status open();
  Result<media::Packet> read();
  void stop() { interrupt_.stop(); }

  [[nodiscard]] const media::StreamInfo& stream() const { return info_; }
  [[nodiscard]] std::optional<std::uint64_t> frames_in_file() const {
    if (is_camera_ || input_.stream->nb_frames <= 0) return std::nullopt;
    return static_cast<std::uint64_t>(input_.stream->nb_frames);
  }
  [[nodiscard]] std::uint64_t damaged_packets() const { return damaged_; }
  [[nodiscard]] bool has_sender_time() const { return live_times_.has_sender_time(); }

 private:
  Result<Input> open_input();
  Status rewind();
  [[nodiscard]] std::unexpected<Error> failure(int code, const char* doing) const;

  /// Times of one packet in the stream's own terms, from the stream's zero.
  struct StreamTime {
    std::optional<std::chrono::nanoseconds> picture;
    std::chrono::nanoseconds decode_offset{};
    std::chrono::nanoseconds duration{};
  };
  StreamTime time_of(const AVPacket& packet);
  Timestamp capture_time_in_file(const StreamTime& time);
  Timestamp capture_time_of_camera(const StreamTime& time);

  Options options_;
  const bool is_camera_;
  Interrupt interrupt_;
  LiveTimes live_times_;
  Input input_;
  AvPtr<AVPacket> packet_{av_packet_alloc()};
  std::optional<media::AnnexBNormaliser> normaliser_;
  media::StreamInfo info_;
  std::chrono::nanoseconds nominal_duration_ = 40ms;
  std::uint64_t frames_ = 0;
  std::uint64_t damaged_ = 0;

  // A file's times.
  RecordedTimes recorded_;
  Timestamp start_;
  SteadyTime start_steady_;
  std::optional<std::chrono::nanoseconds> first_picture_;  ///< when this pass's first picture was, as the file counts
  std::chrono::nanoseconds pass_begin_{};                  ///< where this pass lies behind `start_`
  std::chrono::nanoseconds pass_end_{};
  std::chrono::nanoseconds due_{};  ///< latest picture so far: a packet is not handed out before pictures it may refer to
  std::uint64_t pass_frames_ = 0;
};

std::unexpected<Error> FfmpegSource::Impl::failure(int code, const char* doing) const {
  if (interrupt_.is_stopped()) return fail(Error::kEndOfStream, "capture was stopped");
  const std::string what = std::string("cannot ") + doing + " " + printable(options_.url) + ": ";
  if (!is_camera_) {
    if (code == AVERROR(ENOENT) || code == AVERROR(EACCES)) return fail(Error::kNotFound, what + av_message(code));
    if (options_.url.find("://") != std::string::npos)
      return fail(Error::kUnsupported,
                  what + "video is read from files and from rtsp, rtp, udp, srt, tcp and rtmp addresses");
    return fail(Error::kCorrupt,
                what + av_message(code) + ". Is it a video file, and whole? An MP4 that was cut off has lost its index.");
  }
  switch (code) {
    case AVERROR_EXIT:
    case AVERROR(ETIMEDOUT):
      return fail_for_now(Error::kTimeout, what + "no answer in time. Is the camera on, and the network up?");
    case AVERROR_HTTP_UNAUTHORIZED:
    case AVERROR_HTTP_FORBIDDEN:
      return fail_for_now(Error::kPermissionDenied, what + av_message(code) + ". Check user name and password in the URL.");
    default: return fail_for_now(Error::kUnavailable, what + av_message(code) + ". Is the camera on?");
  }
}

Result<Input> FfmpegSource::Impl::open_input() {
  AVFormatContext* format = avformat_alloc_context();
  if (format == nullptr) return fail(Error::kExhausted, "out of memory");
  format->interrupt_callback = {.callback = &Interrupt::callback, .opaque = &interrupt_};
  Dictionary settings;
  // A playlist or a concat script must not make us read what nobody named.
  settings.set("protocol_whitelist", is_camera_ ? "rtsp,rtsps,rtp,srtp,udp,tcp,tls,srt,rtmp,http,https,crypto" : "file");
  if (is_camera_) {
    settings.set("rtsp_transport", options_.rtsp_transport == Transport::kTcp ? "tcp" : "udp");
    settings.set("analyzeduration", "1500000");  // microseconds: a camera's format is in its SDP, and pictures do not wait
    settings.set("fflags", "nobuffer");
  }
  interrupt_.give(options_.open_timeout);
  int code = avformat_open_input(&format, options_.url.c_str(), nullptr, settings.get());
  Input input{.format = AvPtr<AVFormatContext>(format)};  // freed and null after a failure
  if (code < 0) return failure(code, "open");
  code = avformat_find_stream_info(format, nullptr);
  if (code < 0) return failure(code, "read");
  const int index = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (index < 0) return fail(Error::kUnsupported, printable(options_.url) + " holds no video stream");
  for (unsigned i = 0; i < format->nb_streams; ++i) {
    if (static_cast<int>(i) != index) format->streams[i]->discard = AVDISCARD_ALL;
  }
  input.stream = format->streams[index];
  if (input.stream->codecpar->width <= 0 || input.stream->codecpar->height <= 0) {
    if (is_camera_) return fail_for_now(Error::kUnavailable, printable(options_.url) + " sends no picture that can be read");
    return fail(Error::kCorrupt, printable(options_.url) + " holds no picture that can be read. Is it a video file?");
  }
  // Boxes, clips and the live picture are all in the coordinates of what is encoded: turned, they would not fit each other.
  if (const int degrees = rotation_of(*input.stream); degrees != 0) {
    return fail(Error::kUnsupported, printable(options_.url) + " is to be shown turned by " + std::to_string(degrees) +
                                         " degrees, which is not supported. Turn the pictures themselves: ffmpeg -i " +
                                         printable(options_.url) + " upright.mp4");
  }
  return input;
}

Status FfmpegSource::Impl::open() {
  silence_av_log();
  auto input = open_input();
  if (!input) return fail(std::move(input).error());
  input_ = std::move(*input);

  const AVCodecParameters& parameters = *input_.stream->codecpar;
  const auto codec = codec_of(parameters.codec_id);
  if (!codec) return fail(codec.error());
  const media::ByteView extradata(parameters.extradata, static_cast<std::size_t>(std::max(parameters.extradata_size, 0)));
  auto normaliser = media::AnnexBNormaliser::open(*codec, extradata);
  if (!normaliser) return fail(std::move(normaliser).error());
  normaliser_ = std::move(*normaliser);

  const AVRational rate = av_guess_frame_rate(input_.format.get(), input_.stream, nullptr);
  info_ = {.codec = *codec, .width = parameters.width, .height = parameters.height, .frame_rate_hz = 0, .extradata = {}};
  if (rate.num > 0 && rate.den > 0) {
    info_.frame_rate_hz = av_q2d(rate);
    nominal_duration_ = to_duration(1, av_inv_q(rate));
  }
  const bool is_h26x = *codec == media::Codec::kH264 || *codec == media::Codec::kHevc;
  info_.extradata = is_h26x ? media::to_annexb(normaliser_->sets()) : media::Bytes(extradata.begin(), extradata.end());

  if (!is_camera_ && std::string_view(input_.format->iformat->name).starts_with("mov")) {
    recorded_ = RecordedTimes::read(options_.url, *input_.stream);
  }
  start_ = options_.start.value_or(options_.clock->now());
  start_steady_ = options_.clock->steady_now();
  return {};
}

Status FfmpegSource::Impl::rewind() {
  pass_begin_ = pass_end_;
  first_picture_.reset();
  pass_frames_ = 0;
  // Opened anew and not sought: that works for every container, also for bare streams.
  auto input = open_input();
  if (!input) return fail(std::move(input).error());
  input_ = std::move(*input);
  return {};
}

FfmpegSource::Impl::StreamTime FfmpegSource::Impl::time_of(const AVPacket& packet) {
  const AVRational time_base = input_.stream->time_base;
  StreamTime time;
  time.duration = packet.duration > 0 ? to_duration(packet.duration, time_base) : nominal_duration_;
  const std::int64_t picture = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
  if (picture != AV_NOPTS_VALUE) time.picture = to_duration(picture, time_base);
  if (packet.pts != AV_NOPTS_VALUE && packet.dts != AV_NOPTS_VALUE) {
    time.decode_offset = std::min(0ns, to_duration(packet.dts - packet.pts, time_base));
  }
  return time;
}

Timestamp FfmpegSource::Impl::capture_time_in_file(const StreamTime& time) {
  // A bare stream has no times: its pictures are taken to be evenly spaced.
  auto picture = time.picture.value_or(nominal_duration_ * static_cast<std::int64_t>(pass_frames_));
  if (!recorded_.is_empty()) {
    const Timestamp recorded = recorded_.at(picture);
    if (!options_.start && frames_ == 0) start_ = recorded;
    picture = recorded.time_since_epoch();
  }
  if (!first_picture_) first_picture_ = picture;
  const auto offset = pass_begin_ + picture - *first_picture_;
  pass_end_ = std::max(pass_end_, offset + time.duration);
  due_ = std::max(due_, offset);
  return start_ + offset;
}

Timestamp FfmpegSource::Impl::capture_time_of_camera(const StreamTime& time) {
  LiveTimes::Observation seen{
      .stream_time = time.picture, .decode_offset = time.decode_offset, .arrival = options_.clock->now()};
  const std::int64_t zero_us = input_.format->start_time_realtime;  // set by the first RTCP sender report
  if (zero_us != AV_NOPTS_VALUE && zero_us != 0) seen.sender_zero = Timestamp{std::chrono::microseconds{zero_us}};
  std::size_t size = 0;
  const std::uint8_t* reference = av_packet_get_side_data(packet_.get(), AV_PKT_DATA_PRFT, &size);
  if (reference != nullptr && size >= sizeof(AVProducerReferenceTime)) {
    AVProducerReferenceTime producer;
    std::memcpy(&producer, reference, sizeof producer);
    seen.sender_reference = Timestamp{std::chrono::microseconds{producer.wallclock}};
  }
  return live_times_.capture_time(seen);
}

Result<media::Packet> FfmpegSource::Impl::read() {
  while (true) {
    if (interrupt_.is_stopped()) return fail(Error::kEndOfStream, "capture was stopped");
    if (is_camera_ && interrupt_.has_expired()) return failure(AVERROR_EXIT, "read");
    interrupt_.give(options_.read_timeout);
    av_packet_unref(packet_.get());
    const int code = av_read_frame(input_.format.get(), packet_.get());
    if (code == AVERROR_EOF && !is_camera_) {
      if (!options_.is_looping || pass_frames_ == 0) return fail(Error::kEndOfStream, "end of " + options_.url);
      if (const Status again = rewind(); !again) return fail(again.error());
      continue;
    }
    if (code < 0) return failure(code, "read");
    if (packet_->stream_index != input_.stream->index || packet_->size <= 0) continue;

    const StreamTime time = time_of(*packet_);
    const bool is_marked_key = (packet_->flags & AV_PKT_FLAG_KEY) != 0;
    auto unit = normaliser_->normalise({packet_->data, static_cast<std::size_t>(packet_->size)}, is_marked_key);
    if (!unit || (packet_->flags & AV_PKT_FLAG_CORRUPT) != 0) {
      ++damaged_;
      continue;
    }
    media::Packet out;
    out.begins_film = !is_camera_ && pass_frames_ == 0;
    out.captured_at = is_camera_ ? capture_time_of_camera(time) : capture_time_in_file(time);
    out.payload = std::make_shared<const media::Bytes>(std::move(unit->payload));
    out.frame_id = FrameId{++frames_};
    out.decode_offset = time.decode_offset;
    out.duration = time.duration;
    out.is_key = unit->is_key;
    ++pass_frames_;
    const bool is_paced = !is_camera_ && options_.pace == Pace::kLive;
    if (is_paced && !interrupt_.wait_until(start_steady_ + due_, *options_.clock)) {
      return fail(Error::kEndOfStream, "capture was stopped");
    }
    return out;
  }
}

FfmpegSource::FfmpegSource(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FfmpegSource::~FfmpegSource() = default;

Result<std::unique_ptr<FfmpegSource>> FfmpegSource::open(Options options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  if (const Status opened = impl->open(); !opened) return fail(opened.error());
  return std::unique_ptr<FfmpegSource>(new FfmpegSource(std::move(impl)));
}

const media::StreamInfo& FfmpegSource::stream() const noexcept { return impl_->stream(); }
Result<media::Packet> FfmpegSource::read() { return impl_->read(); }
void FfmpegSource::stop() noexcept { impl_->stop(); }
std::optional<std::uint64_t> FfmpegSource::frames_in_file() const noexcept { return impl_->frames_in_file(); }
std::uint64_t FfmpegSource::damaged_packets() const noexcept { return impl_->damaged_packets(); }
bool FfmpegSource::has_sender_time() const noexcept { return impl_->has_sender_time(); }

}  // namespace eyrie::capture
