// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/ingest.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "wire/json.hpp"
#include "wire/messages.hpp"

namespace eyrie::gateway {
namespace {

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

/// Whether a message was refused for what it is, now and for ever. Everything else is somebody else's trouble, which the
/// next message would meet as well: a clock that may be wrong, a store that is away, full, read-only or damaged.
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

/// Whether a message may be taken later: its time lies ahead of ours.
bool is_clock_to_blame(const Error& error) { return error.code == Error::kOutOfRange && error.can_retry; }

fleet::Tombstone tombstone_for(const DroneId& drone, const MessageId& message, const std::string& reason) {
  constexpr std::size_t kMaxReason = 400;  // of 512, so that it can be read back
  return {.drone = drone,
          .message = message,
          .first = message.seq,
          .last = message.seq,
          .reason = "refused by the gateway: " + reason.substr(0, kMaxReason)};
}

std::string to_text(const wire::CommandResult& result) {
  return result.id + " " + std::string(name_of(result.outcome)) + (result.message.empty() ? "" : ": " + result.message);
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
      detections_family_(around_.metrics.counter_family("eyrie_gateway_stored_detections_total",
                                                        "Things seen that were committed.", "drone")),
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
                    .in_its_place = {},
                    .put_off = {},
                    .drone = {}};
    const auto id = parsed_topic ? wire::find_message_id(payload) : std::nullopt;
    if (id && is_message_to_blame(work.error())) refused.in_its_place = tombstone_for(parsed_topic->drone, *id, reason);
    if (id && is_clock_to_blame(work.error())) {
      refused.put_off = id;
      refused.drone = parsed_topic->drone;
    }
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
      auto status = wire::parse_status(payload, topic.drone, now);
      if (!status) return fail(status.error());
      if (!status->time) status->time = now;  // a last will was written before its time
      return Work(std::move(*status));
    }
    case wire::Channel::kCommandResults: {
      const auto result = wire::parse_command_result(payload);
      if (!result) return fail(result.error());
      return Work(CommandAnswer{.drone = topic.drone, .result = *result});
    }
    case wire::Channel::kAcks:
    case wire::Channel::kCommands:
    case wire::Channel::kRules:
    case wire::Channel::kVideo: break;
  }
  return fail(Error::kUnsupported, "nothing to store comes on " + std::string(wire::name_of(topic.channel)));
}

void Ingest::write_all() {
  // No waiting for more: while one batch is committed the next one gathers by itself.
  for (;;) {
    auto works = queue_.pop_some(options_.max_batch);
    if (works.empty()) return;
    commit(sort(std::move(works)));
    waiting_.set(static_cast<double>(queue_.size()));
  }
}

Ingest::Batch Ingest::sort(std::deque<Work> works) {
  struct Sorter {
    Batch& batch;
    void operator()(fleet::IngestItem&& item) const { batch.items.push_back(std::move(item)); }
    void operator()(fleet::DroneStatus&& status) const { batch.statuses.insert_or_assign(status.drone, std::move(status)); }
    void operator()(Refused&& refused) const { batch.refused.push_back(std::move(refused)); }
    void operator()(CommandAnswer&& answer) const { batch.answers.push_back(std::move(answer)); }
  };
  Batch batch;
  batch.items.reserve(works.size());
  for (Work& work : works) std::visit(Sorter{batch}, std::move(work));
  return batch;
}

void Ingest::commit(const Batch& batch) {
  if (!batch.items.empty()) commit_items(batch.items);
  for (const auto& [drone, status] : batch.statuses) commit_status(status);
  if (!batch.refused.empty()) keep(batch.refused);
  for (const CommandAnswer& answer : batch.answers) commit_answer(answer);
}

void Ingest::commit_status(const fleet::DroneStatus& status) {
  const auto enrolment = insist([&] { return around_.store.record_status(service_, status); });
  if (!enrolment) return errors_.count(enrolment.error());
  if (!*enrolment) return;  // a stranger past all bounds: nothing may grow by it
  if (**enrolment == fleet::Enrolment::kEnrolled) around_.rules.tell(status.drone);
  around_.listener.on_drone(status.drone);
}

void Ingest::commit_answer(const CommandAnswer& answer) {
  const fleet::AuditNote note{
      .action = "command.answer", .subject = "drone:" + answer.drone.str(), .detail = to_text(answer.result)};
  const auto noted = insist([&] { return around_.store.note_in_audit(fleet::Principal::drone(answer.drone), note); });
  if (noted) return;
  if (!is_message_to_blame(noted.error())) return errors_.count(noted.error());
  dead_letters_.add();
  const Refused refused{.letter = {.received_at = around_.clock.now(),
                                   .topic = wire::topic_of(answer.drone, wire::Channel::kCommandResults),
                                   .reason = noted.error().message,
                                   .payload = wire::to_json(answer.result)},
                        .in_its_place = {},
                        .put_off = {},
                        .drone = {}};
  keep(std::span(&refused, 1));
}

void Ingest::commit_items(std::span<const fleet::IngestItem> items) {
  const SteadyTime began = around_.clock.steady_now();
  const auto outcome = insist([&] { return try_ingest(items); });
  commit_time_.observe(around_.clock.steady_now() - began);
  if (outcome) return announce(items, *outcome);
  if (!is_message_to_blame(outcome.error()))
    return errors_.count(outcome.error());  // the program ends; drones send it again
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
  const auto known = detections_.find(drone);
  return known != detections_.end() ? known->second
                                    : detections_.emplace(drone, detections_family_.of(drone.str())).first->second;
}

void Ingest::announce(std::span<const fleet::IngestItem> items, const fleet::IngestOutcome& outcome) {
  for (const auto& acknowledgement : outcome.acknowledgements) {
    const std::string json = wire::to_json(wire::Acknowledgement{
        .epoch = acknowledgement.epoch, .ranges = acknowledgement.ranges, .put_off = {}, .instance = options_.instance});
    // What cannot be said now is said when the drone sends the messages again.
    (void)around_.bus.publish(wire::topic_of(acknowledgement.drone, wire::Channel::kAcks), json, false);
  }
  std::set<DroneId> heard;  // that are let in
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (outcome.items[i] == fleet::ItemOutcome::kRefused) continue;
    heard.insert(fleet::drone_of(items[i]));
    if (outcome.items[i] == fleet::ItemOutcome::kStored) announce(items[i]);
  }
  const auto count = [&](fleet::ItemOutcome one) { return static_cast<double>(std::ranges::count(outcome.items, one)); };
  stored_.add(count(fleet::ItemOutcome::kStored));
  duplicates_.add(count(fleet::ItemOutcome::kDuplicate));
  held_back_.add(count(fleet::ItemOutcome::kRefused));
  for (const auto& change : outcome.incidents) {
    if (change.kind == fleet::IncidentChange::Kind::kOpened) opened_.add();
    around_.listener.on_incident(change);
  }
  for (const DroneId& drone : heard) {
    around_.rules.tell(drone);
    around_.listener.on_drone(drone);
  }
  for (const DroneId& drone : outcome.pending) around_.listener.on_drone(drone);
}

void Ingest::announce(const fleet::IngestItem& item) {
  if (const auto* report = std::get_if<fleet::DetectionReport>(&item)) {
    detections_of(report->drone).add(static_cast<double>(report->objects.size()));
    around_.listener.on_detections(*report);
  }
  if (const auto* sample = std::get_if<fleet::TelemetrySample>(&item)) around_.listener.on_telemetry(*sample);
}

void Ingest::bury(const fleet::IngestItem& item, const Error& reason) {
  dead_letters_.add();
  Refused refused{.letter = {.received_at = around_.clock.now(),
                             .topic = wire::topic_of(fleet::drone_of(item), channel_of(item)),
                             .reason = reason.message,
                             .payload = to_text(item)},
                  .in_its_place = {},
                  .put_off = {},
                  .drone = {}};
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
  put_off(refused);
  if (tombstones.empty()) return;
  const auto outcome = insist([&] { return try_ingest(tombstones); });
  outcome ? announce(tombstones, *outcome) : errors_.count(outcome.error());
}

void Ingest::put_off(std::span<const Refused> refused) {
  std::map<std::pair<DroneId, std::string>, delivery::RangeSet> of_epoch;
  for (const auto& each : refused) {
    if (each.put_off) of_epoch[{each.drone, each.put_off->epoch}].insert(each.put_off->seq);
  }
  for (auto& [journal, ranges] : of_epoch) {
    const auto& [drone, epoch] = journal;
    const std::string json = wire::to_json(
        wire::Acknowledgement{.epoch = epoch, .ranges = {}, .put_off = std::move(ranges), .instance = options_.instance});
    (void)around_.bus.publish(wire::topic_of(drone, wire::Channel::kAcks), json, false);
  }
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
    if (outcome || is_message_to_blame(outcome.error())) {
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
