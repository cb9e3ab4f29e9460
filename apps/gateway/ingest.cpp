// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/ingest.hpp"

#include <algorithm>
#include <utility>

#include "wire/json.hpp"
#include "wire/messages.hpp"

namespace eyrie::gateway {
namespace {

fleet::DroneStatus to_fleet(const wire::DroneStatus& status, Timestamp now) {
  fleet::DroneStatus stored{.drone = status.drone,
                            .is_online = status.presence == wire::Presence::kOnline,
                            .reported_at = status.time.value_or(now),
                            .version = status.version,
                            .epoch = status.epoch,
                            .capture = {},
                            .inference = {},
                            .journal = {},
                            .dropped_frames = status.dropped_frames,
                            .cpu_percent = status.cpu_percent,
                            .rss = status.rss};
  if (const auto& capture = status.capture) {
    const auto state = capture->state;
    stored.capture = {.state = state == wire::CaptureState::kRunning ? "running"
                               : state == wire::CaptureState::kEnded ? "ended"
                                                                     : "waiting",
                      .source = capture->source,
                      .width = capture->width,
                      .height = capture->height,
                      .fps = capture->fps};
  }
  if (const auto& network = status.inference) {
    stored.inference = {.model = network->model,
                        .backend = network->backend,
                        .precision = network->precision,
                        .ms_p50 = network->ms_p50,
                        .ms_p95 = network->ms_p95,
                        .fps = network->fps};
  }
  if (const auto& ledger = status.ledger) {
    stored.journal = {.next_seq = ledger->next_seq,
                      .acknowledged = ledger->acknowledged,
                      .waiting = ledger->waiting,
                      .tombstoned = ledger->tombstoned};
  }
  return stored;
}

/// A message as a text for the dead letters; `wire` made it, so it is read back by the same eyes.
std::string to_text(const fleet::IngestItem& item) {
  struct ToJson {
    std::string operator()(const fleet::DetectionReport& report) const { return wire::to_json(report); }
    std::string operator()(const fleet::TelemetrySample& sample) const { return wire::to_json(sample); }
    std::string operator()(const fleet::Event& event) const { return wire::to_json(event); }
  };
  return std::visit(ToJson{}, item);
}

wire::Channel channel_of(const fleet::IngestItem& item) {
  if (std::holds_alternative<fleet::DetectionReport>(item)) return wire::Channel::kDetections;
  if (std::holds_alternative<fleet::TelemetrySample>(item)) return wire::Channel::kTelemetry;
  return wire::Channel::kEvents;
}

/// Whether a message was refused for what it is, now and for ever: not because a clock may be wrong, nor because the store
/// is damaged.
bool is_message_to_blame(const Error& error) {
  switch (error.code) {
    case Error::kInvalidArgument:
    case Error::kOutOfRange:
    case Error::kTooLarge:
    case Error::kUnsupported:
    case Error::kPermissionDenied:
    case Error::kConflict: return !error.can_retry;
    default: return false;
  }
}

fleet::Tombstone tombstone_for(const DroneId& drone, const MessageId& message, const std::string& reason) {
  constexpr std::size_t kMaxReason = 400;  // of 512, so that it can be read back
  return {.drone = drone,
          .message = message,
          .first = message.seq,
          .last = message.seq,
          .reason = "refused by the gateway: " + reason.substr(0, kMaxReason)};
}

std::string_view name_of(wire::CommandOutcome outcome) {
  switch (outcome) {
    case wire::CommandOutcome::kDone: return "done";
    case wire::CommandOutcome::kRefused: return "refused";
    case wire::CommandOutcome::kFailed: return "failed";
    case wire::CommandOutcome::kExpired: return "expired";
  }
  return "unknown";
}

/// The empty set is valid by construction.
fleet::RuleEngine no_rules() { return *fleet::RuleEngine::create({}); }

}  // namespace

Ingest::Ingest(Options options, Surroundings surroundings)
    : options_(std::move(options)),
      around_(surroundings),
      queue_(options_.max_waiting, WhenFull::kRefuse),
      engine_(no_rules()),
      received_(around_.metrics.counter("eyrie_gateway_received_messages_total", "Messages that came from drones.")),
      stored_(around_.metrics.counter("eyrie_gateway_stored_messages_total", "Messages committed for the first time.")),
      duplicates_(around_.metrics.counter("eyrie_gateway_duplicate_messages_total", "Messages that were committed before.")),
      held_back_(around_.metrics.counter("eyrie_gateway_pending_messages_total",
                                         "Messages of drones nobody enrolled; they stay in their journals.")),
      dropped_(
          around_.metrics.counter("eyrie_gateway_dropped_messages_total",
                                  "Messages dropped because the line to the database was full; drones send them again.")),
      dead_letters_(around_.metrics.counter("eyrie_gateway_refused_messages_total", "Messages refused for what they are.")),
      opened_(around_.metrics.counter("eyrie_gateway_opened_incidents_total", "Incidents opened.")),
      waiting_(around_.metrics.gauge("eyrie_gateway_waiting_messages", "Messages in line to the database.")),
      commit_time_(around_.metrics.histogram("eyrie_gateway_commit_seconds", "Time of one transaction of ingest.",
                                             observe::latency_buckets())),
      errors_(around_.log, around_.metrics, "eyrie_gateway_ingest_errors_total", "ingest", around_.clock),
      health_(around_.health.add("store")) {
  health_.set(observe::HealthState::kOk);
  writer_ = std::thread([this] { write_all(); });
}

Ingest::~Ingest() { stop(); }

void Ingest::stop() {
  {
    const std::lock_guard lock(pause_mutex_);
    is_stopping_ = true;
  }
  is_stopped_.notify_all();
  queue_.close();
  if (writer_.joinable()) writer_.join();
  errors_.flush();
}

void Ingest::on_message(std::string_view topic, std::string_view payload) {
  received_.add();
  const auto parsed_topic = wire::parse_topic(topic);
  auto work = parsed_topic ? parse(*parsed_topic, payload) : Result<Work>(fail(parsed_topic.error()));
  if (!work) {
    dead_letters_.add();
    const std::string reason = work.error().message;
    Refused refused{.letter = {.received_at = around_.clock.now(),
                               .topic = std::string(topic),
                               .reason = reason,
                               .payload = std::string(payload.substr(0, fleet::DeadLetter::kMaxPayload))},
                    .in_its_place = {}};
    const auto id = is_message_to_blame(work.error()) ? wire::find_message_id(payload) : std::nullopt;
    if (parsed_topic && id) refused.in_its_place = tombstone_for(parsed_topic->drone, *id, reason);
    work = std::move(refused);
  }
  if (!queue_.push(std::move(*work))) dropped_.add();
}

Result<Ingest::Work> Ingest::parse(const wire::DroneTopic& topic, std::string_view payload) const {
  const Timestamp now = around_.clock.now();
  const auto as_item = [](auto parsed) -> Result<Work> {
    if (!parsed) return fail(parsed.error());
    return Work(fleet::IngestItem(std::move(*parsed)));
  };
  switch (topic.channel) {
    case wire::Channel::kDetections: return as_item(wire::parse_detections(payload, topic.drone, now));
    case wire::Channel::kTelemetry: return as_item(wire::parse_telemetry(payload, topic.drone, now));
    case wire::Channel::kEvents: return as_item(wire::parse_event(payload, topic.drone, now));
    case wire::Channel::kStatus: {
      const auto status = wire::parse_status(payload, topic.drone, now);
      if (!status) return fail(status.error());
      return Work(to_fleet(*status, now));
    }
    case wire::Channel::kCommandResults: {
      const auto result = wire::parse_command_result(payload);
      if (!result) return fail(result.error());
      return Work(CommandAnswer{.drone = topic.drone,
                                .text = result->id + " " + std::string(name_of(result->outcome)) +
                                        (result->message.empty() ? "" : ": " + result->message)});
    }
    case wire::Channel::kAcks:
    case wire::Channel::kCommands:
    case wire::Channel::kRules:
    case wire::Channel::kVideo: break;
  }
  return fail(Error::kUnsupported, "nothing to store comes on " + std::string(wire::name_of(topic.channel)));
}

void Ingest::write_all() {
  while (auto work = queue_.pop()) {
    commit(gather(std::move(*work)));
    waiting_.set(static_cast<double>(queue_.size()));
  }
}

Ingest::Batch Ingest::gather(Work first) {
  struct Sorter {
    Batch& batch;
    void operator()(fleet::IngestItem item) const { batch.items.push_back(std::move(item)); }
    void operator()(fleet::DroneStatus status) const {
      std::erase_if(batch.statuses, [&](const auto& older) { return older.drone == status.drone; });
      batch.statuses.push_back(std::move(status));
    }
    void operator()(Refused refused) const { batch.refused.push_back(std::move(refused)); }
    void operator()(CommandAnswer answer) const { batch.answers.push_back(std::move(answer)); }
  };
  Batch batch;
  std::visit(Sorter{batch}, std::move(first));
  // No waiting for more: while one batch is committed the next one gathers by itself.
  for (std::size_t taken = 1; taken < options_.max_batch; ++taken) {
    auto work = queue_.try_pop();
    if (!work) break;
    std::visit(Sorter{batch}, std::move(*work));
  }
  return batch;
}

void Ingest::commit(const Batch& batch) {
  if (!batch.items.empty()) commit_items(batch.items);
  for (const fleet::DroneStatus& status : batch.statuses) {
    const auto kept = insist([&] { return around_.store.record_status(service_, status); });
    if (!kept) {
      errors_.count(kept.error());
      continue;
    }
    around_.rules.tell(status.drone);
    around_.listener.on_drone(status.drone);
  }
  if (!batch.refused.empty()) keep(batch.refused);
  for (const CommandAnswer& answer : batch.answers) {
    const auto noted = around_.store.note_in_audit(
        fleet::Principal::drone(answer.drone),
        {.action = "command.answer", .subject = "drone:" + answer.drone.str(), .detail = answer.text});
    if (!noted) errors_.count(noted.error());
  }
}

void Ingest::commit_items(std::span<const fleet::IngestItem> items) {
  const SteadyTime began = around_.clock.steady_now();
  const auto outcome = insist([&] { return try_ingest(items); });
  commit_time_.observe(around_.clock.steady_now() - began);
  if (outcome) return announce(items, *outcome);
  if (outcome.error().can_retry) return errors_.count(outcome.error());  // the program ends; drones send it again
  if (items.size() == 1) return bury(items.front(), outcome.error());
  // One of them is to blame. Halves find it in a few transactions, and the others are committed.
  commit_items(items.first(items.size() / 2));
  commit_items(items.subspan(items.size() / 2));
}

Result<fleet::IngestOutcome> Ingest::try_ingest(std::span<const fleet::IngestItem> items) {
  refresh_rules();
  fleet::RuleEngine before = engine_;
  auto outcome = around_.store.ingest(service_, items,
                                      [this](const fleet::DetectionReport& report) { return engine_.evaluate(report); });
  if (!outcome) engine_ = std::move(before);
  return outcome;
}

const observe::Counter& Ingest::detections_of(const DroneId& drone) {
  const auto [entry, is_new] = detections_.try_emplace(drone);
  if (is_new) {
    entry->second = around_.metrics.counter("eyrie_gateway_stored_detections_total", "Things seen that were committed.",
                                            {{"drone", drone.str()}});
  }
  return entry->second;
}

void Ingest::announce(std::span<const fleet::IngestItem> items, const fleet::IngestOutcome& outcome) {
  for (const auto& acknowledgement : outcome.acknowledgements) {
    const std::string json = wire::to_json(wire::Acknowledgement{
        .epoch = acknowledgement.epoch, .ranges = acknowledgement.ranges, .instance = options_.instance});
    // What cannot be said now is said when the drone sends the messages again.
    (void)around_.bus.publish(wire::topic_of(acknowledgement.drone, wire::Channel::kAcks), json, false);
  }
  std::vector<DroneId> heard;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const DroneId& drone = fleet::drone_of(items[i]);
    if (std::find(heard.begin(), heard.end(), drone) == heard.end()) heard.push_back(drone);
    switch (outcome.items[i]) {
      case fleet::ItemOutcome::kStored:
        stored_.add();
        if (const auto* report = std::get_if<fleet::DetectionReport>(&items[i])) {
          detections_of(drone).add(static_cast<double>(report->objects.size()));
          around_.listener.on_detections(*report);
        }
        if (const auto* sample = std::get_if<fleet::TelemetrySample>(&items[i])) around_.listener.on_telemetry(*sample);
        break;
      case fleet::ItemOutcome::kDuplicate: duplicates_.add(); break;
      case fleet::ItemOutcome::kRefused: held_back_.add(); break;
    }
  }
  for (const auto& change : outcome.incidents) {
    if (change.kind == fleet::IncidentChange::Kind::kOpened) opened_.add();
    around_.listener.on_incident(change);
  }
  for (const DroneId& drone : heard) {
    around_.rules.tell(drone);
    around_.listener.on_drone(drone);
  }
}

void Ingest::bury(const fleet::IngestItem& item, const Error& reason) {
  dead_letters_.add();
  Refused refused{.letter = {.received_at = around_.clock.now(),
                             .topic = wire::topic_of(fleet::drone_of(item), channel_of(item)),
                             .reason = reason.message,
                             .payload = to_text(item)},
                  .in_its_place = {}};
  const auto* id = fleet::message_of(item);
  if (id != nullptr && is_message_to_blame(reason))
    refused.in_its_place = tombstone_for(fleet::drone_of(item), *id, reason.message);
  keep(std::span(&refused, 1));
}

void Ingest::keep(std::span<const Refused> refused) {
  std::vector<fleet::DeadLetter> letters;
  std::vector<fleet::IngestItem> tombstones;
  for (const auto& each : refused) {
    letters.push_back(each.letter);
    if (each.in_its_place) tombstones.emplace_back(fleet::Event(*each.in_its_place));
  }
  const auto kept = insist([&] { return around_.store.record_dead_letters(service_, letters); });
  if (!kept) return errors_.count(kept.error());  // its drone sends it again
  if (tombstones.empty()) return;
  const auto outcome = insist([&] { return try_ingest(tombstones); });
  outcome ? announce(tombstones, *outcome) : errors_.count(outcome.error());
}

void Ingest::refresh_rules() {
  const auto current = around_.rules.current();
  if (current->version == engine_.version()) return;
  auto engine = fleet::RuleEngine::create(*current);
  if (engine) {
    engine_ = std::move(*engine);
  } else {
    errors_.count(engine.error());
  }
}

template <typename Attempt>
auto Ingest::insist(Attempt attempt) -> decltype(attempt()) {
  std::chrono::milliseconds pause = options_.retry_min;
  for (;;) {
    auto outcome = attempt();
    if (outcome || !outcome.error().can_retry) {
      health_.set(observe::HealthState::kOk);
      return outcome;
    }
    health_.set(observe::HealthState::kFailed, outcome.error().message);
    if (is_stopping_) return outcome;
    errors_.count(outcome.error());
    std::unique_lock lock(pause_mutex_);
    is_stopped_.wait_for(lock, pause, [this] { return is_stopping_.load(); });
    pause = std::min(pause * 2, options_.retry_max);
  }
}

}  // namespace eyrie::gateway
