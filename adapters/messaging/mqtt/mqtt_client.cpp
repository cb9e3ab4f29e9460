// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "messaging/mqtt/mqtt_client.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mosquitto.h>

#include "messaging/mqtt/broker_url.hpp"
#include "messaging/mqtt/client_setup.hpp"
#include "messaging/mqtt/socket_pump.hpp"

namespace eyrie::mqtt {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr auto kConnectTimeout = 10s;
/// How long one wait for the socket lasts at most; keep-alive and time-outs are looked at in between.
constexpr auto kTick = 250ms;
constexpr auto kGoodbyeTimeout = 500ms;
/// MQTT 5, 3.9.3: a SUBACK or PUBACK reason from here on is a refusal.
constexpr int kFirstRefusal = 0x80;

}  // namespace

/// One thread runs libmosquitto's socket with `poll`: its own threaded loop stops for ever at some errors, uses `select`,
/// which ends at descriptor 1024, and keeps messages of a lost connection to send them again behind our back. Hence also a
/// new libmosquitto client for every connection.
class MqttClient::Impl {
 public:
  Impl(MqttOptions options, BrokerUrl url) : options_(std::move(options)), url_(std::move(url)) {}
  ~Impl() { stop(0ms); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  struct Subscription {
    std::string filter;
    Qos qos;
    MessageHandler handler;
  };
  void subscribe(Subscription subscription) { subscriptions_.push_back(std::move(subscription)); }
  void on_connection(ConnectionHandler handler) { on_connection_ = std::move(handler); }

  void start() {
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  }

  void stop(std::chrono::milliseconds patience) {
    if (!thread_.joinable()) return;
    {
      std::unique_lock lock(mutex_);
      in_flight_changed_.wait_for(lock, patience, [this] { return in_flight_.empty(); });
      is_stopping_ = true;
    }
    stop_requested_.notify_all();
    pump_.wake();
    thread_.join();
  }

  Status publish(const Message& message, Completion completion) {
    const std::string topic(message.topic);
    if (message.payload.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
      return fail(Error::kTooLarge, "the message is larger than MQTT carries");
    }
    {
      const std::lock_guard lock(mutex_);
      if (auto status = admit(message.payload.size()); !status) {
        ++counters_.refused;
        return status;
      }
      int id = 0;
      const int rc =
          mosquitto_publish_v5(handle_.get(), &id, topic.c_str(), static_cast<int>(message.payload.size()),
                               message.payload.data(), static_cast<int>(message.qos), message.is_retained, nullptr);
      if (auto status = publish_outcome(rc); !status) {
        ++counters_.refused;
        return status;
      }
      in_flight_bytes_ += message.payload.size();
      in_flight_.insert_or_assign(id, InFlight{std::move(completion), message.payload.size()});
    }
    if (std::this_thread::get_id() != own_thread_.load(std::memory_order_relaxed)) pump_.wake();
    return {};
  }

  [[nodiscard]] ConnectionState state() const {
    const std::lock_guard lock(mutex_);
    return state_;
  }
  [[nodiscard]] MqttCounters counters() const {
    const std::lock_guard lock(mutex_);
    MqttCounters counters = counters_;
    counters.received = pump_.received();
    return counters;
  }
  [[nodiscard]] std::size_t in_flight() const {
    const std::lock_guard lock(mutex_);
    return in_flight_.size();
  }

 private:
  struct InFlight {
    Completion completion;
    std::size_t bytes = 0;
  };
  /// What libmosquitto's callbacks saw. They run under its locks, so they only note, and `handle_events` acts.
  struct Published {
    int id;
    int reason;
  };

  // ---- the client's thread ----

  void run() {
    own_thread_.store(std::this_thread::get_id(), std::memory_order_relaxed);
    auto pause = options_.reconnect_min;
    while (!is_stopping()) {
      const auto connected_before = connections_made_;
      std::string reason = connect();
      if (reason.empty()) reason = serve();
      lose(reason);
      if (connections_made_ != connected_before) pause = options_.reconnect_min;
      std::unique_lock lock(mutex_);
      stop_requested_.wait_for(lock, pause, [this] { return is_stopping_; });
      pause = std::min(pause * 2, options_.reconnect_max);
    }
  }

  /// Begins a connection without waiting for it; why it cannot, otherwise.
  std::string connect() {
    auto handle = make_handle(options_, url_.is_secure, this);
    if (!handle) return handle.error().message;
    mosquitto* const raw = handle->get();
    mosquitto_connect_v5_callback_set(raw, &Impl::on_connect);
    mosquitto_disconnect_v5_callback_set(raw, &Impl::on_disconnect);
    mosquitto_publish_v5_callback_set(raw, &Impl::on_publish);
    mosquitto_subscribe_v5_callback_set(raw, &Impl::on_subscribe);
    mosquitto_message_v5_callback_set(raw, &Impl::on_message);
    pending_subscriptions_.clear();
    has_answer_ = false;
    refused_filters_.clear();
    connect_error_.clear();
    deadline_ = SteadyClock::now() + kConnectTimeout;
    {
      const std::lock_guard lock(mutex_);
      handle_ = std::move(*handle);
    }
    // The name is looked up here, the only call that may block: for as long as the resolver of the machine tries.
    const int rc = mosquitto_connect_bind_async(raw, url_.host.c_str(), url_.port,
                                                static_cast<int>(options_.keep_alive.count()), nullptr);
    return rc == MOSQ_ERR_SUCCESS ? "" : text_of(rc);
  }

  /// Moves bytes until the connection ends; why it ended.
  std::string serve() {
    mosquitto* const handle = handle_.get();  // only this thread ever replaces it
    auto next_tick = SteadyClock::now();
    while (!is_stopping()) {
      int rc = pump_.move(handle, kTick);
      if (rc == MOSQ_ERR_SUCCESS && SteadyClock::now() >= next_tick) {
        rc = mosquitto_loop_misc(handle);
        next_tick = SteadyClock::now() + kTick;
      }
      handle_events();
      if (!connect_error_.empty()) return connect_error_;
      if (rc != MOSQ_ERR_SUCCESS) return rc == MOSQ_ERR_KEEPALIVE ? "the broker is silent" : pump_.reason_of(rc);
      if (!is_ready_ && SteadyClock::now() > deadline_) return "no answer within 10 s";
    }
    say_goodbye(handle);
    return "stopped";
  }

  void say_goodbye(mosquitto* handle) {
    mosquitto_disconnect_v5(handle, 0, nullptr);
    const auto deadline = SteadyClock::now() + kGoodbyeTimeout;
    // libmosquitto closes the socket once the goodbye is written.
    while (SteadyClock::now() < deadline && pump_.move(handle, 50ms) == MOSQ_ERR_SUCCESS) {
    }
    handle_events();
  }

  void handle_events() {
    for (const Published& published : std::exchange(published_, {})) complete(published);
    if (!is_ready_ && has_answer_ && connect_error_.empty() && pending_subscriptions_.empty()) become_ready();
  }

  void complete(const Published& published) {
    Completion completion;
    {
      const std::lock_guard lock(mutex_);
      const auto found = in_flight_.find(published.id);
      if (found == in_flight_.end()) return;
      completion = std::move(found->second.completion);
      in_flight_bytes_ -= found->second.bytes;
      in_flight_.erase(found);
      ++(published.reason < kFirstRefusal ? counters_.published : counters_.failed);
      if (in_flight_.empty()) in_flight_changed_.notify_all();
    }
    if (!completion) return;
    if (published.reason < kFirstRefusal) return completion({});
    completion(fail(Error::kPermissionDenied,
                    "the broker refuses the message: " + std::string(mosquitto_reason_string(published.reason)) +
                        ". Do its access rules let this client publish there?"));
  }

  void become_ready() {
    is_ready_ = true;
    ++connections_made_;
    ConnectionState state{.is_connected = true, .reason = "connected to " + to_string(url_)};
    if (!refused_filters_.empty()) {
      state.reason +=
          ", but it refuses our subscriptions to" + refused_filters_ + ". Do its access rules let this client read there?";
    }
    {
      const std::lock_guard lock(mutex_);
      ++counters_.connections;
      state_ = state;
    }
    if (on_connection_) on_connection_(state);
  }

  /// The connection is gone: what was in flight is reported, and nothing of it survives.
  void lose(const std::string& reason) {
    ConnectionState state{.is_connected = false, .reason = reason};
    if (!is_stopping()) {
      state.reason =
          "cannot reach broker " + to_string(url_) + ": " + reason + ". Is mosquitto running? (setting: broker.url)";
    }
    std::unordered_map<int, InFlight> lost;
    bool is_news = false;
    {
      const std::lock_guard lock(mutex_);
      handle_.reset();
      lost.swap(in_flight_);
      in_flight_bytes_ = 0;
      counters_.failed += lost.size();
      is_news = state_.is_connected || state_.reason != state.reason;
      state_ = state;
    }
    in_flight_changed_.notify_all();
    is_ready_ = false;
    published_.clear();
    for (auto& [id, message] : lost) {
      if (message.completion) message.completion(fail_for_now(Error::kUnavailable, "the connection was lost: " + reason));
    }
    if (is_news && on_connection_) on_connection_(state);
  }

  // ---- libmosquitto's callbacks, on the client's thread, inside of the pump ----

  static Impl& self(void* user) { return *static_cast<Impl*>(user); }

  static void on_connect(mosquitto* handle, void* user, int reason, int, const mosquitto_property*) {
    Impl& impl = self(user);
    impl.has_answer_ = true;
    if (reason != 0) {
      impl.connect_error_ = std::string("the broker refuses us: ") + mosquitto_reason_string(reason) +
                            " (settings: broker.username, broker.password, broker.client_id)";
      return;
    }
    for (const Subscription& subscription : impl.subscriptions_) {
      int id = 0;
      const int rc =
          mosquitto_subscribe_v5(handle, &id, subscription.filter.c_str(), static_cast<int>(subscription.qos), 0, nullptr);
      if (rc == MOSQ_ERR_SUCCESS) impl.pending_subscriptions_.emplace(id, subscription.filter);
      if (rc != MOSQ_ERR_SUCCESS) impl.refused_filters_ += ' ' + subscription.filter;
    }
  }

  static void on_disconnect(mosquitto*, void* user, int reason, const mosquitto_property*) {
    Impl& impl = self(user);
    // From MQTT 5 on a broker may say why it closes; a second client with our id, for one.
    if (reason >= kFirstRefusal && impl.connect_error_.empty()) {
      impl.connect_error_ = std::string("the broker ends the connection: ") + mosquitto_reason_string(reason);
    }
  }

  static void on_subscribe(mosquitto*, void* user, int id, int count, const int* granted, const mosquitto_property*) {
    Impl& impl = self(user);
    const auto pending = impl.pending_subscriptions_.find(id);
    if (pending == impl.pending_subscriptions_.end()) return;
    if (count < 1 || granted[0] >= kFirstRefusal) impl.refused_filters_ += ' ' + pending->second;
    impl.pending_subscriptions_.erase(pending);
  }

  static void on_publish(mosquitto*, void* user, int id, int reason, const mosquitto_property*) {
    self(user).published_.push_back({.id = id, .reason = reason});
  }

  static void on_message(mosquitto*, void* user, const mosquitto_message* message, const mosquitto_property*) {
    Impl& impl = self(user);
    impl.pump_.count_message();
    const Message received{
        .topic = message->topic,
        .payload = {static_cast<const char*>(message->payload), static_cast<std::size_t>(message->payloadlen)},
        .qos = message->qos == 0 ? Qos::kAtMostOnce : Qos::kAtLeastOnce,
        .is_retained = message->retain};
    for (const Subscription& subscription : impl.subscriptions_) {
      bool matches = false;
      mosquitto_topic_matches_sub(subscription.filter.c_str(), message->topic, &matches);
      if (matches) return subscription.handler(received);
    }
  }

  // ---- any thread ----

  Status admit(std::size_t bytes) const {
    if (!state_.is_connected)
      return fail_for_now(Error::kUnavailable, state_.reason.empty() ? "not connected yet" : state_.reason);
    if (in_flight_.size() >= options_.max_in_flight || in_flight_bytes_ + bytes > options_.max_in_flight_bytes.value) {
      return fail_for_now(Error::kExhausted,
                          std::to_string(in_flight_.size()) + " messages are on their way to the broker already");
    }
    return {};
  }

  bool is_stopping() const {
    const std::lock_guard lock(mutex_);
    return is_stopping_;
  }

  const MqttOptions options_;
  const BrokerUrl url_;
  SocketPump pump_;
  std::vector<Subscription> subscriptions_;
  ConnectionHandler on_connection_;
  std::thread thread_;
  /// Of the client's thread, to tell whether `publish` is called from a handler.
  std::atomic<std::thread::id> own_thread_;

  mutable std::mutex mutex_;
  std::condition_variable stop_requested_;
  std::condition_variable in_flight_changed_;
  bool is_stopping_ = false;
  /// Replaced by the client's thread alone, under the mutex; others use it under the mutex while connected.
  Handle handle_;
  ConnectionState state_;
  MqttCounters counters_;
  std::unordered_map<int, InFlight> in_flight_;
  std::size_t in_flight_bytes_ = 0;

  // Of the client's thread alone.
  bool has_answer_ = false;
  bool is_ready_ = false;
  std::uint64_t connections_made_ = 0;
  SteadyClock::time_point deadline_;
  std::string connect_error_;
  std::string refused_filters_;
  std::unordered_map<int, std::string> pending_subscriptions_;
  std::vector<Published> published_;
};

Result<std::unique_ptr<MqttClient>> MqttClient::create(MqttOptions options) {
  auto url = BrokerUrl::parse(options.url);
  if (!url) return fail(std::move(url).error());
  if (auto status = check(options); !status) return fail(std::move(status).error());
  return std::unique_ptr<MqttClient>(new MqttClient(std::make_unique<Impl>(std::move(options), *std::move(url))));
}

MqttClient::MqttClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MqttClient::~MqttClient() = default;

void MqttClient::subscribe(std::string filter, Qos qos, MessageHandler handler) {
  impl_->subscribe({std::move(filter), qos, std::move(handler)});
}
void MqttClient::on_connection(ConnectionHandler handler) { impl_->on_connection(std::move(handler)); }
void MqttClient::start() { impl_->start(); }
void MqttClient::stop(std::chrono::milliseconds patience) { impl_->stop(patience); }
Status MqttClient::publish(const Message& message, Completion completion) {
  return impl_->publish(message, std::move(completion));
}
bool MqttClient::is_connected() const { return impl_->state().is_connected; }
ConnectionState MqttClient::state() const { return impl_->state(); }
MqttCounters MqttClient::counters() const { return impl_->counters(); }
std::size_t MqttClient::in_flight() const { return impl_->in_flight(); }

}  // namespace eyrie::mqtt
