// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/gateway_link.hpp"

#include <utility>

#include "wire/json.hpp"
#include "wire/rules_json.hpp"
#include "wire/topics.hpp"

namespace eyrie::edge {
namespace {

using wire::Channel;

mqtt::MqttOptions options_from(const BrokerSettings& settings, std::string client_id) {
  mqtt::MqttOptions options;
  options.url = *settings.url;
  options.client_id = std::move(client_id);
  options.username = *settings.username;
  options.password = settings.password->reveal();
  options.ca_file = settings.ca_file->string();
  options.certificate_file = settings.cert_file->string();
  options.key_file = settings.key_file->string();
  return options;
}

Channel channel_of(delivery::Stream stream) {
  switch (stream) {
    case delivery::Stream::kDetections: return Channel::kDetections;
    case delivery::Stream::kTelemetry: return Channel::kTelemetry;
    case delivery::Stream::kEvents: return Channel::kEvents;
  }
  return Channel::kEvents;
}

}  // namespace

Result<std::unique_ptr<GatewayLink>> GatewayLink::create(const BrokerSettings& settings, const DroneId& drone) {
  mqtt::MqttOptions main_options = options_from(settings, "eyrie-edge-" + drone.str());
  fleet::DroneStatus offline;
  offline.drone = drone;
  offline.presence = fleet::Presence::kOffline;
  main_options.will =
      mqtt::Will{.topic = wire::topic_of(drone, Channel::kStatus), .payload = wire::to_json(offline), .is_retained = true};
  auto main = mqtt::MqttClient::create(std::move(main_options));
  if (!main) return fail(main.error());
  auto video = mqtt::MqttClient::create(options_from(settings, "eyrie-edge-video-" + drone.str()));
  if (!video) return fail(video.error());
  return std::unique_ptr<GatewayLink>(new GatewayLink(drone, std::move(*main), std::move(*video)));
}

GatewayLink::GatewayLink(DroneId drone, std::unique_ptr<mqtt::MqttClient> main, std::unique_ptr<mqtt::MqttClient> video)
    : drone_(std::move(drone)), main_(std::move(main)), video_(std::move(video)) {}

void GatewayLink::start(Handlers handlers) {
  handlers_ = std::move(handlers);
  subscribe();
  main_->on_connection([this](const mqtt::ConnectionState& state) { handlers_.on_connection(state.is_connected); });
  main_->start();
  video_->start();
}

void GatewayLink::stop() {
  video_->stop(std::chrono::milliseconds{100});
  fleet::DroneStatus offline;
  offline.drone = drone_;
  offline.presence = fleet::Presence::kOffline;
  publish_status(offline);
  main_->stop();
}

void GatewayLink::subscribe() {
  const auto hear = [this](std::string topic, auto parse, auto handler) {
    main_->subscribe(std::move(topic), mqtt::Qos::kAtLeastOnce, [this, parse, handler](const mqtt::Message& message) {
      if (message.payload.empty()) return;  // a retained message that was cleared
      auto parsed = parse(message.payload);
      if (parsed) {
        handler(std::move(*parsed));
      } else {
        handlers_.on_refused(parsed.error());
      }
    });
  };
  hear(wire::topic_of(drone_, Channel::kAcks), wire::parse_acknowledgement,
       [this](const auto& ack) { handlers_.on_acknowledged(ack); });
  hear(wire::topic_of(drone_, Channel::kCommands), wire::parse_command,
       [this](const auto& command) { handlers_.on_command(command); });
  hear(wire::topic_of(drone_, Channel::kRules), wire::parse_rules,
       [this](fleet::RuleSet rules) { handlers_.on_rules(std::move(rules)); });
  hear(std::string(wire::kGatewayStatusTopic), wire::parse_gateway_status,
       [this](const auto& status) { handlers_.on_gateway(status); });
}

Status GatewayLink::publish(delivery::Stream stream, std::string_view payload, Completion done) {
  const std::string topic = wire::topic_of(drone_, channel_of(stream));
  return main_->publish({.topic = topic, .payload = payload, .qos = mqtt::Qos::kAtLeastOnce, .is_retained = false},
                        std::move(done));
}

void GatewayLink::publish_status(const fleet::DroneStatus& status) {
  const std::string topic = wire::topic_of(drone_, Channel::kStatus);
  const std::string payload = wire::to_json(status);
  // Refused without a connection: the next status, two seconds later, says all that this one did.
  std::ignore = main_->publish({.topic = topic, .payload = payload, .qos = mqtt::Qos::kAtLeastOnce, .is_retained = true});
}

void GatewayLink::answer(const wire::CommandResult& result) {
  const std::string topic = wire::topic_of(drone_, Channel::kCommandResults);
  const std::string payload = wire::to_json(result);
  // An answer that is lost shows at the gateway as a command without one.
  std::ignore = main_->publish({.topic = topic, .payload = payload, .qos = mqtt::Qos::kAtLeastOnce, .is_retained = false});
}

Status GatewayLink::publish_video(std::string_view unit) {
  const std::string topic = wire::topic_of(drone_, Channel::kVideo);
  return video_->publish({.topic = topic, .payload = unit, .qos = mqtt::Qos::kAtMostOnce, .is_retained = false});
}

}  // namespace eyrie::edge
