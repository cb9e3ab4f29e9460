// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "messaging/mqtt/client_setup.hpp"

#include <cerrno>
#include <cstring>
#include <mqtt_protocol.h>
#include <unistd.h>

namespace eyrie::mqtt {
namespace {

using namespace std::chrono_literals;

/// What a broker may have on its way to us unacknowledged. libmosquitto would say 20, and the broker wait for us that often.
constexpr int kReceiveMaximum = 1000;

/// libmosquitto's global state, made with the first client and kept.
void initialise_library() {
  static const int once = mosquitto_lib_init();
  (void)once;
}

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

int configure_tls(mosquitto& handle, const MqttOptions& options) {
  if (options.ca_file.empty()) {
    const int rc = mosquitto_int_option(&handle, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
    if (rc != MOSQ_ERR_SUCCESS || options.certificate_file.empty()) return rc;
    return mosquitto_tls_set(&handle, nullptr, "/etc/ssl/certs", or_null(options.certificate_file),
                             or_null(options.key_file), nullptr);
  }
  return mosquitto_tls_set(&handle, options.ca_file.c_str(), nullptr, or_null(options.certificate_file),
                           or_null(options.key_file), nullptr);
}

int configure(mosquitto& handle, const MqttOptions& options, bool is_secure) {
  mosquitto_threaded_set(&handle, true);
  int rc = mosquitto_int_option(&handle, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
  if (rc == MOSQ_ERR_SUCCESS) rc = mosquitto_int_option(&handle, MOSQ_OPT_TCP_NODELAY, 1);
  // Ours is the bound; libmosquitto's default of 20 would throttle a link with a long round trip.
  if (rc == MOSQ_ERR_SUCCESS)
    rc = mosquitto_max_inflight_messages_set(&handle, static_cast<unsigned>(options.max_in_flight));
  if (rc == MOSQ_ERR_SUCCESS) rc = mosquitto_int_option(&handle, MOSQ_OPT_RECEIVE_MAXIMUM, kReceiveMaximum);
  if (rc == MOSQ_ERR_SUCCESS && !options.username.empty()) {
    rc = mosquitto_username_pw_set(&handle, options.username.c_str(), or_null(options.password));
  }
  if (rc == MOSQ_ERR_SUCCESS && options.will) {
    const Will& will = *options.will;
    rc = mosquitto_will_set(&handle, will.topic.c_str(), static_cast<int>(will.payload.size()), will.payload.data(), 1,
                            will.is_retained);
  }
  if (rc == MOSQ_ERR_SUCCESS && is_secure) rc = configure_tls(handle, options);
  return rc;
}

}  // namespace

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

Result<Handle> make_handle(const MqttOptions& options, bool is_secure, void* user) {
  initialise_library();
  Handle handle(mosquitto_new(options.client_id.c_str(), true, user));
  if (!handle) return fail_for_now(Error::kExhausted, "out of memory");
  if (const int rc = configure(*handle, options, is_secure); rc != MOSQ_ERR_SUCCESS) {
    return fail(Error::kInvalidArgument, text_of(rc));
  }
  return handle;
}

std::string text_of(int rc) { return rc == MOSQ_ERR_ERRNO ? std::strerror(errno) : mosquitto_strerror(rc); }

Status publish_outcome(int rc) {
  switch (rc) {
    case MOSQ_ERR_SUCCESS: return {};
    case MOSQ_ERR_NO_CONN: return fail_for_now(Error::kUnavailable, "no connection to the broker");
    case MOSQ_ERR_NOMEM: return fail_for_now(Error::kExhausted, "out of memory");
    case MOSQ_ERR_PAYLOAD_SIZE:
    case MOSQ_ERR_OVERSIZE_PACKET: return fail(Error::kTooLarge, "the message is larger than the broker takes");
    default: return fail(Error::kInvalidArgument, std::string("MQTT cannot carry this message: ") + mosquitto_strerror(rc));
  }
}

}  // namespace eyrie::mqtt
