// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

namespace eyrie {

std::string_view name_of(Error::Code code) noexcept {
  switch (code) {
    case Error::kInvalidArgument: return "invalid_argument";
    case Error::kNotFound: return "not_found";
    case Error::kOutOfRange: return "out_of_range";
    case Error::kTooLarge: return "too_large";
    case Error::kUnsupported: return "unsupported";
    case Error::kCorrupt: return "corrupt";
    case Error::kUnauthenticated: return "unauthenticated";
    case Error::kPermissionDenied: return "permission_denied";
    case Error::kConflict: return "conflict";
    case Error::kUnavailable: return "unavailable";
    case Error::kTimeout: return "timeout";
    case Error::kExhausted: return "exhausted";
    case Error::kEndOfStream: return "end_of_stream";
    case Error::kInternal: return "internal";
  }
  return "internal";
}

}  // namespace eyrie
