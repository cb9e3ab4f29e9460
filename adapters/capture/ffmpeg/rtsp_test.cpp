// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <csignal>
#include <fcntl.h>
#include <future>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/ffmpeg/decoder.hpp"
#include "capture/ffmpeg/source.hpp"
#include "capture/ffmpeg/testing/numbered_video.hpp"
#include "media/reconnecting_source.hpp"

extern char** environ;

namespace eyrie::capture {
namespace {

using namespace std::chrono_literals;
using testing::read_number;

#ifdef EYRIE_RTSP_SERVER
constexpr const char* kServer = EYRIE_RTSP_SERVER;
#else
constexpr const char* kServer = nullptr;
#endif

/// The camera process. Killed, and never asked, like a camera that loses its power.
class CameraProcess {
 public:
  explicit CameraProcess(int port = 0) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    std::string program = kServer;
    std::string argument = std::to_string(port);
    std::array<char*, 3> arguments = {program.data(), argument.data(), nullptr};
    if (::posix_spawn(&pid_, kServer, &actions, nullptr, arguments.data(), environ) != 0) pid_ = -1;
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    std::array<char, 32> line{};
    if (::read(pipe[0], line.data(), line.size() - 1) > 0) port_ = std::atoi(line.data());
    ::close(pipe[0]);
  }
  ~CameraProcess() { kill(); }
  CameraProcess(const CameraProcess&) = delete;
  CameraProcess& operator=(const CameraProcess&) = delete;

  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  void freeze() const { ::kill(pid_, SIGSTOP); }
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url(const std::string& path = "/camera") const {
    return "rtsp://127.0.0.1:" + std::to_string(port_) + path;
  }

 private:
  pid_t pid_ = -1;
  int port_ = 0;
};

FfmpegSource::Options options_for(const CameraProcess& camera, FfmpegSource::Transport transport) {
  FfmpegSource::Options options;
  options.url = camera.url();
  options.rtsp_transport = transport;
  options.read_timeout = 2s;
  return options;
}

class Rtsp : public ::testing::TestWithParam<FfmpegSource::Transport> {
 protected:
  void SetUp() override {
    if (kServer == nullptr) GTEST_SKIP() << "built without libgstrtspserver-1.0-dev";
  }
};

TEST_P(Rtsp, PicturesArriveInOrderWithTheCamerasOwnTime) {
  const CameraProcess camera;
  ASSERT_GT(camera.port(), 0);
  auto source = FfmpegSource::open(options_for(camera, GetParam()));
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_EQ((*source)->stream().codec, media::Codec::kH264);
  EXPECT_EQ((*source)->stream().width, 256);
  auto decoder = FfmpegDecoder::open((*source)->stream());
  ASSERT_TRUE(decoder);

  int pictures = 0;
  int last_number = -1;
  Timestamp last_time;
  int with_sender_time = 0;
  for (std::uint64_t id = 1; id <= 400 && with_sender_time < 30; ++id) {
    const auto packet = (*source)->read();
    ASSERT_TRUE(packet) << packet.error().message;
    EXPECT_EQ(packet->frame_id.number, id);
    const auto age = system_clock().now() - packet->captured_at;
    EXPECT_GT(age, -100ms);
    EXPECT_LT(age, 3s);
    ASSERT_TRUE((*decoder)->send(*packet));
    const auto frame = (*decoder)->receive();
    ASSERT_TRUE(frame) << frame.error().message;
    if (!*frame) continue;
    ++pictures;
    EXPECT_EQ((*frame)->frame_id, packet->frame_id);  // low delay: each picture comes with its own packet
    const int number = read_number((*frame)->picture.view);
    if (with_sender_time > 1) {
      EXPECT_EQ(number, last_number + 1);
      EXPECT_LT(std::chrono::abs((*frame)->captured_at - last_time - 40ms), 1ms);
    }
    EXPECT_GT(number, last_number);
    last_number = number;
    last_time = (*frame)->captured_at;
    if ((*source)->has_sender_time()) ++with_sender_time;
  }
  EXPECT_GE(pictures, 30);
  EXPECT_EQ(with_sender_time, 30) << "no RTCP sender report in 16 seconds";
}

TEST_P(Rtsp, HevcAndMjpegComeLikeH264) {
  const CameraProcess camera;
  for (const auto& [path, codec] : {std::pair{"/hevc", media::Codec::kHevc}, std::pair{"/mjpeg", media::Codec::kMjpeg}}) {
    SCOPED_TRACE(path);
    auto options = options_for(camera, GetParam());
    options.url = camera.url(path);
    auto source = FfmpegSource::open(options);
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ((*source)->stream().codec, codec);
    EXPECT_EQ((*source)->stream().width, 256);
    auto decoder = FfmpegDecoder::open((*source)->stream());
    ASSERT_TRUE(decoder);
    int last_number = -1;
    for (int pictures = 0; pictures < 20;) {
      const auto packet = (*source)->read();
      ASSERT_TRUE(packet) << packet.error().message;
      ASSERT_TRUE((*decoder)->send(*packet));
      const auto frame = (*decoder)->receive();
      ASSERT_TRUE(frame) << frame.error().message;
      if (!*frame) continue;
      ++pictures;
      EXPECT_EQ((*frame)->frame_id, packet->frame_id);
      EXPECT_LT(system_clock().now() - (*frame)->captured_at, 3s);
      const int number = read_number((*frame)->picture.view);
      EXPECT_GT(number, last_number);
      last_number = number;
    }
  }
}

TEST_P(Rtsp, AServerThatVanishesIsALossThatMayPass) {
  CameraProcess camera;
  auto source = FfmpegSource::open(options_for(camera, GetParam()));
  ASSERT_TRUE(source) << source.error().message;
  ASSERT_TRUE((*source)->read());
  camera.kill();
  const auto begin = std::chrono::steady_clock::now();
  auto packet = (*source)->read();
  while (packet) packet = (*source)->read();
  EXPECT_TRUE(packet.error().can_retry) << packet.error().message;
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST_P(Rtsp, AServerThatFallsSilentIsALossAfterTheTimeout) {
  const CameraProcess camera;
  auto source = FfmpegSource::open(options_for(camera, GetParam()));
  ASSERT_TRUE(source) << source.error().message;
  ASSERT_TRUE((*source)->read());
  camera.freeze();
  const auto begin = std::chrono::steady_clock::now();
  auto packet = (*source)->read();
  while (packet) packet = (*source)->read();
  EXPECT_TRUE(packet.error().can_retry);
  EXPECT_EQ(packet.error().code, Error::kTimeout) << packet.error().message;
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 3500ms);
}

TEST_P(Rtsp, StopEndsAReadWithinASecond) {
  const CameraProcess camera;
  auto options = options_for(camera, GetParam());
  options.read_timeout = 60s;
  auto source = FfmpegSource::open(options);
  ASSERT_TRUE(source) << source.error().message;
  ASSERT_TRUE((*source)->read());
  camera.freeze();
  auto reading = std::async(std::launch::async, [&] {
    while (true) {
      if (const auto packet = (*source)->read(); !packet) return packet.error();
    }
  });
  (*source)->stop();
  ASSERT_EQ(reading.wait_for(1s), std::future_status::ready);
  EXPECT_EQ(reading.get().code, Error::kEndOfStream);
}

TEST_P(Rtsp, CaptureComesBackByItselfAndStatesTheGap) {
  auto camera = std::make_unique<CameraProcess>();
  const int port = camera->port();
  const auto camera_options = options_for(*camera, GetParam());
  std::vector<media::CaptureGap> gaps;
  std::promise<void> is_lost;
  bool was_told = false;
  media::ReconnectingSource::Options options;
  options.min_backoff = 100ms;
  options.max_backoff = 500ms;
  options.on_gap = [&](const media::CaptureGap& gap) { gaps.push_back(gap); };
  options.on_state = [&](const std::optional<Error>& error) {
    if (error && !std::exchange(was_told, true)) is_lost.set_value();
  };
  media::ReconnectingSource source(
      [&](const std::stop_token& stop) -> Result<std::unique_ptr<media::PacketSource>> {
        auto mine = camera_options;
        mine.stop = stop;
        return FfmpegSource::open(std::move(mine));
      },
      std::move(options));

  std::uint64_t id = 0;
  Timestamp last;
  for (int i = 0; i < 5; ++i) {
    const auto packet = source.read();
    ASSERT_TRUE(packet) << packet.error().message;
    EXPECT_EQ(packet->frame_id.number, ++id);
    last = packet->captured_at;
  }
  camera->kill();
  auto reading = std::async(std::launch::async, [&] {
    auto packet = source.read();
    while (packet && source.connections() < 2) {
      last = packet->captured_at;
      ++id;
      packet = source.read();
    }
    return packet;
  });
  is_lost.get_future().wait();
  camera = std::make_unique<CameraProcess>(port);
  ASSERT_EQ(reading.wait_for(30s), std::future_status::ready);
  const auto packet = reading.get();
  ASSERT_TRUE(packet) << packet.error().message;
  EXPECT_EQ(packet->frame_id.number, id + 1);
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].from, last);
  EXPECT_EQ(gaps[0].to, packet->captured_at);
  EXPECT_FALSE(gaps[0].reason.empty());
}

INSTANTIATE_TEST_SUITE_P(Over, Rtsp, ::testing::Values(FfmpegSource::Transport::kTcp, FfmpegSource::Transport::kUdp),
                         [](const auto& param) { return param.param == FfmpegSource::Transport::kTcp ? "Tcp" : "Udp"; });

TEST(RtspOpen, ACameraThatIsOffIsAnErrorThatMayPassAndHidesThePassword) {
  FfmpegSource::Options options;
  options.url = "rtsp://pilot:secret@127.0.0.1:1/camera";  // port 1: nobody listens
  options.open_timeout = 2s;
  const auto refused = FfmpegSource::open(options);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().can_retry);
  EXPECT_THAT(refused.error().message, ::testing::Not(::testing::HasSubstr("secret")));
  EXPECT_THAT(refused.error().message, ::testing::HasSubstr("127.0.0.1:1"));
}

TEST(RtspOpen, AStopTokenEndsAnOpenThatGetsNoAnswer) {
  if (kServer == nullptr) GTEST_SKIP() << "built without libgstrtspserver-1.0-dev";
  const CameraProcess camera;
  camera.freeze();
  std::stop_source stop;
  FfmpegSource::Options options;
  options.url = camera.url();
  options.open_timeout = 60s;
  options.stop = stop.get_token();
  auto opening = std::async(std::launch::async, [&] { return FfmpegSource::open(options); });
  EXPECT_EQ(opening.wait_for(300ms), std::future_status::timeout);
  stop.request_stop();
  ASSERT_EQ(opening.wait_for(1s), std::future_status::ready);
  EXPECT_EQ(opening.get().error().code, Error::kEndOfStream);
}

}  // namespace
}  // namespace eyrie::capture
