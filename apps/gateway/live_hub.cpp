// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/live_hub.hpp"

#include <utility>
#include <vector>

#include "crypto/random.hpp"
#include "gateway/fields.hpp"
#include "gateway/views.hpp"
#include "media/access_unit.hpp"
#include "wire/detail/json_writer.hpp"
#include "wire/json.hpp"
#include "wire/topics.hpp"

namespace eyrie::gateway {
namespace {

using namespace std::chrono_literals;
using wire::detail::JsonWriter;

/// How often the hub looks whether something is due.
constexpr std::chrono::milliseconds kTick{100};
/// Drones one client may name in one list.
constexpr std::size_t kMaxWatched = 1000;

web::SharedMessage message(std::string_view type, std::string_view name, std::string_view json) {
  JsonWriter text(json.size() + 64);
  text.begin_object();
  text.key("type").text(type);
  text.key(name).raw(json);
  text.end_object();
  return web::text_message(text.take());
}

Status read_drones(const Fields& fields, std::string_view name, bool& is_all, std::set<DroneId>& into) {
  const auto names = fields.texts(name, kMaxWatched);
  if (!names) return fail(names.error());
  for (const std::string& text : *names) {
    if (text == "*") {
      is_all = true;
      continue;
    }
    auto id = DroneId::parse(text);
    if (!id) return fail(id.error());
    into.insert(std::move(*id));
  }
  return {};
}

}  // namespace

Result<WatchList> parse_watch(std::string_view json) {
  const auto fields = Fields::parse(json);
  if (!fields) return fail(fields.error());
  if (fields->optional_text("type").value_or(std::nullopt) != "watch")
    return fail(Error::kInvalidArgument, "not a watch message");
  WatchList list;
  bool is_all_video = false;  // video is asked for by name: "*" would be every camera of the fleet at once
  if (auto read = read_drones(*fields, "drones", list.is_all, list.drones); !read) return fail(read.error());
  if (auto read = read_drones(*fields, "video", is_all_video, list.video); !read) return fail(read.error());
  return list;
}

class LiveHub::Listener final : public web::WebSocketListener {
 public:
  Listener(LiveHub& hub, std::uint64_t id, std::shared_ptr<web::WebSocketClient> socket)
      : hub_(hub), id_(id), socket_(std::move(socket)) {}

  void on_text(std::string_view text) override {
    if (auto list = parse_watch(text)) return hub_.watch(id_, std::move(*list));
    const auto fields = Fields::parse(text);
    if (fields && fields->optional_text("type").value_or(std::nullopt) == "ping") return pong(*fields);
    socket_->close(web::CloseCode::kPolicy, "not a message of /v1/live");
  }
  void on_binary(std::string_view /*bytes*/) override {
    socket_->close(web::CloseCode::kPolicy, "not a message of /v1/live");
  }
  void on_closed() override { hub_.end(id_); }

 private:
  void pong(const Fields& ping) {
    const auto t = ping.optional_number("t");
    JsonWriter json(96);
    json.begin_object();
    json.key("type").text("pong");
    if (t && *t) json.key("t").number(**t, 3);
    json.key("server_time").time(hub_.clock_.now());
    json.end_object();
    socket_->send_control(web::text_message(json.take()));
  }

  LiveHub& hub_;
  const std::uint64_t id_;
  const std::shared_ptr<web::WebSocketClient> socket_;
};

LiveHub::LiveHub(Options options, fleet::FleetStore& store, Bus& bus, observe::Metrics& metrics, const Clock& clock)
    : options_(std::move(options)),
      store_(store),
      bus_(bus),
      clock_(clock),
      clients_gauge_(metrics.gauge("eyrie_gateway_live_clients", "Clients of /v1/live.")),
      relayed_(metrics.counter("eyrie_gateway_relayed_units_total", "Access units relayed to clients that watch them.")),
      refused_(metrics.counter("eyrie_gateway_refused_units_total",
                               "Video messages that were none of their drone, or of a drone nobody enrolled.")),
      thread_([this] { run(); }) {}

LiveHub::~LiveHub() { stop(); }

void LiveHub::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void LiveHub::run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kTick, [this] { return is_stopping_; })) {
    lock.unlock();
    tick();
    lock.lock();
  }
}

Result<std::unique_ptr<web::WebSocketListener>> LiveHub::begin(const fleet::Principal& principal,
                                                               std::function<bool()> is_still_valid,
                                                               std::shared_ptr<web::WebSocketClient> client) {
  const auto drones = store_.drones(principal);
  if (!drones) return fail(drones.error());
  JsonWriter hello(192);
  hello.begin_object();
  hello.key("type").text("hello");
  hello.key("server_time").time(clock_.now());
  hello.key("user").text(principal.name());
  hello.key("instance").text(options_.instance);
  hello.end_object();
  client->send_control(web::text_message(hello.take()));

  std::uint64_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    id = ++next_client_;
    clients_.emplace(id, Client{.socket = client, .is_still_valid = std::move(is_still_valid), .watches = {}});
    clients_gauge_.set(static_cast<double>(clients_.size()));
  }
  for (const fleet::Drone& drone : *drones) client->send_control(message("drone", "drone", to_json(drone, clock_.now())));
  return std::make_unique<Listener>(*this, id, std::move(client));
}

void LiveHub::end(std::uint64_t client) {
  const std::lock_guard lock(mutex_);
  clients_.erase(client);
  clients_gauge_.set(static_cast<double>(clients_.size()));
  count_watchers();
}

void LiveHub::watch(std::uint64_t client, WatchList list) {
  std::vector<DroneId> begun;
  {
    const std::lock_guard lock(mutex_);
    const auto found = clients_.find(client);
    if (found == clients_.end()) return;
    const std::set<DroneId> before = std::exchange(found->second.watches, std::move(list)).video;
    for (const DroneId& drone : found->second.watches.video) {
      if (before.contains(drone)) continue;
      Video& video = videos_[drone];
      // Where the groups of many drones are more than a client's queue holds, the rest begins at the next key frame.
      (void)found->second.socket->send_group(video.recent.units());
      if (video.watchers == 0) begun.push_back(drone);
    }
    count_watchers();
  }
  for (const DroneId& drone : begun) lease_video(drone);
}

/// With the lock held. Forgets the pictures of drones nobody watches any more; their lease runs out by itself.
void LiveHub::count_watchers() {
  for (auto& [drone, video] : videos_) video.watchers = 0;
  for (const auto& [id, client] : clients_) {
    for (const DroneId& drone : client.watches.video) ++videos_[drone].watchers;
  }
  std::erase_if(videos_, [](const auto& entry) { return entry.second.watchers == 0; });
}

template <typename Wants>
bool LiveHub::anyone(Wants wants) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, client] : clients_) {
    if (wants(client)) return true;
  }
  return false;
}

void LiveHub::on_detections(const fleet::DetectionReport& report) {
  const auto wants = [&](const Client& client) {
    return client.watches.is_all || client.watches.drones.contains(report.drone);
  };
  if (!anyone(wants)) return;
  const auto shared = message("detections", "report", wire::to_json(report));
  const std::lock_guard lock(mutex_);
  for (const auto& [id, client] : clients_) {
    if (wants(client)) client.socket->send_data(shared);
  }
}

void LiveHub::on_telemetry(const fleet::TelemetrySample& sample) {
  const auto wants = [&](const Client& client) {
    return client.watches.is_all || client.watches.drones.contains(sample.drone);
  };
  if (!anyone(wants)) return;
  const auto shared = message("telemetry", "sample", wire::to_json(sample));
  const std::lock_guard lock(mutex_);
  for (const auto& [id, client] : clients_) {
    if (wants(client)) client.socket->send_data(shared);
  }
}

void LiveHub::on_incident(const fleet::IncidentChange& change) {
  if (!anyone([](const Client&) { return true; })) return;
  JsonWriter json(1024);
  json.begin_object();
  json.key("type").text("incident");
  json.key("change").text(fleet::name_of(change.kind));
  json.key("incident").raw(to_json(change.incident));
  json.end_object();
  const auto shared = web::text_message(json.take());
  const std::lock_guard lock(mutex_);
  for (const auto& [id, client] : clients_) client.socket->send_control(shared);
}

void LiveHub::on_drone(const DroneId& drone) {
  const std::lock_guard lock(mutex_);
  DroneNews& news = news_[drone];
  news.is_waiting = true;
  news.silent_from = clock_.steady_now() + kPresenceTimeout + options_.drone_interval;
}

void LiveHub::on_video(const DroneId& drone, std::string_view bytes) {
  const auto unit = media::decode_access_unit(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
  if (!unit || unit->drone_id != drone) return refused_.add();
  const std::lock_guard lock(mutex_);
  const auto video = videos_.find(drone);
  if (video == videos_.end()) return;  // the lease of somebody who has just left
  if (!video->second.is_enrolled) return refused_.add();
  const auto shared = web::binary_message(std::string(bytes));
  video->second.recent.push(shared, unit->is_key || unit->is_jpeg);
  for (const auto& [id, client] : clients_) {
    if (!client.watches.video.contains(drone)) continue;
    client.socket->send_data(shared);
    relayed_.add();
  }
}

void LiveHub::tick() {
  std::vector<DroneId> changed;
  std::vector<DroneId> due;
  bool is_check_due = false;
  {
    const std::lock_guard lock(mutex_);
    const SteadyTime now = clock_.steady_now();
    for (auto& [drone, news] : news_) {
      const bool has_fallen_silent = now >= news.silent_from;
      if ((!news.is_waiting && !has_fallen_silent) || now < news.not_before) continue;
      news.is_waiting = false;
      news.not_before = now + options_.drone_interval;
      if (has_fallen_silent) news.silent_from = SteadyTime::max();
      if (!clients_.empty()) changed.push_back(drone);
    }
    for (const auto& [drone, video] : videos_) {
      if (now >= video.renew_at) due.push_back(drone);
    }
    is_check_due = now >= next_session_check_;
    if (is_check_due) next_session_check_ = now + options_.session_check;
  }
  for (const DroneId& drone : changed) send_drone(drone);
  for (const DroneId& drone : due) lease_video(drone);
  if (is_check_due) check_sessions();
}

void LiveHub::send_drone(const DroneId& id) {
  const auto drone = store_.drone(service_, id);
  if (!drone) return;
  const auto shared = message("drone", "drone", to_json(*drone, clock_.now()));
  const std::lock_guard lock(mutex_);
  for (const auto& [key, client] : clients_) client.socket->send_control(shared);
}

bool LiveHub::is_enrolled(const DroneId& id, bool before) {
  const auto drone = store_.drone(service_, id);
  if (drone) return drone->enrolment == fleet::Enrolment::kEnrolled;
  return drone.error().code != Error::kNotFound && before;
}

void LiveHub::lease_video(const DroneId& id) {
  const auto video_of = [&] {
    const auto video = videos_.find(id);
    return video != videos_.end() ? &video->second : nullptr;
  };
  bool is_let_in = false;
  {
    const std::lock_guard lock(mutex_);
    const Video* const video = video_of();
    if (video == nullptr) return;
    is_let_in = video->is_enrolled;
  }
  is_let_in = is_enrolled(id, is_let_in);
  {
    // Before the lease is asked for, so that its first picture finds the door open.
    const std::lock_guard lock(mutex_);
    Video* const video = video_of();
    if (video == nullptr) return;
    video->is_enrolled = is_let_in;
    if (!is_let_in) video->recent.clear();
    video->renew_at = clock_.steady_now() + options_.lease_renewal;
  }
  if (!is_let_in) return;
  const Timestamp now = clock_.now();
  const std::string command = wire::to_json(wire::Command{
      .id = crypto::uuid_v7(now), .expires_at = now + options_.lease, .action = wire::VideoLease{.length = options_.lease}});
  if (bus_.publish(wire::topic_of(id, wire::Channel::kCommands), command, false)) return;
  const std::lock_guard lock(mutex_);
  if (Video* const video = video_of()) video->renew_at = clock_.steady_now() + 500ms;
}

void LiveHub::check_sessions() {
  std::vector<Client> clients;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, client] : clients_) clients.push_back(client);
  }
  for (const Client& client : clients) {
    if (!client.is_still_valid()) client.socket->close(web::CloseCode::kPolicy, "the session is over: sign in again");
  }
}

}  // namespace eyrie::gateway
