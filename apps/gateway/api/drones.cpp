// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "crypto/random.hpp"
#include "gateway/api/api.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/views.hpp"
#include "wire/detail/json_writer.hpp"
#include "wire/json.hpp"
#include "wire/topics.hpp"

namespace eyrie::gateway::api {
namespace {

using namespace std::chrono_literals;
constexpr std::chrono::seconds kCommandLifetime = 30s;
constexpr std::chrono::milliseconds kShortestClip = 1ms;

Result<web::Response> list(Context& context, const fleet::Principal& principal) {
  const auto drones = context.store.drones(principal);
  if (!drones) return fail(drones.error());
  std::vector<std::string> items;
  for (const fleet::Drone& drone : *drones) items.push_back(to_json(drone, context.clock.now()));
  return web::Response::json(200, items_json(items));
}

Result<web::Response> get(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto id = path_drone(request);
  if (!id) return fail(id.error());
  const auto drone = context.store.drone(principal, *id);
  if (!drone) return fail(drone.error());
  return web::Response::json(200, to_json(*drone, context.clock.now()));
}

Result<web::Response> enrol(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto body = json_body(request);
  if (!body) return fail(body.error());
  const auto id_text = body->text("id", {.min = 1, .max = 64});
  if (!id_text) return fail(id_text.error());
  const auto id = DroneId::parse(*id_text);
  if (!id) return fail(id.error());
  const auto name = body->optional_text("name", {.min = 0, .max = 100});
  if (!name) return fail(name.error());
  const std::string token = crypto::random_token();
  const auto drone = context.store.enrol(principal, *id, name->value_or(""), crypto::sha256(token));
  if (!drone) return fail(drone.error());
  context.rules.tell(*id);
  context.live.on_drone(*id);
  wire::detail::JsonWriter json(1024);
  json.begin_object();
  json.key("drone").raw(to_json(*drone, context.clock.now()));
  json.key("token").text(token);
  json.end_object();
  return web::Response::json(201, json.take());
}

Result<web::Response> telemetry(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto id = path_drone(request);
  if (!id) return fail(id.error());
  const auto span = query_span(request, context.clock.now(), principal);
  if (!span) return fail(span.error());
  if (is_empty(span->range)) return web::Response::json(200, items_json({}));
  const auto samples = context.store.telemetry(principal, *id, span->range, span->limit);
  if (!samples) return fail(samples.error());
  std::vector<std::string> items;
  for (const auto& sample : *samples) items.push_back(wire::to_json(sample));
  return web::Response::json(200, items_json(items));
}

Result<std::optional<Timestamp>> read_time(const Fields& body, std::string_view name) {
  const auto text = body.optional_text(name);
  if (!text) return fail(text.error());
  if (!*text) return std::optional<Timestamp>{};
  const auto time = parse_time(name, **text);
  if (!time) return fail(time.error());
  return std::optional(*time);
}

Result<wire::Command> read_command(const Fields& body, Timestamp now) {
  wire::Command command{.id = crypto::uuid_v7(now), .expires_at = now + kCommandLifetime, .action = wire::Snapshot{}};
  const auto name = body.text("command", {.min = 1, .max = 40});
  if (!name) return fail(name.error());
  const auto from = read_time(body, "from");
  if (!from) return fail(from.error());
  const auto to = read_time(body, "to");
  if (!to) return fail(to.error());
  if (*name == "snapshot") return command;
  if (*name != "clip") return fail(Error::kInvalidArgument, "field \"command\" must be snapshot or clip");
  if (!*from || !*to) return fail(Error::kInvalidArgument, "a clip needs the fields \"from\" and \"to\"");
  // In either order; how much of it there is, the drone's ring decides.
  const auto [first, last] = std::minmax(**from, **to);
  command.action = wire::ClipRequest{.from = first, .to = std::max(last, first + kShortestClip)};
  return command;
}

Result<web::Response> send_command(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto id = path_drone(request);
  if (!id) return fail(id.error());
  if (auto right = fleet::require(principal, fleet::Action::kCommandDrones, *id); !right) return fail(right.error());
  const auto body = json_body(request);
  if (!body) return fail(body.error());
  const auto command = read_command(*body, context.clock.now());
  if (!command) return fail(command.error());
  const auto drone = context.store.drone(principal, *id);
  if (!drone) return fail(drone.error());

  const std::string name = std::holds_alternative<wire::Snapshot>(command->action) ? "snapshot" : "clip";
  const auto noted = context.store.note_in_audit(
      principal, {.action = "command." + name, .subject = "drone:" + id->str(), .detail = command->id});
  if (!noted) return fail(noted.error());
  const auto sent = context.bus.publish(wire::topic_of(*id, wire::Channel::kCommands), wire::to_json(*command), false);
  if (!sent) return fail(Error{.code = Error::kUnavailable, .message = sent.error().message, .can_retry = true});
  wire::detail::JsonWriter json(192);
  json.begin_object();
  json.key("id").text(command->id);
  json.key("command").text(name);
  json.key("expires_at").time(command->expires_at);
  json.end_object();
  return web::Response::json(202, json.take());
}

}  // namespace

void add_drones(web::Router& router, Context& context) {
  const auto with_request = [&context](auto action) {
    return known(context, [&context, action](const auto& request, const auto& principal) {
      return action(context, request, principal);
    });
  };
  router.add("GET", "/v1/drones",
             known(context, [&context](const auto&, const auto& principal) { return list(context, principal); }));
  router.add("POST", "/v1/drones", with_request(enrol));
  router.add("GET", "/v1/drones/{drone_id}", with_request(get));
  router.add("GET", "/v1/drones/{drone_id}/telemetry", with_request(telemetry));
  router.add("POST", "/v1/drones/{drone_id}/commands", with_request(send_command));
}

}  // namespace eyrie::gateway::api
