// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "delivery/uplink.hpp"
#include "edge/settings.hpp"
#include "fleet/rules.hpp"
#include "messaging/mqtt/mqtt_client.hpp"
#include "wire/messages.hpp"

namespace eyrie::edge {

/// All that goes between this drone and the gateway by the broker, over two connections: one for what must arrive, one for
/// live pictures, so that a picture never stands in front of an alert.
///
/// Thread-safe. What is heard is told on the connections' own threads; handlers must not block.
class GatewayLink final : public delivery::Uplink {
 public:
  struct Handlers {
    std::function<void(bool is_connected)> on_connection;
    std::function<void(const wire::Acknowledgement&)> on_acknowledged;
    std::function<void(const wire::GatewayStatus&)> on_gateway;
    std::function<void(const wire::Command&)> on_command;
    std::function<void(fleet::RuleSet)> on_rules;
    std::function<void(const Error&)> on_refused;  ///< a message that made no sense
  };

  /// Checks the settings; connects nothing yet.
  [[nodiscard]] static Result<std::unique_ptr<GatewayLink>> create(const BrokerSettings& settings, const DroneId& drone);

  /// Begins to connect, and goes on until `stop`.
  void start(Handlers handlers);
  void stop();

  [[nodiscard]] Status publish(delivery::Stream stream, std::string_view payload, Completion done) override;
  [[nodiscard]] bool is_connected() const override { return main_->is_connected(); }

  /// Retained, and good until the next one. A status that cannot be sent now is not missed later.
  void publish_status(const fleet::DroneStatus& status);
  void answer(const wire::CommandResult& result);
  [[nodiscard]] Status publish_video(std::string_view unit);

  /// How the connection stands, for a person.
  [[nodiscard]] mqtt::ConnectionState state() const { return main_->state(); }

 private:
  GatewayLink(DroneId drone, std::unique_ptr<mqtt::MqttClient> main, std::unique_ptr<mqtt::MqttClient> video);
  void subscribe();

  const DroneId drone_;
  std::unique_ptr<mqtt::MqttClient> main_;
  std::unique_ptr<mqtt::MqttClient> video_;
  Handlers handlers_;
};

}  // namespace eyrie::edge
