// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/doctor/checks.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <mutex>
#include <netinet/in.h>
#include <ranges>
#include <sstream>
#include <sys/socket.h>
#include <sys/timex.h>
#include <thread>
#include <unistd.h>

#include "base/units.hpp"
#include "inference/onnxruntime/engine.hpp"
#include "inference/openvino/engine.hpp"
#include "messaging/mqtt/mqtt_client.hpp"

namespace eyrie::doctor {
namespace {

namespace fs = std::filesystem;

std::string read_text(const char* path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

/// The rest of the first line that begins with `name`, behind its colon.
std::string_view value_of(std::string_view text, std::string_view name) {
  for (std::size_t at = 0; at < text.size();) {
    const auto line = text.substr(at, text.find('\n', at) - at);
    if (line.starts_with(name)) {
      const auto colon = line.find(':');
      const auto begin = colon == std::string_view::npos ? colon : line.find_first_not_of(" \t", colon + 1);
      return begin == std::string_view::npos ? std::string_view{} : line.substr(begin);
    }
    at += line.size() + 1;
  }
  return {};
}

bool has_word(std::string_view words, std::string_view word) {
  return std::ranges::any_of(std::views::split(words, ' '),
                             [word](const auto part) { return std::string_view(part.begin(), part.end()) == word; });
}

std::string in_gibibytes(std::uint64_t bytes) {
  const auto tenths = bytes / ((1ULL << 30U) / 10);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GiB";
}

bool is_in_path(std::string_view program) {
  const char* path = std::getenv("PATH");
  if (path == nullptr) return false;
  return std::ranges::any_of(std::views::split(std::string_view(path), ':'), [program](const auto part) {
    const auto file = fs::path(std::string(part.begin(), part.end())) / program;
    return ::access(file.c_str(), X_OK) == 0;
  });
}

/// Waits for the first word of a connection that is being made on another thread.
class FirstAnswer {
 public:
  void give(const mqtt::ConnectionState& state) {
    const std::lock_guard lock(mutex_);
    state_ = state;
    is_given_ = true;
    given_.notify_all();
  }
  [[nodiscard]] mqtt::ConnectionState wait(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    given_.wait_for(lock, patience, [this] { return is_given_; });
    return state_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable given_;
  mqtt::ConnectionState state_{.is_connected = false, .reason = "no answer"};
  bool is_given_ = false;
};

}  // namespace

std::vector<Finding> examine(const DoctorOptions& options) {
  return {
      check_processor(read_text("/proc/cpuinfo"), std::thread::hardware_concurrency()),
      check_memory(read_text("/proc/meminfo")),
      check_openvino(),
      check_onnxruntime(),
      check_broker(options.broker_url, options.patience),
      check_port(options.http_port),
      check_disk(options.folder),
      check_programs(),
      check_clock(),
  };
}

Finding check_processor(std::string_view cpuinfo, unsigned threads) {
  const bool is_arm = cpuinfo.contains("Features");
  const auto flags = value_of(cpuinfo, is_arm ? "Features" : "flags");
  std::string present;
  for (const std::string_view flag : {"avx2", "avx512_vnni", "avx512_bf16", "amx_tile", "asimd", "i8mm", "bf16"}) {
    if (has_word(flags, flag)) present += " " + std::string(flag);
  }
  const auto name = value_of(cpuinfo, "model name");
  Finding finding{.subject = "processor", .verdict = Verdict::kGood, .found = {}, .remedy = {}};
  finding.found = std::string(name.empty() ? "unknown processor" : name) + ", " + std::to_string(threads) + " threads," +
                  (present.empty() ? " no vector extensions we use" : present);
  if (!has_word(flags, "avx2") && !has_word(flags, "asimd")) {
    finding.verdict = Verdict::kNote;
    finding.remedy =
        "Without AVX2 a network takes several times as long: skip frames (--schedule.every) or use a smaller model.";
  }
  return finding;
}

Finding check_memory(std::string_view meminfo) {
  constexpr std::uint64_t kWanted = 1ULL << 30U;
  const auto text = value_of(meminfo, "MemAvailable");
  std::uint64_t kibibytes = 0;
  std::from_chars(text.data(), text.data() + text.size(), kibibytes);
  Finding finding{
      .subject = "memory", .verdict = Verdict::kGood, .found = in_gibibytes(kibibytes << 10U) + " free", .remedy = {}};
  if ((kibibytes << 10U) < kWanted) {
    finding.verdict = Verdict::kNote;
    finding.remedy = "An edge needs about 250 MiB, a gateway 150 MiB: shorten the clip ring, or end other programs.";
  }
  return finding;
}

Finding check_openvino() {
  // Linked in, so it is there; what differs from machine to machine is the arithmetic.
  return {.subject = "openvino",
          .verdict = Verdict::kGood,
          .found = inference::openvino::has_native_bf16() ? "present, f32 and bf16 in hardware"
                                                          : "present, f32 (no bf16 on this processor)",
          .remedy = {}};
}

Finding check_onnxruntime() {
  const auto library = inference::onnxruntime::find_library();
  if (!library) {
    return {.subject = "onnxruntime",
            .verdict = Verdict::kNote,
            .found = library.error().message,
            .remedy =
                "OpenVINO is enough. For this second back end run tools/setup.d/onnxruntime, or name a library in "
                "EYRIE_ONNXRUNTIME."};
  }
  std::string providers;
  for (const auto& provider : library->providers) providers += (providers.empty() ? "" : ", ") + provider;
  return {.subject = "onnxruntime",
          .verdict = Verdict::kGood,
          .found = library->version + " at " + library->path + " (" + providers + ")",
          .remedy = {}};
}

Finding check_broker(const std::string& url, std::chrono::milliseconds patience) {
  Finding finding{.subject = "broker", .verdict = Verdict::kGood, .found = url + " answers", .remedy = {}};
  FirstAnswer answer;
  mqtt::MqttOptions options;
  options.url = url;
  options.client_id = "eyrie-doctor-" + std::to_string(::getpid());
  const auto client = mqtt::MqttClient::create(std::move(options));
  if (!client)
    return {.subject = "broker",
            .verdict = Verdict::kProblem,
            .found = client.error().message,
            .remedy = "Give a link such as mqtt://127.0.0.1:1883."};

  (*client)->on_connection([&answer](const mqtt::ConnectionState& state) { answer.give(state); });
  (*client)->start();
  const auto state = answer.wait(patience);
  (*client)->stop(std::chrono::milliseconds(0));
  if (!state.is_connected) {
    finding.verdict = Verdict::kNote;
    finding.found = state.reason;
    finding.remedy =
        "Edge and gateway need a broker: start mosquitto, or name yours with --broker. make demo starts its own.";
  }
  return finding;
}

Finding check_port(int port) {
  Finding finding{.subject = "port",
                  .verdict = Verdict::kGood,
                  .found = std::to_string(port) + " is free for the gateway",
                  .remedy = {}};
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool is_free = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const int reason = errno;
  ::close(socket);
  if (is_free) return finding;
  finding.verdict = Verdict::kNote;
  finding.found = std::to_string(port) + " cannot be used: " + std::strerror(reason);
  finding.remedy = reason == EACCES
                       ? "Ports below 1024 need rights: choose another."
                       : "Something listens there already, perhaps a gateway; choose another port for a second one.";
  return finding;
}

Finding check_disk(const fs::path& folder) {
  constexpr std::uint64_t kNeeded = 1ULL << 30U;
  constexpr std::uint64_t kWanted = 10ULL << 30U;
  std::error_code error;
  const auto space = fs::space(folder, error);
  if (error) {
    return {.subject = "disk",
            .verdict = Verdict::kProblem,
            .found = folder.string() + ": " + error.message(),
            .remedy = "Make the folder, or name another with --folder."};
  }
  const auto absolute = fs::weakly_canonical(folder, error);
  Finding finding{.subject = "disk",
                  .verdict = Verdict::kGood,
                  .found = in_gibibytes(space.available) + " free at " + absolute.string(),
                  .remedy = {}};
  if (::access(folder.c_str(), W_OK) != 0) {
    finding.verdict = Verdict::kProblem;
    finding.found += ", and this user may not write there";
    finding.remedy = "Change its owner, or name another folder with --folder.";
  } else if (space.available < kNeeded) {
    finding.verdict = Verdict::kProblem;
    finding.remedy = "Below 1 GiB a journal soon reaches its end and detections are given up: free some.";
  } else if (space.available < kWanted) {
    finding.verdict = Verdict::kNote;
    finding.remedy = "A clip takes about 10 MiB; say how long they are kept.";
  }
  return finding;
}

Finding check_programs() {
  std::error_code error;
  const auto here = fs::read_symlink("/proc/self/exe", error).parent_path();
  std::string missing;
  for (const char* name : {"eyrie-edge", "eyrie-gateway"}) {
    if (!fs::exists(here / name, error)) missing += std::string(" ") + name;
  }
  if (!is_in_path("mosquitto") && !fs::exists("/usr/sbin/mosquitto", error)) missing += " mosquitto";
  if (missing.empty()) {
    return {.subject = "programs",
            .verdict = Verdict::kGood,
            .found = "eyrie-edge, eyrie-gateway and mosquitto are there",
            .remedy = {}};
  }
  return {.subject = "programs",
          .verdict = Verdict::kNote,
          .found = "not found:" + missing,
          .remedy = "The demo needs them: make build, and tools/setup for mosquitto."};
}

Finding check_clock() {
  timex state{};
  const int answer = ::adjtimex(&state);
  const bool is_synchronised = answer >= 0 && answer != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
  if (is_synchronised) return {.subject = "clock", .verdict = Verdict::kGood, .found = "synchronised", .remedy = {}};
  return {.subject = "clock",
          .verdict = Verdict::kNote,
          .found = answer < 0 ? "the kernel does not say whether it is right" : "not synchronised",
          .remedy = "Evidence carries this clock's time: run chrony, systemd-timesyncd, or a GPS time source on the drone."};
}

}  // namespace eyrie::doctor
