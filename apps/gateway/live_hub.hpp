// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "fleet/store.hpp"
#include "gateway/bus.hpp"
#include "gateway/gop_cache.hpp"
#include "gateway/ingest.hpp"
#include "observe/metrics.hpp"
#include "web/http/websocket.hpp"

namespace eyrie::gateway {

/// What a client of `/v1/live` asked to see.
struct WatchList {
  bool is_all = false;  ///< detections and telemetry of every drone
  std::set<DroneId> drones;
  std::set<DroneId> video;
};
/// Reads `{"type":"watch",...}`. `kInvalidArgument` for anything else.
[[nodiscard]] Result<WatchList> parse_watch(std::string_view json);

/// Everything that happens, to everybody who watches: docs/design/live.md.
///
/// A message is made once for all clients, and not at all when nobody wants it. States of drones are read from the store by
/// the hub's own thread and sent at most twice a second a drone. While somebody watches the video of a drone that is
/// enrolled, the hub leases it from the drone and renews the lease; the newest group of pictures is kept for joiners. A
/// drone nobody enrolled is asked for nothing and nothing of it is relayed, until it is enrolled.
///
/// Thread-safe; of what is called from outside only `begin` and a client's watch message wait for the store.
class LiveHub final : public IngestListener {
 public:
  struct Options {
    std::string instance{};
    std::chrono::milliseconds drone_interval{500};
    std::chrono::seconds lease{10};
    std::chrono::seconds lease_renewal{4};
    std::chrono::seconds session_check{30};
  };
  LiveHub(Options options, fleet::FleetStore& store, Bus& bus, observe::Metrics& metrics, const Clock& clock);
  ~LiveHub() override;

  /// A person has connected: says hello and the state of every drone. `is_still_valid` is asked now and then whether the
  /// session still holds; it may block.
  [[nodiscard]] Result<std::unique_ptr<web::WebSocketListener>> begin(const fleet::Principal& principal,
                                                                      std::function<bool()> is_still_valid,
                                                                      std::shared_ptr<web::WebSocketClient> client);

  void on_detections(const fleet::DetectionReport& report) override;
  void on_telemetry(const fleet::TelemetrySample& sample) override;
  void on_incident(const fleet::IncidentChange& change) override;
  void on_drone(const DroneId& drone) override;
  /// One access unit as it came on `drone/<id>/video`; what is none, or another drone's, is ignored and counted.
  void on_video(const DroneId& drone, std::string_view message);

  /// A lease asks for the drone's video as a command; also the tests' way to let time pass.
  void tick();
  void stop();

 private:
  class Listener;
  struct Client {
    std::shared_ptr<web::WebSocketClient> socket;
    std::function<bool()> is_still_valid;
    WatchList watches;
  };
  struct Video {
    GopCache recent;
    std::size_t watchers = 0;
    bool is_enrolled = false;  ///< its drone, when the lease was renewed last
    SteadyTime renew_at{};
  };
  struct DroneNews {
    bool is_waiting = false;
    SteadyTime not_before{};
    /// When its silence is news: a drone that loses its broker along with us has no last will.
    SteadyTime silent_from = SteadyTime::max();
  };

  void watch(std::uint64_t client, WatchList list);
  void end(std::uint64_t client);
  void count_watchers();
  void send_drone(const DroneId& id);
  void lease_video(const DroneId& id);
  /// What is known of a drone while the store is away is what was known before.
  [[nodiscard]] bool is_enrolled(const DroneId& id, bool before);
  void check_sessions();
  template <typename Wants>
  [[nodiscard]] bool anyone(Wants wants) const;
  void run();

  const Options options_;
  fleet::FleetStore& store_;
  Bus& bus_;
  const Clock& clock_;
  const fleet::Principal service_ = fleet::Principal::service("live");

  mutable std::mutex mutex_;
  std::map<std::uint64_t, Client> clients_;
  std::map<DroneId, Video> videos_;
  std::map<DroneId, DroneNews> news_;
  std::uint64_t next_client_ = 0;
  SteadyTime next_session_check_{};

  observe::Gauge clients_gauge_;
  observe::Counter relayed_;
  observe::Counter refused_;

  std::condition_variable wake_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace eyrie::gateway
