// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "web/http/message.hpp"

namespace eyrie::web {

/// The status that tells an HTTP client what an error code means:
///
///   kInvalidArgument, kOutOfRange 400 | kUnauthenticated 401 | kPermissionDenied 403 | kNotFound 404 | kConflict 409
///   kTooLarge 413 | kUnsupported 415 | kCorrupt 422 | kUnavailable, kTimeout 503 | kExhausted 507 | the rest 500
[[nodiscard]] int status_of(Error::Code code) noexcept;

/// `Not Found`; an empty text for a number that is no status.
[[nodiscard]] std::string_view reason_of(int status) noexcept;

/// An RFC 9457 problem document: `title` is the status's own, `detail` the error's message, `code` its stable name.
[[nodiscard]] Response problem(const Error& error);

/// The same where the code's usual status is not the right one (412, 416, 429).
[[nodiscard]] Response problem(int status, const Error& error);

/// The same with a code of its own, for what a program must tell from others of its status.
[[nodiscard]] Response problem(int status, std::string_view code, std::string_view detail);

/// 429 or 503 with `Retry-After`.
[[nodiscard]] Response retry_later(int status, const Error& error, std::chrono::seconds after);

}  // namespace eyrie::web
