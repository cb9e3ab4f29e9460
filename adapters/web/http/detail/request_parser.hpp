// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/units.hpp"
#include "web/http/message.hpp"

namespace eyrie::web::detail {

/// Reads one HTTP/1.1 request out of bytes as they come: first the header, then, when it is wanted, the body.
///
/// `feed_header` until it is whole; only then is there anything to ask for. An error ends the request: what follows on the
/// connection cannot be made sense of.
class RequestParser {
 public:
  explicit RequestParser(ByteCount max_header);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  struct Fed {
    std::size_t consumed = 0;  ///< bytes from the front; the rest is to come again, with more behind it
    bool is_whole = false;
  };
  /// `kTooLarge` past `max_header`, `kInvalidArgument` for what is no request.
  [[nodiscard]] Result<Fed> feed_header(std::string_view bytes);
  /// Once, between header and body.
  void admit_body(ByteCount max_body);
  /// `kTooLarge` past what was admitted, `kInvalidArgument` for chunks that are none.
  [[nodiscard]] Result<Fed> feed_body(std::string_view bytes);

  [[nodiscard]] std::string_view method() const;
  [[nodiscard]] std::string_view target() const;
  [[nodiscard]] Headers headers() const;
  /// Whether the last byte of the request has been fed; true after the header of one without a body.
  [[nodiscard]] bool is_complete() const;
  /// What the header says of the body's size; nothing when it comes in chunks.
  [[nodiscard]] std::optional<std::uint64_t> content_length() const;
  [[nodiscard]] bool expects_continue() const;
  [[nodiscard]] bool keeps_alive() const;
  [[nodiscard]] std::string take_body();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace eyrie::web::detail
