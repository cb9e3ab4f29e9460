// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/api/api.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/views.hpp"
#include "web/http/problem.hpp"
#include "wire/detail/json_writer.hpp"

namespace eyrie::gateway::api {
namespace {

std::string to_json(const Doorman::SignedIn& signed_in) {
  wire::detail::JsonWriter json(384);
  json.begin_object();
  json.key("user").raw(gateway::to_json(signed_in.user));
  json.key("token").text(signed_in.token);
  json.key("expires_at").time(signed_in.expires_at);
  json.end_object();
  return json.take();
}

Result<web::Response> sign_in(Context& context, const web::Request& request) {
  if (!web::is_same_origin(request))
    return fail(Error::kPermissionDenied, "a page of another site may not sign people in here");
  const auto body = json_body(request);
  if (!body) return fail(body.error());
  const auto name = body->text("username", {.min = 1, .max = 64});
  if (!name) return fail(name.error());
  if (auto valid = fleet::validate_user_name(*name); !valid) return fail(valid.error());
  const auto password = body->text("password", {.min = 1, .max = 200});
  if (!password) return fail(password.error());

  auto outcome = context.doorman.sign_in(*name, *password, request.peer_address);
  if (const auto* later = std::get_if<Doorman::TryLater>(&outcome)) {
    return web::retry_later(429, retryable(Error::kExhausted, "too many tries to sign in; come again later"), later->after);
  }
  const auto& signed_in = std::get<Result<Doorman::SignedIn>>(outcome);
  if (!signed_in) return fail(signed_in.error());
  auto response = web::Response::json(200, to_json(*signed_in));
  const auto lifetime = std::chrono::duration_cast<std::chrono::seconds>(signed_in->expires_at - context.clock.now());
  response.headers.add("Set-Cookie",
                       web::session_cookie(kSessionCookie, signed_in->token, lifetime.count(), request.is_encrypted));
  return response;
}

web::Response sign_out(Context& context, const web::Request& request) {
  if (auto status = context.doorman.sign_out(request); !status) return web::problem(status.error());
  auto response = web::Response::empty(204);
  response.headers.add("Set-Cookie", web::session_cookie(kSessionCookie, "", 0, request.is_encrypted));
  return response;
}

}  // namespace

void add_session(web::Router& router, Context& context) {
  router.add("GET", "/v1/session", [&context](const web::Request& request) {
    const auto session = context.doorman.session_of(request);
    return session ? web::Response::json(200, gateway::to_json(session->user)) : web::problem(session.error());
  });
  const auto enter = [&context](const web::Request& request) {
    auto response = sign_in(context, request);
    return response ? std::move(*response) : web::problem(response.error());
  };
  router.add("POST", "/v1/session", enter, {.guard = web::anybody});
  router.add("DELETE", "/v1/session", [&context](const web::Request& request) { return sign_out(context, request); });
}

}  // namespace eyrie::gateway::api
