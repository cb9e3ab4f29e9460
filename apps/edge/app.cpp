// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/app.hpp"

#include <csignal>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <variant>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/periodic.hpp"
#include "capture/ffmpeg/decoder.hpp"
#include "capture/ffmpeg/source.hpp"
#include "delivery/courier.hpp"
#include "edge/camera_stage.hpp"
#include "edge/command_desk.hpp"
#include "edge/decode_stage.hpp"
#include "edge/detect_stage.hpp"
#include "edge/evidence_stage.hpp"
#include "edge/flight.hpp"
#include "edge/gateway_link.hpp"
#include "edge/live_video.hpp"
#include "edge/metrics.hpp"
#include "edge/recorder.hpp"
#include "edge/report_stage.hpp"
#include "edge/vitals.hpp"
#include "model_loading/model_loading.hpp"
#include "observe/health.hpp"
#include "observe/log.hpp"
#include "observe/repeated_errors.hpp"
#include "storage/journal/sqlite_journal.hpp"
#include "web/http/server.hpp"
#include "wire/json.hpp"

namespace eyrie::edge {
namespace {

/// Boxes below the reported confidence that still help the tracker to follow a thing half hidden (ByteTrack's second round).
constexpr float kTrackerConfidence = 0.1F;
constexpr std::size_t kDecoderLine = 64;
constexpr std::size_t kReporterLine = 8;
constexpr std::size_t kDetectors = 2;  // one prepared, one in the network
constexpr auto kStatusInterval = 2s;

/// What each stage waits in line for. A camera never waits: the newest frame wins; a file that is read as fast as possible
/// does.
struct Lines {
  explicit Lines(bool is_live)
      : to_decoder(kDecoderLine, is_live ? WhenFull::kRefuse : WhenFull::kWait),
        to_detector(1, is_live ? WhenFull::kDropOldest : WhenFull::kWait),
        to_reporter(kReporterLine, WhenFull::kWait) {}
  BoundedQueue<StreamPacket> to_decoder;
  BoundedQueue<imaging::Frame> to_detector;
  BoundedQueue<SeenFrame> to_reporter;
};

flightlog::Locator locator_of(const EdgeSettings& settings) {
  flightlog::Locator::Options options;
  options.horizontal_fov_rad = geometry::to_radians(*settings.camera.horizontal_fov_deg);
  options.sigma.horizontal_m = *settings.locate.horizontal_m;
  options.sigma.height_m = *settings.locate.height_m;
  options.sigma.tilt_rad = geometry::to_radians(*settings.locate.tilt_deg);
  options.sigma.heading_rad = geometry::to_radians(*settings.locate.heading_deg);
  std::istringstream names(*settings.locate.head_classes);
  for (std::string name; std::getline(names, name, ',');) options.head_classes.push_back(std::move(name));
  return flightlog::Locator(std::move(options));
}

std::unique_ptr<media::ReconnectingSource> open_camera(const CameraSettings& settings,
                                                       media::ReconnectingSource::Options options) {
  const auto open = [&settings](std::stop_token stop) -> Result<std::unique_ptr<media::PacketSource>> {
    capture::FfmpegSource::Options source;
    source.url = *settings.source;
    source.pace = *settings.pace == Pace::kLive ? capture::FfmpegSource::Pace::kLive : capture::FfmpegSource::Pace::kFast;
    source.is_looping = *settings.loop;
    source.start = system_clock().now();  // a recording stands in for a camera: it happens now
    source.rtsp_transport = *settings.transport == RtspTransport::kTcp ? capture::FfmpegSource::Transport::kTcp
                                                                       : capture::FfmpegSource::Transport::kUdp;
    source.read_timeout = *settings.timeout;
    source.stop = std::move(stop);
    return capture::FfmpegSource::open(std::move(source));
  };
  return std::make_unique<media::ReconnectingSource>(open, std::move(options));
}

Result<std::unique_ptr<media::VideoDecoder>> open_decoder(const media::StreamInfo& stream) {
  return capture::FfmpegDecoder::open(stream);
}

Result<std::vector<std::unique_ptr<perception::YoloDetector>>> open_detectors(
    const std::shared_ptr<perception::InferenceEngine>& engine, const ModelSettings& settings) {
  auto options = program_settings::detector_options(settings);
  options.confidence = std::min(options.confidence, kTrackerConfidence);
  std::vector<std::unique_ptr<perception::YoloDetector>> detectors;
  for (std::size_t i = 0; i < kDetectors; ++i) {
    auto detector = perception::YoloDetector::open(engine, options);
    if (!detector) return fail(detector.error());
    detectors.push_back(std::move(*detector));
  }
  return detectors;
}

std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t total = 0;
  std::uint64_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::chrono::nanoseconds cpu_time() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto to_ns = [](const timeval& time) {
    return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
  };
  return to_ns(usage.ru_utime) + to_ns(usage.ru_stime);
}

}  // namespace

/// The edge as a whole, its parts in the order they are made. They end in the order the data travels, so that what was
/// captured is reported and what was reported is kept.
class App {
 public:
  App(const EdgeSettings& settings, DroneId drone, observe::Log& log)
      : settings_(settings),
        drone_(std::move(drone)),
        log_(log),
        vitals_(*settings.camera.source, *settings.camera.horizontal_fov_deg, clock_) {}

  Status start();
  /// Ends within a few seconds, whatever the outside world does.
  void stop();
  /// The file is at its end, and the gateway has all that came of it.
  [[nodiscard]] bool is_done();
  /// Why the camera could not be watched any longer, where that was not its end.
  [[nodiscard]] Status outcome() const { return camera_->outcome(); }

 private:
  Status open_delivery();
  Status open_evidence();
  Status open_pipeline();
  Status serve_health();
  void connect();

  void on_acknowledged(const wire::Acknowledgement& acknowledgement);
  void on_gateway(const wire::GatewayStatus& status);
  void on_film(Timestamp first);
  void on_capture_gap(const media::CaptureGap& gap);
  void tell_gap(std::string_view what, Timestamp from, Timestamp to, const std::string& reason);
  void on_capture_state(const std::optional<Error>& error);
  void tell_status();
  void tell_telemetry();

  const EdgeSettings& settings_;
  const DroneId drone_;
  observe::Log& log_;
  const Clock& clock_ = system_clock();
  observe::Metrics registry_;
  EdgeMetrics metrics_{registry_};
  observe::RepeatedErrors errors_{log_, registry_, kErrorsMetric, "edge"};
  observe::Health health_;
  observe::Health::Check& camera_health_ = health_.add("camera");
  observe::Health::Check& broker_health_ = health_.add("broker");
  observe::Health::Check& journal_health_ = health_.add("journal");
  Vitals vitals_;

  std::unique_ptr<storage::SqliteJournal> journal_;
  std::unique_ptr<GatewayLink> link_;
  std::unique_ptr<delivery::Courier> courier_;
  std::unique_ptr<Flight> flight_;
  std::optional<Recorder> recorder_;
  std::optional<LiveVideo> live_;
  std::optional<EvidenceStage> evidence_;
  std::optional<FrameSchedule> schedule_;
  std::optional<Lines> lines_;
  std::optional<ReportStage> reporter_;
  std::optional<DetectStage> detector_;
  std::optional<DecodeStage> decoder_;
  std::optional<CameraStage> camera_;
  std::optional<CommandDesk> commands_;
  std::unique_ptr<web::HttpServer> server_;
  std::optional<Periodic> status_;
  std::optional<Periodic> telemetry_;

  std::chrono::nanoseconds last_cpu_{};
  SteadyTime last_status_{};
};

Status App::start() {
  for (const auto step : {&App::open_delivery, &App::open_evidence, &App::open_pipeline, &App::serve_health}) {
    if (const auto done = (this->*step)(); !done) return done;
  }
  connect();
  reporter_->start();
  detector_->start();
  decoder_->start();
  camera_->start();
  status_.emplace(kStatusInterval, [this] { tell_status(); });
  if (flight_) telemetry_.emplace(*settings_.telemetry.interval, [this] { tell_telemetry(); });
  return {};
}

Status App::open_delivery() {
  storage::SqliteJournal::Options options;
  options.file = *settings_.journal.folder / "journal.db";
  options.max_file = {settings_.journal.max_bytes->value + settings_.journal.max_bytes->value / 4};
  auto journal = storage::SqliteJournal::open(options, clock_);
  if (!journal) return fail(journal.error());
  journal_ = std::move(*journal);
  if (!journal_->set_aside().empty()) log_.error(journal_->set_aside());
  journal_health_.set(observe::HealthState::kOk);

  auto link = GatewayLink::create(settings_.broker, drone_);
  if (!link) return fail(link.error());
  link_ = std::move(*link);

  delivery::Courier::Options courier;
  courier.outbox.max_waiting = *settings_.journal.max_bytes;
  courier.compose_tombstone = [drone = drone_](const MessageId& id, delivery::SeqRange range) {
    return wire::to_json(fleet::Event(
        fleet::Tombstone{.drone = drone, .message = id, .first = range.first, .last = range.last, .reason = "byte budget"}));
  };
  auto started = delivery::Courier::start(std::move(courier), *journal_, *link_, clock_);
  if (!started) return fail(started.error());
  courier_ = std::move(*started);
  if (!journal_->set_aside().empty()) {
    const Timestamp now = clock_.now();
    tell_gap("journal", now, now, "the journal was damaged and is set aside: what it held and nobody acknowledged is lost");
  }
  return {};
}

Status App::open_evidence() {
  if (!settings_.telemetry.replay->empty()) {
    auto flight = Flight::open(*settings_.telemetry.replay, drone_, clock_.now() - *settings_.telemetry.offset);
    if (!flight) return fail(flight.error());
    flight_ = std::move(*flight);
  }
  Recorder::Options options;
  options.ring = {.span = *settings_.clip.span, .max_bytes = *settings_.clip.max_bytes};
  options.clips.pre = *settings_.clip.before;
  options.clips.post = *settings_.clip.after;
  options.clips.max_length =
      std::max<std::chrono::nanoseconds>(options.clips.pre + options.clips.post, *settings_.clip.span * 3 / 4);
  recorder_.emplace(options, metrics_);
  live_.emplace(
      drone_, [this](std::string_view unit) { return link_->publish_video(unit); }, metrics_, clock_);

  auto folder = EvidenceFolder::open(*settings_.journal.folder / "evidence", *settings_.journal.max_evidence);
  if (!folder) return fail(folder.error());
  web::HttpClient::Options http;
  http.ca_file = settings_.gateway.ca_file->string();
  evidence_.emplace(EvidenceStage::Options{.drone = drone_, .token = settings_.gateway.token->reveal(), .http = http},
                    std::move(*folder), *recorder_, *courier_, metrics_, log_, errors_, clock_);
  evidence_->set_gateway(*settings_.gateway.url);
  return {};
}

Status App::open_pipeline() {
  const auto region = Region::create({.x_min = *settings_.region.x_min,
                                      .y_min = *settings_.region.y_min,
                                      .x_max = *settings_.region.x_max,
                                      .y_max = *settings_.region.y_max});
  if (!region) return fail(region.error());
  model_loading::ModelOptions options;
  options.path = *settings_.model.path;
  options.backend = *settings_.model.backend;
  options.precision = *settings_.model.precision;
  options.threads = *settings_.model.threads;
  options.cache_folder = model_loading::default_cache_folder();
  auto model = model_loading::load_model(options);
  if (!model) return fail(model.error());
  for (const auto& remark : model->remarks) log_.warning(remark);
  const auto& info = model->engine->model();
  log_.info("network loaded", {{"model", model->tag}, {"backend", info.backend}, {"precision", info.precision}});
  vitals_.network_is(model->tag, info.backend, info.precision);
  auto detectors = open_detectors(model->engine, settings_.model);
  if (!detectors) return fail(detectors.error());

  schedule_.emplace(FrameSchedule::Options{.every = *settings_.schedule.every,
                                           .max_fps = *settings_.schedule.max_fps,
                                           .is_adaptive = *settings_.schedule.adaptive});
  lines_.emplace(*settings_.camera.pace == Pace::kLive);
  ReportStage::Options report;
  report.header = {.drone = drone_, .model = model->tag, .class_names = detectors->front()->class_names()};
  report.min_confidence = static_cast<float>(*settings_.model.confidence);
  report.locator = locator_of(settings_);
  reporter_.emplace(std::move(report), lines_->to_reporter, flight_.get(), *evidence_, *courier_, metrics_, errors_, clock_);
  if (const auto set = reporter_->set_rules(fleet::default_rules()); !set) return set;
  detector_.emplace(std::move(*detectors), *region, lines_->to_detector, lines_->to_reporter, *schedule_, *live_, vitals_,
                    metrics_, errors_, clock_);
  decoder_.emplace(open_decoder, lines_->to_decoder, lines_->to_detector, *schedule_, vitals_, metrics_, errors_);
  media::ReconnectingSource::Options source;
  source.on_gap = [this](const media::CaptureGap& gap) { on_capture_gap(gap); };
  source.on_state = [this](const std::optional<Error>& error) { on_capture_state(error); };
  camera_.emplace(
      open_camera(settings_.camera, std::move(source)), lines_->to_decoder, *recorder_, *live_,
      [this](Timestamp first) { on_film(first); }, vitals_, metrics_, errors_);
  return {};
}

void App::on_film(Timestamp first) {
  if (flight_) flight_->begin(first - *settings_.telemetry.offset);
}

Status App::serve_health() {
  web::Router router;
  const auto answer = [](const observe::Health::Answer& health) {
    return web::Response::json(health.is_ok ? 200 : 503, health.json);
  };
  router.add("GET", "/healthz", [this, answer](const web::Request&) { return answer(health_.liveness()); });
  router.add("GET", "/readyz", [this, answer](const web::Request&) { return answer(health_.readiness()); });
  router.add("GET", "/metrics", [this](const web::Request&) {
    return web::Response::text(200, "text/plain; version=0.0.4", registry_.exposition());
  });
  web::HttpServer::Options options;
  options.address = *settings_.http.address;
  options.port = static_cast<std::uint16_t>(*settings_.http.port);
  options.io_threads = 1;
  options.quick_threads = 1;
  options.heavy_threads = 1;
  options.max_connections = 32;
  auto server = web::HttpServer::start(std::move(options), std::move(router));
  if (!server) return fail(server.error());
  server_ = std::move(*server);
  log_.info("health and metrics are served", {{"url", server_->url()}});
  return {};
}

void App::connect() {
  commands_.emplace(
      CommandDesk::Actions{.lease_video = [this](std::chrono::seconds length) { live_->extend_lease(length); },
                           .take_snapshot = [this] { reporter_->flag_next(); },
                           .cut_clip = [this](Timestamp from, Timestamp to) { return evidence_->request_clip(from, to); }},
      clock_);
  link_->start(
      {.on_connection =
           [this](bool is_connected) {
             courier_->on_connection(is_connected);
             const auto state = is_connected ? observe::HealthState::kOk : observe::HealthState::kFailed;
             broker_health_.set(state, link_->state().reason);
             is_connected ? log_.info("connected to the broker") : log_.warning(link_->state().reason);
           },
       .on_acknowledged = [this](const wire::Acknowledgement& acknowledgement) { on_acknowledged(acknowledgement); },
       .on_gateway = [this](const wire::GatewayStatus& status) { on_gateway(status); },
       .on_command =
           [this](const wire::Command& command) {
             const auto result = commands_->obey(command);
             // A lease that is granted is answered by the pictures themselves, every few seconds for as long as somebody
             // watches.
             const bool is_granted_lease =
                 std::holds_alternative<wire::VideoLease>(command.action) && result.outcome == wire::CommandOutcome::kDone;
             if (!is_granted_lease) link_->answer(result);
           },
       .on_rules =
           [this](fleet::RuleSet rules) {
             if (const auto set = reporter_->set_rules(std::move(rules)); !set) errors_.count(set.error());
           },
       .on_refused = [this](const Error& error) { errors_.count(error); }});
}

void App::on_acknowledged(const wire::Acknowledgement& acknowledgement) {
  courier_->on_acknowledged(acknowledgement.epoch, acknowledgement.ranges);
  if (acknowledgement.put_off.is_empty()) return;
  courier_->on_put_off(acknowledgement.epoch, acknowledgement.put_off);
  errors_.count({.code = Error::kOutOfRange,
                 .message = "the gateway puts messages off: their time lies ahead. Are both clocks set by NTP or GPS?",
                 .can_retry = true});
}

void App::on_gateway(const wire::GatewayStatus& status) {
  const bool is_there = status.presence == fleet::Presence::kOnline;
  if (!courier_->on_gateway(is_there, status.instance)) return;
  if (settings_.gateway.url->empty()) evidence_->set_gateway(is_there ? status.http : "");
}

void App::on_capture_gap(const media::CaptureGap& gap) {
  metrics_.capture_gaps.add();
  log_.warning("the camera is back",
               {{"gone_from", to_rfc3339(gap.from)}, {"to", to_rfc3339(gap.to)}, {"reason", gap.reason}});
  tell_gap("capture", gap.from, gap.to, gap.reason);
}

void App::tell_gap(std::string_view what, Timestamp from, Timestamp to, const std::string& reason) {
  const auto told = courier_->append(delivery::Urgency::kKeyFrame, delivery::Stream::kEvents, [&](const MessageId& id) {
    return wire::to_json(fleet::Event(fleet::CaptureGap{
        .drone = drone_, .message = id, .from = from, .to = to, .what = std::string(what), .reason = reason}));
  });
  if (!told) errors_.count(told.error());
}

void App::on_capture_state(const std::optional<Error>& error) {
  vitals_.capture_is(error ? fleet::CaptureState::kWaiting : fleet::CaptureState::kRunning);
  camera_health_.set(error ? observe::HealthState::kFailed : observe::HealthState::kOk, error ? error->message : "");
  if (error) errors_.count(*error);
}

void App::tell_status() {
  const auto now = clock_.steady_now();
  const auto cpu = cpu_time();
  fleet::DroneStatus status;
  status.drone = drone_;
  status.presence = fleet::Presence::kOnline;
  status.time = clock_.now();
  status.version = EYRIE_VERSION;
  status.capture = vitals_.capture();
  status.inference = vitals_.inference();
  const auto ledger = courier_->ledger();
  status.epoch = ledger.epoch;
  status.ledger = fleet::LedgerStatus{.next_seq = ledger.next_seq,
                                      .acknowledged = ledger.acknowledged,
                                      .waiting = ledger.waiting,
                                      .tombstoned = ledger.tombstoned};
  status.dropped_frames = vitals_.dropped_frames();
  if (last_status_ != SteadyTime{}) {
    status.cpu_percent =
        100.0 * static_cast<double>((cpu - last_cpu_).count()) / static_cast<double>((now - last_status_).count());
  }
  status.rss = {resident_bytes()};
  last_cpu_ = cpu;
  last_status_ = now;
  metrics_.journal_waiting_messages.set(static_cast<double>(ledger.waiting));
  metrics_.journal_tombstoned_messages.set(static_cast<double>(ledger.tombstoned));
  const auto counters = courier_->counters();
  metrics_.journal_put_off_messages.set(static_cast<double>(counters.put_off));
  metrics_.journal_lost_messages.set(static_cast<double>(counters.lost));
  link_->publish_status(status);
}

void App::tell_telemetry() {
  const auto told = courier_->append(delivery::Urgency::kTelemetry, delivery::Stream::kTelemetry,
                                     [sample = flight_->at(clock_.now())](const MessageId& id) {
                                       fleet::TelemetrySample message = sample;
                                       message.message = id;
                                       return wire::to_json(message);
                                     });
  if (!told) errors_.count(told.error());
}

bool App::is_done() {
  // In the order the data travels: each of these feeds only those after it, so none can have work again once the one before
  // it has none.
  return reporter_->has_ended() && evidence_->is_idle() && courier_->ledger().waiting == 0;
}

void App::stop() {
  telemetry_.reset();
  camera_->stop();
  decoder_->join();
  detector_->join();
  reporter_->join();
  evidence_->stop();
  status_.reset();
  const auto deadline = clock_.steady_now() + 1s;  // for what was said last; the rest is in the journal
  while (link_->is_connected() && courier_->ledger().waiting > 0 && clock_.steady_now() < deadline)
    std::this_thread::sleep_for(20ms);
  courier_->stop();
  link_->stop();
  server_->stop();
  errors_.flush();
}

Status run(const EdgeSettings& settings) {
  auto drone = DroneId::parse(*settings.drone.id);
  if (!drone) return fail(drone.error().code, drone.error().message + " (setting: drone.id)");
  if (settings.camera.source->empty()) return fail(Error::kInvalidArgument, "no camera given (setting: camera.source)");
  // Blocked before any thread is made, so that all of them inherit it and `sigtimedwait` alone gets the signals.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  observe::Log log({.program = "eyrie-edge", .level = *settings.log.level, .format = *settings.log.format, .write = {}});
  App app(settings, std::move(*drone), log);
  if (const auto started = app.start(); !started) return started;
  log.info("watching", {{"drone", *settings.drone.id}, {"source", *settings.camera.source}});
  constexpr timespec kTick{.tv_sec = 0, .tv_nsec = 200'000'000};
  while (!app.is_done()) {
    if (sigtimedwait(&signals, nullptr, &kTick) > 0) break;
  }
  log.info("ending");
  app.stop();
  return app.outcome();
}

}  // namespace eyrie::edge
