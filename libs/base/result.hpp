// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <utility>

#include "base/error.hpp"

namespace eyrie {

/// A value, or the reason there is none. Never thrown, never ignored.
template <typename T>
using Result = std::expected<T, Error>;

/// The outcome of a call that has nothing to hand back.
using Status = Result<void>;

/// `return fail(Error::kNotFound, "no drone " + id);`
[[nodiscard]] inline std::unexpected<Error> fail(Error::Code code, std::string message) {
  return std::unexpected(Error{.code = code, .message = std::move(message)});
}

/// Hands on an error as it is: `if (!image) return fail(image.error());`
[[nodiscard]] inline std::unexpected<Error> fail(Error error) { return std::unexpected(std::move(error)); }

/// Like `fail`, for a failure that may pass by itself.
[[nodiscard]] inline std::unexpected<Error> fail_for_now(Error::Code code, std::string message) {
  return std::unexpected(retryable(code, std::move(message)));
}

}  // namespace eyrie
