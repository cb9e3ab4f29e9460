// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace eyrie::web {

/// Header fields in the order they came. Names are compared without regard to case.
class Headers {
 public:
  /// Adds a field; one of the same name may be there already (`Set-Cookie`).
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  /// Replaces every field of that name by this one.
  void set(std::string_view name, std::string value);
  /// The first value of that name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const noexcept { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// Names and values of a query or of a path's parameters, percent-decoded.
class Parameters {
 public:
  void add(std::string name, std::string value) { items_.emplace_back(std::move(name), std::move(value)); }
  /// The first value of that name; nothing when it is not there.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  /// How often that name comes.
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const noexcept { return items_; }

 private:
  std::vector<std::pair<std::string, std::string>> items_;
};

/// One request, whole. It belongs to the handler for the length of its call.
struct Request {
  std::string method;          ///< `GET`; a `HEAD` that a GET route answers stays `HEAD`
  std::string path;            ///< percent-decoded, begins with `/`
  Parameters path_parameters;  ///< what `{name}` in the route's pattern stands for
  Parameters query;
  Headers headers;
  std::string body;
  std::string peer_address;  ///< numeric, without port
  bool is_encrypted = false;

  /// `find_header("content-type")`, or an empty text.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  /// A parameter of the path that the route's pattern promises.
  [[nodiscard]] std::string_view path_parameter(std::string_view name) const;
  /// Value of a cookie, or nothing.
  [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;
  /// The content type without its parameters, in lower case: `application/json`.
  [[nodiscard]] std::string media_type() const;
};

/// Bytes that are read piece by piece while they are sent, so that a clip never lies in memory as a whole.
/// Used by one thread at a time, off the I/O threads; `read` may block on a disk or an object store.
class BodySource {
 public:
  virtual ~BodySource() = default;
  /// How many bytes there are in all; they are announced as Content-Length.
  [[nodiscard]] virtual std::uint64_t size() const noexcept = 0;
  /// Fills `into` from the front of what is left and says how much it wrote: less than asked for only at the end. An error,
  /// or fewer bytes than `size` promised, cuts the connection, because the status line has been sent long since.
  [[nodiscard]] virtual Result<std::size_t> read(std::span<std::byte> into) = 0;
};

/// What is answered. Content-Length, Connection, Date and the security headers are the server's to add.
struct Response {
  int status = 200;
  Headers headers;
  std::variant<std::string, std::shared_ptr<const std::string>, std::unique_ptr<BodySource>> body;

  [[nodiscard]] static Response empty(int status) { return Response{.status = status, .headers = {}, .body = {}}; }
  [[nodiscard]] static Response text(int status, std::string_view media_type, std::string body);
  [[nodiscard]] static Response json(int status, std::string body) {
    return text(status, "application/json", std::move(body));
  }
};

/// `Set-Cookie` of a session: HttpOnly, SameSite=Strict, Path=/, and Secure where the connection is encrypted.
/// A `max_age_s` of 0 makes the browser forget it.
[[nodiscard]] std::string session_cookie(std::string_view name, std::string_view value, std::int64_t max_age_s,
                                         bool is_secure);

/// Whether a browser sent this request from a page of this very server. True also where no browser is involved (neither
/// `Origin` nor `Sec-Fetch-Site`): such a client has no other site's cookies to abuse. Guards cookie-authenticated changes
/// and the WebSocket handshake, which no same-origin policy covers, against other sites.
[[nodiscard]] bool is_same_origin(const Request& request);

}  // namespace eyrie::web
