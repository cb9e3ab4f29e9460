// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "base/time.hpp"
#include "fleet/store.hpp"
#include "gateway/rate_limiter.hpp"
#include "web/http/message.hpp"

namespace eyrie::gateway {

inline constexpr std::string_view kSessionCookie = "eyrie_session";

/// Knows who asks: people by a session (cookie or bearer token), drones by their upload token.
///
/// A password is checked in the same time whether the user exists or not, at most a few at once (each takes 64 MiB), and not
/// more often than the rate limits of its user and its address allow.
///
/// Thread-safe; every call may wait for the store.
class Doorman {
 public:
  Doorman(fleet::FleetStore& store, const Clock& clock, std::chrono::seconds session_lifetime);

  struct SignedIn {
    fleet::User user;
    std::string token;
    Timestamp expires_at;
  };
  /// Too many tries: when to come again.
  struct TryLater {
    std::chrono::seconds after{1};
  };
  /// `kUnauthenticated` for a wrong name or password alike.
  [[nodiscard]] std::variant<Result<SignedIn>, TryLater> sign_in(const std::string& user, std::string_view password,
                                                                 const std::string& peer_address);
  [[nodiscard]] Status sign_out(const web::Request& request);
  /// Whether this is the user's password now, under the same limits as signing in: a session that was left open is no way
  /// to guess it.
  [[nodiscard]] std::variant<Status, TryLater> confirm(const std::string& user, std::string_view password,
                                                       const std::string& peer_address);

  struct Visitor {
    fleet::Principal principal;
    bool must_change_password = false;  ///< may do nothing before
  };
  /// On whose behalf a request is made. `kUnauthenticated` when nobody can tell; `kPermissionDenied` for a change that the
  /// page of another site sends with our user's cookie.
  [[nodiscard]] Result<Visitor> who(const web::Request& request);
  /// The person behind a request; drones have no session.
  [[nodiscard]] Result<fleet::Session> session_of(const web::Request& request);
  /// Whether the session a request came with still holds; true while the store cannot tell.
  [[nodiscard]] bool still_holds(const std::string& token);

  /// The token a request carries, from either place; empty when there is none, or when the two places disagree.
  [[nodiscard]] static std::string token_of(const web::Request& request);

 private:
  [[nodiscard]] std::variant<Result<fleet::User>, TryLater> check(const std::string& user, std::string_view password,
                                                                  const std::string& peer_address);
  [[nodiscard]] Result<fleet::User> check_password(const std::string& user, std::string_view password);
  [[nodiscard]] Result<SignedIn> open_session(fleet::User user);

  fleet::FleetStore& store_;
  const Clock& clock_;
  const std::chrono::seconds session_lifetime_;
  const fleet::Principal service_ = fleet::Principal::service("sign-in");
  RateLimiter by_user_here_;  ///< a name at an address
  RateLimiter by_user_;
  RateLimiter by_address_;
  std::atomic<int> checking_{0};
};

}  // namespace eyrie::gateway
