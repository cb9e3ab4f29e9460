// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/doorman.hpp"

#include <utility>

#include "crypto/password.hpp"
#include "crypto/random.hpp"
#include "crypto/sha256.hpp"

namespace eyrie::gateway {
namespace {

using namespace std::chrono_literals;

/// Passwords checked at one time: memory is 64 MiB each.
constexpr int kMaxChecking = 2;

std::unexpected<Error> not_signed_in() {
  return fail(Error::kUnauthenticated, "not signed in: sign in at POST /v1/session");
}

bool is_change(const web::Request& request) { return request.method != "GET" && request.method != "HEAD"; }

/// Counts the checks under way.
class Turn {
 public:
  explicit Turn(std::atomic<int>& taken) : taken_(taken), number_(taken.fetch_add(1)) {}
  ~Turn() { taken_.fetch_sub(1); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  [[nodiscard]] bool is_ours() const { return number_ < kMaxChecking; }

 private:
  std::atomic<int>& taken_;
  int number_;
};

}  // namespace

Doorman::Doorman(fleet::FleetStore& store, const Clock& clock, std::chrono::seconds session_lifetime)
    : store_(store),
      clock_(clock),
      session_lifetime_(session_lifetime),
      by_user_here_({.burst = 10, .interval = 20s}, clock),
      by_user_({.burst = 200, .interval = 5s}, clock),
      by_address_({.burst = 30, .interval = 2s}, clock) {}

std::variant<Result<Doorman::SignedIn>, Doorman::TryLater> Doorman::sign_in(const std::string& user,
                                                                            std::string_view password,
                                                                            const std::string& peer_address) {
  auto outcome = check(user, password, peer_address);
  if (const auto* later = std::get_if<TryLater>(&outcome)) return *later;
  auto& checked = std::get<Result<fleet::User>>(outcome);
  if (!checked) return Result<SignedIn>(fail(checked.error()));
  return open_session(std::move(*checked));
}

std::variant<Status, Doorman::TryLater> Doorman::confirm(const std::string& user, std::string_view password,
                                                         const std::string& peer_address) {
  const auto outcome = check(user, password, peer_address);
  if (const auto* later = std::get_if<TryLater>(&outcome)) return *later;
  const auto& checked = std::get<Result<fleet::User>>(outcome);
  return checked ? Status{} : Status(fail(checked.error()));
}

std::variant<Result<fleet::User>, Doorman::TryLater> Doorman::check(const std::string& user, std::string_view password,
                                                                    const std::string& peer_address) {
  const auto address_wait = by_address_.try_act(peer_address);
  // The tight limit is of a name at an address, so that nobody keeps a person out by trying that person's name elsewhere.
  const std::string user_here = user + " " + peer_address;
  const auto here_wait = address_wait ? address_wait : by_user_here_.try_act(user_here);
  const auto wait = here_wait ? here_wait : by_user_.try_act(user);
  if (wait) return TryLater{.after = std::chrono::ceil<std::chrono::seconds>(*wait)};
  const Turn turn(checking_);
  if (!turn.is_ours()) return TryLater{};
  auto checked = check_password(user, password);
  if (checked) {
    by_user_here_.forgive(user_here);
    by_user_.forgive(user);
  } else if (checked.error().code == Error::kUnauthenticated) {
    (void)store_.note_in_audit(service_,
                               {.action = "session.refuse", .subject = "user:" + user, .detail = "from " + peer_address});
  }
  return checked;
}

Result<fleet::User> Doorman::check_password(const std::string& user, std::string_view password) {
  const auto stored = store_.credentials(service_, user);
  if (!stored && stored.error().code != Error::kNotFound) return fail(stored.error());
  const bool is_right = crypto::verify_password(stored ? stored->password_hash : crypto::decoy_password_hash(), password);
  if (!stored || !is_right) return fail(Error::kUnauthenticated, "wrong user name or password");
  return stored->user;
}

Result<Doorman::SignedIn> Doorman::open_session(fleet::User user) {
  SignedIn signed_in{
      .user = std::move(user), .token = crypto::random_token(), .expires_at = clock_.now() + session_lifetime_};
  const auto opened =
      store_.open_session(service_, crypto::sha256(signed_in.token), signed_in.user.name, signed_in.expires_at);
  if (!opened) return fail(opened.error());
  return signed_in;
}

Status Doorman::sign_out(const web::Request& request) {
  const auto session = session_of(request);
  if (!session) return fail(session.error());
  return store_.close_session(service_, crypto::sha256(token_of(request)));
}

std::string Doorman::token_of(const web::Request& request) {
  constexpr std::string_view kScheme = "Bearer ";
  const auto cookie = request.cookie(kSessionCookie);
  const auto authorization = request.headers.find("authorization");
  if (!authorization) return std::string(cookie.value_or(""));
  if (!authorization->starts_with(kScheme)) return {};
  const std::string_view bearer = authorization->substr(kScheme.size());
  return std::string(!cookie || cookie == bearer ? bearer : std::string_view{});
}

Result<fleet::Session> Doorman::session_of(const web::Request& request) {
  const std::string token = token_of(request);
  if (token.empty()) return not_signed_in();
  // A browser sends the cookie along with what other sites' pages ask for; a header it does not.
  if (is_change(request) && !request.headers.find("authorization") && !web::is_same_origin(request)) {
    return fail(Error::kPermissionDenied, "a page of another site may not do this");
  }
  auto session = store_.session(service_, crypto::sha256(token));
  if (!session && session.error().code == Error::kUnauthenticated) return not_signed_in();
  return session;
}

Result<Doorman::Visitor> Doorman::who(const web::Request& request) {
  const auto session = session_of(request);
  if (session) return Visitor{session->user.principal(), session->user.must_change_password};
  if (session.error().code != Error::kUnauthenticated) return fail(session.error());
  const std::string token = token_of(request);
  if (token.empty()) return not_signed_in();
  const auto drone = store_.drone_by_token(service_, crypto::sha256(token));
  if (drone) return Visitor{fleet::Principal::drone(*drone)};
  if (drone.error().code == Error::kUnauthenticated) return not_signed_in();
  return fail(drone.error());
}

bool Doorman::still_holds(const std::string& token) {
  const auto session = store_.session(service_, crypto::sha256(token));
  return session || session.error().code != Error::kUnauthenticated;
}

}  // namespace eyrie::gateway
