// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace eyrie {

/// Why a call could not do its work, told for the person who has to act on it.
///
/// The message names the cause and the remedy, and the setting to change where there is one:
/// `cannot reach broker localhost:1883: connection refused. Is mosquitto running? (setting: broker.url)`.
/// An error is handled once: returned, or logged, or counted.
struct Error {
  enum Code : std::uint8_t {
    kInvalidArgument,   ///< what was given can never work
    kNotFound,          ///< nothing by that name
    kOutOfRange,        ///< outside of what is kept or allowed
    kTooLarge,          ///< past a stated limit
    kUnsupported,       ///< well-formed, but not something we do
    kCorrupt,           ///< stored or received bytes are not what they claim to be
    kUnauthenticated,   ///< we do not know who asks
    kPermissionDenied,  ///< we know who asks, and they may not
    kConflict,          ///< the state of the thing does not allow it
    kUnavailable,       ///< the other side cannot be reached or is not ready
    kTimeout,           ///< no answer in time
    kExhausted,         ///< disk, memory, quota or queue is full
    kEndOfStream,       ///< there is nothing more to read
    kInternal,          ///< our bug, or an outside library's
  };

  Code code = kInternal;
  std::string message;
  /// True when the same call may work later without anyone changing anything.
  bool can_retry = false;

  friend bool operator==(const Error&, const Error&) = default;
};

/// Stable lower-case name of a code (`not_found`), used as a metric label and in problem documents.
[[nodiscard]] std::string_view name_of(Error::Code code) noexcept;

[[nodiscard]] inline Error retryable(Error::Code code, std::string message) {
  return Error{.code = code, .message = std::move(message), .can_retry = true};
}

}  // namespace eyrie
