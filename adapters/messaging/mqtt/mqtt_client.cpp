// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "messaging/mqtt/mqtt_client.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <limits>
#include <mqtt_protocol.h>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mosquitto.h>

#include "messaging/mqtt/broker_url.hpp"

namespace eyrie::mqtt {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr auto kConnectTimeout = 10s;
/// How long one wait for the socket lasts at most; keep-alive and time-outs are looked at in between.
constexpr auto kTick = 250ms;
constexpr auto kGoodbyeTimeout = 500ms;
/// Between two looks at what else there is to do.
constexpr int kMaxPacketsPerPoll = 256;
/// What a broker may have on its way to us unacknowledged. libmosquitto would say 20, and the broker wait for us that often.
constexpr int kReceiveMaximum = 1000;
/// MQTT 5, 3.9.3: a SUBACK or PUBACK reason from here on is a refusal.
constexpr int kFirstRefusal = 0x80;

/// While it lives the kernel holds back what is written to a socket, unless a segment is full. libmosquitto writes every
/// acknowledgement by itself: without this each of its four bytes would be a segment and wake the broker up.
class Cork {
 public:
  explicit Cork(mosquitto* handle) : handle_(handle), socket_(mosquitto_socket(handle)) { set(1); }
  Cork(const Cork&) = delete;
  Cork& operator=(const Cork&) = delete;
  ~Cork() {
    if (mosquitto_socket(handle_) == socket_) set(0);  // else it was closed, and its number may be another's
  }

 private:
  void set(int is_held) const { ::setsockopt(socket_, IPPROTO_TCP, TCP_CORK, &is_held, sizeof is_held); }
  mosquitto* handle_;
  int socket_;
};

struct HandleDeleter {
  void operator()(mosquitto* handle) const noexcept { mosquitto_destroy(handle); }
};
using Handle = std::unique_ptr<mosquitto, HandleDeleter>;

/// libmosquitto's global state, made with the first client and kept.
void initialise_library() {
  static const int once = mosquitto_lib_init();
  (void)once;
}

std::string text_of(int rc) { return rc == MOSQ_ERR_ERRNO ? std::strerror(errno) : mosquitto_strerror(rc); }

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

Status check(const MqttOptions& options) {
  if (options.client_id.empty())
    return fail(Error::kInvalidArgument, "an MQTT client needs an id (setting: broker.client_id)");
  if (options.certificate_file.empty() != options.key_file.empty()) {
    return fail(
        Error::kInvalidArgument,
        "a client certificate needs its key and the other way round (settings: broker.certificate_file, broker.key_file)");
  }
  if (options.keep_alive < 5s || options.keep_alive > 65'535s) {
    return fail(Error::kInvalidArgument, "keep-alive must be 5 to 65535 s (setting: broker.keep_alive)");
  }
  if (options.max_in_flight < 1 || options.max_in_flight > 60'000) {
    return fail(Error::kInvalidArgument, "messages in flight must be 1 to 60000: MQTT has 16 bits for their ids");
  }
  for (const std::string& file : {options.ca_file, options.certificate_file, options.key_file}) {
    if (!file.empty() && ::access(file.c_str(), R_OK) != 0) {
      return fail(Error::kNotFound, "cannot read " + file + ": " + std::strerror(errno) +
                                        " (settings: broker.ca_file, broker.certificate_file, broker.key_file)");
    }
  }
  return {};
}

Status publish_error(int rc) {
  switch (rc) {
    case MOSQ_ERR_SUCCESS: return {};
    case MOSQ_ERR_NO_CONN: return fail_for_now(Error::kUnavailable, "no connection to the broker");
    case MOSQ_ERR_NOMEM: return fail_for_now(Error::kExhausted, "out of memory");
    case MOSQ_ERR_PAYLOAD_SIZE:
    case MOSQ_ERR_OVERSIZE_PACKET: return fail(Error::kTooLarge, "the message is larger than the broker takes");
    default: return fail(Error::kInvalidArgument, std::string("MQTT cannot carry this message: ") + mosquitto_strerror(rc));
  }
}

}  // namespace

/// One thread runs libmosquitto's socket with `poll`: its own threaded loop stops for ever at some errors, uses `select`,
/// which ends at descriptor 1024, and keeps messages of a lost connection to send them again behind our back. Hence also a
/// new libmosquitto client for every connection.
class MqttClient::Impl {
 public:
  Impl(MqttOptions options, BrokerUrl url)
      : options_(std::move(options)), url_(std::move(url)), wake_fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  ~Impl() {
    stop(0ms);
    ::close(wake_fd_);
  }
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
    wake();
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
      if (auto status = publish_error(rc); !status) {
        ++counters_.refused;
        return status;
      }
      in_flight_bytes_ += message.payload.size();
      in_flight_.insert_or_assign(id, InFlight{std::move(completion), message.payload.size()});
    }
    if (std::this_thread::get_id() != own_thread_.load(std::memory_order_relaxed)) wake();
    return {};
  }

  [[nodiscard]] ConnectionState state() const {
    const std::lock_guard lock(mutex_);
    return state_;
  }
  [[nodiscard]] MqttCounters counters() const {
    const std::lock_guard lock(mutex_);
    MqttCounters counters = counters_;
    counters.received = received_.load(std::memory_order_relaxed);
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
    Handle handle(mosquitto_new(options_.client_id.c_str(), true, this));
    if (!handle) return "out of memory";
    if (const int rc = configure(*handle); rc != MOSQ_ERR_SUCCESS) return text_of(rc);
    pending_subscriptions_.clear();
    has_answer_ = false;
    refused_filters_.clear();
    connect_error_.clear();
    deadline_ = SteadyClock::now() + kConnectTimeout;
    mosquitto* const raw = handle.get();
    {
      const std::lock_guard lock(mutex_);
      handle_ = std::move(handle);
    }
    // The name is looked up here, the only call that may block: for as long as the resolver of the machine tries.
    const int rc = mosquitto_connect_bind_async(raw, url_.host.c_str(), url_.port,
                                                static_cast<int>(options_.keep_alive.count()), nullptr);
    return rc == MOSQ_ERR_SUCCESS ? "" : text_of(rc);
  }

  int configure(mosquitto& handle) {
    mosquitto_threaded_set(&handle, true);
    mosquitto_connect_v5_callback_set(&handle, &Impl::on_connect);
    mosquitto_disconnect_v5_callback_set(&handle, &Impl::on_disconnect);
    mosquitto_publish_v5_callback_set(&handle, &Impl::on_publish);
    mosquitto_subscribe_v5_callback_set(&handle, &Impl::on_subscribe);
    mosquitto_message_v5_callback_set(&handle, &Impl::on_message);
    int rc = mosquitto_int_option(&handle, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    if (rc == MOSQ_ERR_SUCCESS) rc = mosquitto_int_option(&handle, MOSQ_OPT_TCP_NODELAY, 1);
    // Ours is the bound; libmosquitto's default of 20 would throttle a link with a long round trip.
    if (rc == MOSQ_ERR_SUCCESS)
      rc = mosquitto_max_inflight_messages_set(&handle, static_cast<unsigned>(options_.max_in_flight));
    if (rc == MOSQ_ERR_SUCCESS) rc = mosquitto_int_option(&handle, MOSQ_OPT_RECEIVE_MAXIMUM, kReceiveMaximum);
    if (rc == MOSQ_ERR_SUCCESS && !options_.username.empty()) {
      rc = mosquitto_username_pw_set(&handle, options_.username.c_str(), or_null(options_.password));
    }
    if (rc == MOSQ_ERR_SUCCESS && options_.will) {
      const Will& will = *options_.will;
      rc = mosquitto_will_set(&handle, will.topic.c_str(), static_cast<int>(will.payload.size()), will.payload.data(), 1,
                              will.is_retained);
    }
    if (rc == MOSQ_ERR_SUCCESS && url_.is_secure) rc = configure_tls(handle);
    return rc;
  }

  int configure_tls(mosquitto& handle) {
    if (options_.ca_file.empty()) {
      const int rc = mosquitto_int_option(&handle, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
      if (rc != MOSQ_ERR_SUCCESS || options_.certificate_file.empty()) return rc;
      return mosquitto_tls_set(&handle, nullptr, "/etc/ssl/certs", or_null(options_.certificate_file),
                               or_null(options_.key_file), nullptr);
    }
    return mosquitto_tls_set(&handle, options_.ca_file.c_str(), nullptr, or_null(options_.certificate_file),
                             or_null(options_.key_file), nullptr);
  }

  /// Moves bytes until the connection ends; why it ended.
  std::string serve() {
    mosquitto* const handle = handle_.get();  // only this thread ever replaces it
    auto next_tick = SteadyClock::now();
    while (!is_stopping()) {
      int rc = move_bytes(handle, kTick);
      if (rc == MOSQ_ERR_SUCCESS && SteadyClock::now() >= next_tick) {
        rc = mosquitto_loop_misc(handle);
        next_tick = SteadyClock::now() + kTick;
      }
      handle_events();
      if (!connect_error_.empty()) return connect_error_;
      if (rc != MOSQ_ERR_SUCCESS) return rc == MOSQ_ERR_KEEPALIVE ? "the broker is silent" : last_error(rc);
      if (!is_ready_ && SteadyClock::now() > deadline_) return "no answer within 10 s";
    }
    say_goodbye(handle);
    return "stopped";
  }

  int move_bytes(mosquitto* handle, std::chrono::milliseconds patience) {
    const int socket = mosquitto_socket(handle);
    if (socket < 0) return MOSQ_ERR_NO_CONN;
    pollfd fds[2] = {{socket, POLLIN, 0}, {wake_fd_, POLLIN, 0}};
    if (mosquitto_want_write(handle)) fds[0].events |= POLLOUT;
    if (::poll(fds, 2, static_cast<int>(patience.count())) < 0) return errno == EINTR ? MOSQ_ERR_SUCCESS : MOSQ_ERR_ERRNO;
    if ((fds[1].revents & POLLIN) != 0) {
      eventfd_t ignored = 0;
      ::eventfd_read(wake_fd_, &ignored);
    }
    socket_error_ = pending_error(socket, fds[0].revents);
    int rc = MOSQ_ERR_SUCCESS;
    errno = 0;
    if ((fds[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) rc = read_some(handle);
    if (rc == MOSQ_ERR_SUCCESS && mosquitto_socket(handle) >= 0 && mosquitto_want_write(handle)) {
      const Cork cork(handle);
      rc = mosquitto_loop_write(handle, 1);
    }
    if (rc == MOSQ_ERR_SUCCESS && mosquitto_socket(handle) < 0) rc = MOSQ_ERR_CONN_LOST;
    return rc;
  }

  /// Takes the messages that have come. libmosquitto reads one packet a call; a poll before each would cost as much again.
  int read_some(mosquitto* handle) {
    int rc = MOSQ_ERR_SUCCESS;
    for (int packets = 0; packets < kMaxPacketsPerPoll && rc == MOSQ_ERR_SUCCESS; ++packets) {
      const auto before = received_.load(std::memory_order_relaxed);
      rc = mosquitto_loop_read(handle, 1);
      if (received_.load(std::memory_order_relaxed) == before) break;
    }
    return rc;
  }

  /// A connect that failed shows as an error on the socket, which libmosquitto reports as something else.
  static int pending_error(int socket, short events) {
    int error = 0;
    socklen_t length = sizeof error;
    if ((events & (POLLERR | POLLHUP)) != 0) ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length);
    return error;
  }

  std::string last_error(int rc) const { return socket_error_ != 0 ? std::strerror(socket_error_) : text_of(rc); }

  void say_goodbye(mosquitto* handle) {
    mosquitto_disconnect_v5(handle, 0, nullptr);
    const auto deadline = SteadyClock::now() + kGoodbyeTimeout;
    // libmosquitto closes the socket once the goodbye is written.
    while (SteadyClock::now() < deadline && move_bytes(handle, 50ms) == MOSQ_ERR_SUCCESS) {
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

  // ---- libmosquitto's callbacks, on the client's thread, inside of move_bytes ----

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
    impl.received_.fetch_add(1, std::memory_order_relaxed);
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

  void wake() const { ::eventfd_write(wake_fd_, 1); }

  bool is_stopping() const {
    const std::lock_guard lock(mutex_);
    return is_stopping_;
  }

  const MqttOptions options_;
  const BrokerUrl url_;
  const int wake_fd_;
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
  int socket_error_ = 0;
  SteadyClock::time_point deadline_;
  std::string connect_error_;
  std::string refused_filters_;
  std::unordered_map<int, std::string> pending_subscriptions_;
  std::vector<Published> published_;
  std::atomic<std::uint64_t> received_{0};
};

Result<std::unique_ptr<MqttClient>> MqttClient::create(MqttOptions options) {
  auto url = BrokerUrl::parse(options.url);
  if (!url) return fail(std::move(url).error());
  if (auto status = check(options); !status) return fail(std::move(status).error());
  initialise_library();
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
