// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/demo/demo.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>
#include <unistd.h>

#include "capture/ffmpeg/mp4.hpp"
#include "crypto/random.hpp"
#include "eyrie/demo/broker.hpp"
#include "eyrie/demo/child_process.hpp"
#include "eyrie/demo/gateway_api.hpp"
#include "eyrie/demo/inputs.hpp"
#include "eyrie/demo/mission_inputs.hpp"
#include "eyrie/demo/screen.hpp"
#include "eyrie/demo/work_folder.hpp"

namespace eyrie::demo {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::atomic<bool> is_over{false};

void end_on_signal(int) { is_over = true; }

fs::path folder_of_programs() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path();
}

/// The built console: beside the installed programs, or in the checkout they were built in.
fs::path console_folder() {
  const fs::path programs = folder_of_programs();
  for (const fs::path& candidate : {programs / "../share/eyrie/console", programs / "../../../console/dist"}) {
    if (fs::exists(candidate / "index.html")) return fs::canonical(candidate);
  }
  return {};
}

/// The sample mission: beside the installed programs, or in the checkout they were built in. Nothing without its films.
fs::path sample_folder() {
  const fs::path programs = folder_of_programs();
  for (const fs::path& candidate : {programs / "../share/eyrie/samples/site", programs / "../../../samples/site"}) {
    if (fs::exists(candidate / "drone-01/video.mp4")) return fs::canonical(candidate);
  }
  return {};
}

fs::path test_data_folder() {
  const char* const given = std::getenv("EYRIE_TEST_ASSETS");
  if (given != nullptr) return given;
  return folder_of_programs() / "../../../../shared/assets";
}

/// All programs of the demo, in the order in which they were started and against which they are ended.
class Programs {
 public:
  ~Programs() { stop(); }
  void add(ChildProcess process) { running_.push_back(std::move(process)); }
  [[nodiscard]] bool is_empty() const { return running_.empty(); }
  void stop() {
    while (!running_.empty()) {
      running_.back().stop(6s);
      running_.pop_back();
    }
  }
  /// How the first of them ended that nobody asked to.
  [[nodiscard]] std::optional<std::string> casualty() {
    for (auto& process : running_) {
      if (process.exit_code()) return process.obituary();
    }
    return std::nullopt;
  }

 private:
  std::vector<ChildProcess> running_;
};

/// The demo while it runs: what was started, and what is known of it.
class Demo {
 public:
  Demo(const DemoOptions& options, fs::path folder) : options_(options), folder_(std::move(folder)) {}

  Status start() {
    screen_.tell("preparing the pictures ...");
    auto inputs = find_inputs();
    if (!inputs) return fail(inputs.error());
    inputs_ = std::move(*inputs);
    screen_.tell("starting broker, gateway and drones ...");
    for (const auto step : {&Demo::start_broker_program, &Demo::start_gateway, &Demo::set_up_gateway, &Demo::start_edges}) {
      if (const auto done = (this->*step)(); !done) return done;
    }
    return {};
  }

  /// Shows the screen until it is over. An error when a program ended by itself.
  Status watch() {
    const auto began = std::chrono::steady_clock::now();
    while (!is_over) {
      state_.running = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - began);
      refresh();
      screen_.show(state_);
      if (const auto casualty = programs_.casualty()) return fail(Error::kInternal, *casualty);
      if (options_.run_for && state_.running >= *options_.run_for) return {};
      for (int i = 0; i < 10 && !is_over; ++i) std::this_thread::sleep_for(100ms);
    }
    return {};
  }

  /// Whether an incident came with a clip that a decoder can play.
  Status check_evidence() {
    refresh();
    std::string why = "no incident was opened";
    for (const auto& incident : state_.incidents) {
      if (incident.clip_key.empty()) {
        why = "no clip has arrived";
        continue;
      }
      const auto bytes = api_->object(incident.clip_key);
      if (!bytes) return fail(bytes.error());
      const fs::path file = folder_ / "checked-clip.mp4";
      std::ofstream(file, std::ios::binary | std::ios::trunc) << *bytes;
      const auto clip = capture::probe_clip(file);
      if (!clip) return fail(clip.error());
      std::printf("INC-%lld has a clip of %llu frames (%s).\n", static_cast<long long>(incident.id),
                  static_cast<unsigned long long>(clip->frames), incident.clip_key.c_str());
      return {};
    }
    return fail(Error::kNotFound, why + " in the time given. The logs are in " + folder_.string());
  }

  void stop() {
    screen_.tell("ending what was started ...");
    programs_.stop();
  }
  [[nodiscard]] bool has_started_programs() const { return !programs_.is_empty(); }

 private:
  /// What the user named, else the sample mission; where that is not installed the project's test data.
  Result<DemoInputs> find_inputs() {
    if (!options_.source.empty()) return inputs_from(options_.source, options_.model);
    if (!options_.mission.empty()) return inputs_from_mission(options_.mission);
    if (const auto sample = sample_folder(); !sample.empty()) return inputs_from_mission(sample);
    return inputs_from_test_data(test_data_folder(), folder_, is_over);
  }

  Status start_broker_program() {
    const auto port = free_port();
    if (!port) return fail(port.error());
    broker_url_ = "mqtt://127.0.0.1:" + std::to_string(*port);
    std::vector<BrokerUser> users{gateway_user(crypto::random_token(18))};
    for (const auto& drone : inputs_.drones) users.push_back(drone_user(drone.id, crypto::random_token(18)));
    auto broker = start_broker(folder_, *port, users, is_over);
    if (!broker) return fail(broker.error());
    programs_.add(std::move(*broker));
    broker_users_ = std::move(users);
    return {};
  }

  Status start_gateway() {
    const auto port = free_port(options_.port);
    if (!port) return fail(port.error());
    state_.console_url = "http://127.0.0.1:" + std::to_string(*port);
    state_.log_folder = folder_.string();
    state_.password = crypto::random_token(12);
    ChildProcess::Options gateway{
        .name = "eyrie-gateway",
        .program = folder_of_programs() / "eyrie-gateway",
        .arguments = {},
        .environment = {{"EYRIE_BROKER_PASSWORD", broker_users_[0].password}, {"EYRIE_ADMIN_PASSWORD", state_.password}},
        .log_file = folder_ / "gateway.log"};
    gateway.arguments = {"--broker.url=" + broker_url_,
                         "--broker.username=gateway",
                         "--http.port=" + std::to_string(*port),
                         "--data.folder=" + (folder_ / "gateway").string(),
                         "--model.path=" + inputs_.drones[0].model.string(),
                         "--log.format=text"};
    if (!inputs_.map.empty()) gateway.arguments.push_back("--map.file=" + inputs_.map.string());
    if (const auto console = console_folder(); !console.empty())
      gateway.arguments.push_back("--http.console=" + console.string());
    auto process = ChildProcess::start(std::move(gateway));
    if (!process) return fail(process.error());
    programs_.add(std::move(*process));
    auto api = GatewayApi::open(state_.console_url);
    if (!api) return fail(api.error());
    api_.emplace(std::move(*api));
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!api_->is_ready()) {
      if (const auto casualty = programs_.casualty()) return fail(Error::kInternal, *casualty);
      if (std::chrono::steady_clock::now() > deadline)
        return fail(Error::kTimeout, "the gateway does not get ready; see " + (folder_ / "gateway.log").string());
      if (is_over) return fail(Error::kUnavailable, "interrupted");
      std::this_thread::sleep_for(50ms);
    }
    return {};
  }

  Status set_up_gateway() {
    if (const auto signed_in = api_->sign_in("admin", state_.password); !signed_in) return signed_in;
    return api_->put_rules(inputs_.rules_json);
  }

  Status start_edges() {
    for (std::size_t i = 0; i < inputs_.drones.size(); ++i) {
      const auto& drone = inputs_.drones[i];
      const auto token = api_->enrol(drone.id, drone.name);
      if (!token) return fail(token.error());
      ChildProcess::Options edge{
          .name = "eyrie-edge " + drone.id,
          .program = folder_of_programs() / "eyrie-edge",
          .arguments = {},
          .environment = {{"EYRIE_BROKER_PASSWORD", broker_users_[i + 1].password}, {"EYRIE_GATEWAY_TOKEN", *token}},
          .log_file = folder_ / (drone.id + ".log")};
      edge.arguments = {"--drone.id=" + drone.id,
                        "--camera.source=" + drone.source,
                        "--model.path=" + drone.model.string(),
                        "--broker.url=" + broker_url_,
                        "--broker.username=" + drone.id,
                        "--gateway.url=" + state_.console_url,
                        "--journal.folder=" + (folder_ / drone.id).string(),
                        "--log.format=text",
                        std::string("--camera.loop=") + (drone.is_looped ? "true" : "false")};
      if (!drone.telemetry.empty()) {
        edge.arguments.push_back("--telemetry.replay=" + drone.telemetry.string());
        edge.arguments.push_back("--telemetry.offset=" + drone.telemetry_offset);
      }
      for (const auto& [name, value] : drone.settings) edge.arguments.push_back("--" + name + "=" + value);
      auto process = ChildProcess::start(std::move(edge));
      if (!process) return fail(process.error());
      programs_.add(std::move(*process));
    }
    return {};
  }

  void refresh() {
    state_.troubles.clear();
    auto drones = api_->drones();
    auto incidents = api_->incidents();
    if (!drones || !incidents) {
      state_.troubles.push_back((drones ? incidents.error() : drones.error()).message);
      return;
    }
    for (auto& drone : *drones) {
      drone.incidents = static_cast<std::uint64_t>(std::count_if(
          incidents->begin(), incidents->end(), [&](const auto& incident) { return incident.drone == drone.id; }));
      if (drone.capture_state == "waiting")
        state_.troubles.push_back(drone.id + " gets no pictures from its camera; " + (folder_ / drone.id).string() +
                                  ".log says why");
    }
    state_.drones = std::move(*drones);
    state_.incidents = std::move(*incidents);
  }

  const DemoOptions& options_;
  const fs::path folder_;
  DemoInputs inputs_;
  std::string broker_url_;
  std::vector<BrokerUser> broker_users_;
  std::optional<GatewayApi> api_;
  ScreenState state_;
  Screen screen_;
  Programs programs_;
};

}  // namespace

Status run_demo(const DemoOptions& options) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, end_on_signal);
  auto folder = WorkFolder::make(options.keep);
  if (!folder) return fail(folder.error());
  Demo demo(options, folder->path());
  Status outcome = demo.start();
  if (outcome) outcome = demo.watch();
  if (is_over) {
    outcome =
        options.run_for ? fail(Error::kUnavailable, "interrupted before the time that was given had passed") : Status{};
  } else if (outcome && options.run_for) {
    outcome = demo.check_evidence();
  }
  if (!outcome && !is_over && demo.has_started_programs()) folder->keep();
  demo.stop();
  return outcome;
}

}  // namespace eyrie::demo
