// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/app.hpp"

#include <atomic>
#include <csignal>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "base/periodic.hpp"
#include "crypto/random.hpp"
#include "gateway/api/api.hpp"
#include "gateway/base_map.hpp"
#include "gateway/doorman.hpp"
#include "gateway/first_admin.hpp"
#include "gateway/infer_service.hpp"
#include "gateway/ingest.hpp"
#include "gateway/live_hub.hpp"
#include "gateway/rule_book.hpp"
#include "messaging/mqtt/mqtt_client.hpp"
#include "model_loading/model_loading.hpp"
#include "observe/health.hpp"
#include "perception/yolo_detector.hpp"
#include "pictures/decode.hpp"
#include "storage/files/blob_store.hpp"
#include "storage/sqlite/fleet_store.hpp"
#include "web/http/server.hpp"
#include "web/http/static_files.hpp"
#include "wire/detail/json_writer.hpp"
#include "wire/json.hpp"
#include "wire/topics.hpp"

namespace eyrie::gateway {
namespace {

namespace fs = std::filesystem;

/// An upload nobody went on with for this long is forgotten: a drone that is grounded comes back within it.
constexpr std::chrono::hours kUploadLifetime{7 * 24};
/// A finished one is remembered only for a drone that missed the answer.
constexpr std::chrono::hours kFinishedUploadLifetime{1};
constexpr std::chrono::hours kUploadExpiryInterval{1};

/// The broker as everybody else here sees it.
class MqttBus final : public Bus {
 public:
  explicit MqttBus(mqtt::MqttClient& client) : client_(client) {}
  [[nodiscard]] Status publish(std::string_view topic, std::string_view payload, bool is_retained) override {
    return client_.publish({.topic = topic, .payload = payload, .qos = mqtt::Qos::kAtLeastOnce, .is_retained = is_retained});
  }
  [[nodiscard]] bool is_connected() const override { return client_.is_connected(); }

 private:
  mqtt::MqttClient& client_;
};

std::string gateway_status(fleet::Presence presence, const std::string& instance, const std::string& url) {
  return wire::to_json(wire::GatewayStatus{.presence = presence, .instance = instance, .http = url});
}

Result<std::unique_ptr<DetectorPool>> open_detectors(const ModelSettings& settings, observe::Log& log) {
  if (settings.path->empty()) return nullptr;
  const auto model = model_loading::load_model({.path = settings.path(),
                                                .backend = settings.backend(),
                                                .precision = settings.precision(),
                                                .threads = settings.threads(),
                                                .requests = settings.requests(),
                                                .cache_folder = model_loading::default_cache_folder()});
  if (!model) return fail(model.error());
  std::vector<std::unique_ptr<perception::Detector>> detectors;
  for (int i = 0; i < settings.requests(); ++i) {
    auto detector = perception::YoloDetector::open(model->engine, program_settings::detector_options(settings));
    if (!detector) return fail(detector.error());
    detectors.push_back(std::move(*detector));
  }
  const perception::ModelInfo& info = model->engine->model();
  for (const auto& remark : model->remarks) log.warning(remark);
  log.info("the network is ready", {{"model", model->tag}, {"backend", info.backend}, {"precision", info.precision}});
  return std::make_unique<DetectorPool>(model->tag, std::move(detectors));
}

Result<imaging::Image> decode_picture(std::span<const std::uint8_t> bytes) { return pictures::decode(bytes); }

web::SharedMessage dropped_notice(std::uint64_t count) {
  wire::detail::JsonWriter json(64);
  json.begin_object();
  json.key("type").text("dropped");
  json.key("count").whole(count);
  json.end_object();
  return web::text_message(json.take());
}

}  // namespace

/// In the order they are made; they go in the reverse one.
struct App::Parts {
  Parts(const GatewaySettings& given, observe::Log& to) : settings(given), log(to) {}

  Status open_map();
  Status open_stores();
  Status connect();
  Status serve();
  void listen();
  void expire_uploads();
  void on_connection(const mqtt::ConnectionState& state);
  void on_gateway_status(std::string_view payload);
  void announce();

  const GatewaySettings& settings;
  observe::Log& log;
  const Clock& clock = system_clock();
  const std::string instance = crypto::uuid_v7(system_clock().now());
  observe::Metrics metrics;
  observe::Health health;
  std::unique_ptr<fleet::FleetStore> store;
  std::unique_ptr<fleet::BlobStore> blobs;
  std::optional<Periodic> housekeeping;
  std::unique_ptr<mqtt::MqttClient> client;
  std::unique_ptr<MqttBus> bus;
  std::unique_ptr<RuleBook> rules;
  std::unique_ptr<LiveHub> live;
  std::unique_ptr<Ingest> ingest;
  std::unique_ptr<InferService> infer;
  std::unique_ptr<Doorman> doorman;
  std::optional<BaseMap> map;
  std::optional<api::Context> context;
  std::unique_ptr<web::HttpServer> server;
  std::string url;  ///< others reach us at
  observe::Health::Check* broker_health = nullptr;
  std::atomic<bool> is_leaving{false};
  bool is_stopped = false;
};

Status App::Parts::open_map() {
  if (settings.map.file->empty()) return {};
  auto opened = BaseMap::open(settings.map.file(), health.add("map"));
  if (!opened) return fail(opened.error());
  map.emplace(std::move(*opened));
  return {};
}

Status App::Parts::open_stores() {
  std::error_code failure;
  const fs::path folder = settings.data.folder();
  fs::create_directories(folder, failure);
  if (failure) {
    return fail(Error::kUnavailable,
                "cannot make the folder " + folder.string() + ": " + failure.message() + " (setting: data.folder)");
  }
  auto opened_store = storage::sqlite::open_fleet_store(
      {.path = folder / "eyrie.db",
       .unknown_drones = settings.ingest.enrol_unknown() ? storage::sqlite::UnknownDrones::kEnrolWhenFirstSeen
                                                         : storage::sqlite::UnknownDrones::kHoldPending});
  if (!opened_store) return fail(opened_store.error());
  store = std::move(*opened_store);
  auto opened_blobs = storage::files::open_blob_store({.folder = folder / "objects"});
  if (!opened_blobs) return fail(opened_blobs.error());
  blobs = std::move(*opened_blobs);
  housekeeping.emplace(kUploadExpiryInterval, [this] { expire_uploads(); });
  const fs::path password_file =
      settings.admin.password_file->empty() ? folder / "admin-password" : settings.admin.password_file();
  return ensure_admin(*store, {.password = settings.admin.password->reveal(), .password_file = password_file}, log);
}

void App::Parts::expire_uploads() {
  const auto expired = blobs->expire_uploads(
      fleet::Principal::service("gateway"),
      {.unfinished_since = clock.now() - kUploadLifetime, .finished_since = clock.now() - kFinishedUploadLifetime});
  if (!expired) return log.error(expired.error());
  if (*expired > 0) log.info("uploads that nobody went on with are forgotten", {{"count", *expired}});
}

Status App::Parts::connect() {
  const BrokerSettings& broker = settings.broker;
  auto created =
      mqtt::MqttClient::create({.url = broker.url(),
                                .client_id = "eyrie-gateway-" + instance,
                                .username = broker.username(),
                                .password = broker.password->reveal(),
                                .ca_file = broker.ca_file->string(),
                                .certificate_file = broker.cert_file->string(),
                                .key_file = broker.key_file->string(),
                                .will = mqtt::Will{.topic = std::string(wire::kGatewayStatusTopic),
                                                   .payload = gateway_status(fleet::Presence::kOffline, instance, ""),
                                                   .is_retained = true}});
  if (!created) return fail(created.error());
  client = std::move(*created);
  bus = std::make_unique<MqttBus>(*client);
  broker_health = &health.add("broker");
  return {};
}

Status App::Parts::serve() {
  auto opened_rules = RuleBook::open(*store, *bus);
  if (!opened_rules) return fail(opened_rules.error());
  rules = std::move(*opened_rules);
  auto detectors = open_detectors(settings.model, log);
  if (!detectors) return fail(detectors.error());

  live = std::make_unique<LiveHub>(LiveHub::Options{.instance = instance}, *store, *bus, metrics, clock);
  ingest = std::make_unique<Ingest>(Ingest::Options{.max_waiting = static_cast<std::size_t>(settings.ingest.max_waiting()),
                                                    .max_batch = static_cast<std::size_t>(settings.ingest.max_batch()),
                                                    .instance = instance},
                                    Ingest::Surroundings{.store = *store,
                                                         .rules = *rules,
                                                         .bus = *bus,
                                                         .listener = *live,
                                                         .log = log,
                                                         .metrics = metrics,
                                                         .health = health,
                                                         .clock = clock});
  infer = std::make_unique<InferService>(std::move(*detectors), decode_picture, *store, *blobs, *live, metrics, clock);
  doorman = std::make_unique<Doorman>(*store, clock, settings.session.lifetime());
  context.emplace(api::Context{.store = *store,
                               .blobs = *blobs,
                               .doorman = *doorman,
                               .rules = *rules,
                               .live = *live,
                               .bus = *bus,
                               .infer = *infer,
                               .health = health,
                               .metrics = metrics,
                               .clock = clock,
                               .map = map ? &*map : nullptr});

  web::Router router = api::make_router(*context);
  if (!settings.http.console->empty()) {
    auto console = web::StaticFiles::open(settings.http.console());
    if (!console) return fail(Error{console.error().code, console.error().message + " (setting: http.console)", false});
    router.set_fallback([files = std::move(*console)](const web::Request& request) { return files.handle(request); });
  }
  const auto requests = metrics.histogram("eyrie_gateway_http_seconds", "Time from a whole request to its answer.",
                                          observe::latency_buckets());
  auto started = web::HttpServer::start(
      {.address = settings.http.address(),
       .port = static_cast<std::uint16_t>(settings.http.port()),
       .certificate_file = settings.http.cert_file->string(),
       .key_file = settings.http.key_file->string(),
       .heavy_threads = static_cast<std::size_t>(settings.model.requests()),
       .max_heavy_waiting = static_cast<std::size_t>(settings.model.max_waiting()),
       .max_connections = static_cast<std::size_t>(settings.http.max_connections()),
       // A client is greeted with the state of every drone at once, and a fleet may have a thousand.
       .websocket_outbox = {.max_control_messages = 4096,
                            .max_control_bytes = 16_MiB,
                            .make_dropped_notice = dropped_notice},
       .on_served = [requests](const web::HttpServer::Served& served) { requests.observe(served.duration); }},
      std::move(router));
  if (!started) return fail(started.error());
  server = std::move(*started);
  url = settings.http.public_url->empty() ? server->url() : settings.http.public_url();
  return {};
}

void App::Parts::listen() {
  for (const auto channel : {wire::Channel::kDetections, wire::Channel::kTelemetry, wire::Channel::kEvents,
                             wire::Channel::kStatus, wire::Channel::kCommandResults}) {
    client->subscribe(wire::filter_of(channel), mqtt::Qos::kAtLeastOnce,
                      [this](const mqtt::Message& message) { ingest->on_message(message.topic, message.payload); });
  }
  client->subscribe(wire::filter_of(wire::Channel::kVideo), mqtt::Qos::kAtMostOnce, [this](const mqtt::Message& message) {
    if (const auto topic = wire::parse_topic(message.topic)) live->on_video(topic->drone, message.payload);
  });
  client->subscribe(std::string(wire::kGatewayStatusTopic), mqtt::Qos::kAtLeastOnce,
                    [this](const mqtt::Message& message) { on_gateway_status(message.payload); });
  client->on_connection([this](const mqtt::ConnectionState& state) { on_connection(state); });
  client->start();
}

void App::Parts::on_connection(const mqtt::ConnectionState& state) {
  if (!state.is_connected) {
    broker_health->set(observe::HealthState::kFailed, state.reason);
    log.warning(state.reason);
    return;
  }
  broker_health->set(observe::HealthState::kOk);
  log.info("the broker is there", {{"url", settings.broker.url()}});
  rules->forget_told();
  announce();
}

/// The last will of a gateway before us, or of a connection of ours that broke, may come after we said that we are there.
void App::Parts::on_gateway_status(std::string_view payload) {
  const auto status = wire::parse_gateway_status(payload);
  if (status && status->presence == fleet::Presence::kOffline && !is_leaving) announce();
}

void App::Parts::announce() {
  const auto said = bus->publish(wire::kGatewayStatusTopic, gateway_status(fleet::Presence::kOnline, instance, url), true);
  if (!said) log.error(said.error());
}

App::App(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
App::~App() { stop(); }

Result<std::unique_ptr<App>> App::start(const GatewaySettings& settings, observe::Log& log) {
  std::unique_ptr<App> app(new App(std::make_unique<Parts>(settings, log)));
  Parts& parts = *app->parts_;
  if (auto status = parts.open_map(); !status) return fail(status.error());
  if (auto status = parts.open_stores(); !status) return fail(status.error());
  if (auto status = parts.connect(); !status) return fail(status.error());
  if (auto status = parts.serve(); !status) return fail(status.error());
  parts.listen();
  log.info("the gateway is ready", {{"url", parts.url}, {"instance", parts.instance}});
  return app;
}

std::string App::url() const { return parts_->url; }
const observe::Metrics& App::metrics() const { return parts_->metrics; }

void App::stop() {
  if (std::exchange(parts_->is_stopped, true)) return;
  if (parts_->client) {
    // Edges stop streaming to us before we stop listening.
    parts_->is_leaving = true;
    (void)parts_->bus->publish(wire::kGatewayStatusTopic, gateway_status(fleet::Presence::kOffline, parts_->instance, ""),
                               true);
    parts_->client->stop();
  }
  if (parts_->server) parts_->server->stop();
  if (parts_->ingest) parts_->ingest->stop();
  if (parts_->live) parts_->live->stop();
}

Status run(const GatewaySettings& settings) {
  // Blocked before any thread is made, so that all of them inherit it and `sigwait` alone gets the signals.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  observe::Log log(
      {.program = "eyrie-gateway", .level = settings.log.level(), .format = settings.log.format(), .write = {}});
  auto app = App::start(settings, log);
  if (!app) return fail(app.error());
  int received = 0;
  sigwait(&signals, &received);
  log.info("ending", {{"signal", received}});
  (*app)->stop();
  return {};
}

}  // namespace eyrie::gateway
