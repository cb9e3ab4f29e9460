// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/units.hpp"

namespace eyrie::mqtt {

using namespace eyrie::literals;

enum class Qos : std::uint8_t { kAtMostOnce = 0, kAtLeastOnce = 1 };

/// A message to publish, or one that arrived. The views are valid during the call that carries them.
struct Message {
  std::string_view topic;
  std::string_view payload;
  Qos qos = Qos::kAtLeastOnce;
  bool is_retained = false;
};

/// What the broker says in our name when it loses us.
struct Will {
  std::string topic;
  std::string payload;
  bool is_retained = true;
};

struct MqttOptions {
  /// `mqtt://host[:1883]`, or `mqtts://host[:8883]` for TLS. An IPv6 address stands in brackets.
  std::string url = "mqtt://localhost:1883";
  /// Two clients of one id throw each other out; required.
  std::string client_id;
  std::string username;
  std::string password;
  std::string ca_file;           ///< PEM; empty: the certificates that the machine trusts
  std::string certificate_file;  ///< PEM, ours, for mutual TLS; with `key_file`
  std::string key_file;
  std::optional<Will> will;
  /// After 1.5 times this without a word from us the broker sends the will; a broker that is silent is dropped likewise.
  std::chrono::seconds keep_alive{15};
  std::chrono::milliseconds reconnect_min{200};
  std::chrono::milliseconds reconnect_max{10'000};
  /// What may be on its way to the broker at one time. Beyond it `publish` refuses.
  std::size_t max_in_flight = 1000;
  ByteCount max_in_flight_bytes = 16_MiB;
};

/// How the connection stands now, and why.
struct ConnectionState {
  bool is_connected = false;
  /// For a person: `cannot reach broker localhost:1883: Connection refused. Is mosquitto running? (setting: broker.url)`.
  std::string reason;
};

struct MqttCounters {
  std::uint64_t published = 0;  ///< taken over by the broker
  std::uint64_t refused = 0;    ///< `publish` said no: not connected or too much in flight
  std::uint64_t failed = 0;     ///< the connection was lost, or the broker refused, before the broker had it
  std::uint64_t received = 0;
  std::uint64_t connections = 0;
};

/// One connection to an MQTT broker that is kept up for ever.
///
/// Speaks MQTT 5: its PUBACK says when a broker refuses a message by its access rules (3.1.1 acknowledges and drops it, so a
/// missing right would look like a lost message for ever), and its receive maximum is the broker's own back-pressure.
///
/// Nothing is queued: what cannot be handed to the broker now is refused, and what was in flight when a connection was lost
/// is reported as failed and not sent again from here. Who must not lose a message keeps it until somebody has acknowledged
/// it. Each connection starts clean, with the subscriptions made again.
///
/// Thread-safe. Handlers and completions run one at a time on the client's own thread; they may call `publish`, must not
/// block, and must not call `stop` or destroy the client.
class MqttClient {
 public:
  using MessageHandler = std::function<void(const Message&)>;
  using ConnectionHandler = std::function<void(const ConnectionState&)>;
  /// Called once for every message that `publish` took: when the broker has it, or with why it has not.
  using Completion = std::function<void(Status)>;

  /// Checks the options; connects nothing yet.
  [[nodiscard]] static Result<std::unique_ptr<MqttClient>> create(MqttOptions options);
  ~MqttClient();
  MqttClient(const MqttClient&) = delete;
  MqttClient& operator=(const MqttClient&) = delete;

  /// Before `start`: messages whose topic matches `filter` (with `+` and `#`) go to `handler`.
  void subscribe(std::string filter, Qos qos, MessageHandler handler);
  /// Before `start`: called on every change and, while there is no connection, for each new reason. When it says connected
  /// the subscriptions have been acknowledged, so that no answer to what is published next is missed.
  void on_connection(ConnectionHandler handler);

  /// Begins to connect, and never gives up until `stop`.
  void start();
  /// Waits up to `patience` for what is in flight, says goodbye (so the will is not sent) and ends the thread. Bounded by
  /// `patience` and about a second. Called by the destructor, without patience.
  void stop(std::chrono::milliseconds patience = std::chrono::seconds(2));

  /// Copies the message and returns at once. Retryable `kUnavailable` while there is no connection, retryable `kExhausted`
  /// when too much is in flight, `kInvalidArgument` or `kTooLarge` for what MQTT cannot carry; `completion` is then never
  /// called.
  [[nodiscard]] Status publish(const Message& message, Completion completion = {});

  [[nodiscard]] bool is_connected() const;
  [[nodiscard]] ConnectionState state() const;
  [[nodiscard]] MqttCounters counters() const;
  [[nodiscard]] std::size_t in_flight() const;

 private:
  class Impl;
  explicit MqttClient(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace eyrie::mqtt
