// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <mosquitto.h>

#include "base/result.hpp"
#include "messaging/mqtt/mqtt_client.hpp"

namespace eyrie::mqtt {

/// Whether a client can be made of `options` at all.
[[nodiscard]] Status check(const MqttOptions& options);

struct HandleDeleter {
  void operator()(mosquitto* handle) const noexcept { mosquitto_destroy(handle); }
};
using Handle = std::unique_ptr<mosquitto, HandleDeleter>;

/// A libmosquitto client that gives `user` to its callbacks; they are the caller's to set. Why there is none, otherwise.
[[nodiscard]] Result<Handle> make_handle(const MqttOptions& options, bool is_secure, void* user);

/// What libmosquitto means by a code, for a person.
[[nodiscard]] std::string text_of(int rc);
/// What it says of a message that it was to publish.
[[nodiscard]] Status publish_outcome(int rc);

}  // namespace eyrie::mqtt
