// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <variant>

#include "crypto/password.hpp"
#include "gateway/api/api.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/views.hpp"
#include "web/http/problem.hpp"

namespace eyrie::gateway::api {
namespace {

constexpr TextRule kPassword{.min = fleet::kMinPasswordLength, .max = 200};
constexpr TextRule kDisplayName{.min = 0, .max = 100};

Result<web::Response> list(Context& context, const fleet::Principal& principal) {
  const auto users = context.store.users(principal);
  if (!users) return fail(users.error());
  std::vector<std::string> items;
  for (const fleet::User& user : *users) items.push_back(to_json(user));
  return web::Response::json(200, items_json(items));
}

Result<web::Response> create(Context& context, const web::Request& request, const fleet::Principal& principal) {
  // Hashing costs tens of milliseconds: only for those who may.
  if (auto right = fleet::require(principal, fleet::Action::kManageUsers); !right) return fail(right.error());
  const auto body = json_body(request);
  if (!body) return fail(body.error());
  const auto name = body->text("name", {.min = 1, .max = 64});
  if (!name) return fail(name.error());
  if (auto valid = fleet::validate_user_name(*name); !valid) return fail(valid.error());
  const auto display_name = body->optional_text("display_name", kDisplayName);
  if (!display_name) return fail(display_name.error());
  const auto role_name = body->text("role", {.min = 1, .max = 20});
  if (!role_name) return fail(role_name.error());
  const auto role = fleet::parse_role(*role_name);
  if (!role) return fail(role.error());
  const auto password = body->text("password", kPassword);
  if (!password) return fail(password.error());
  auto hash = crypto::hash_password(*password);
  if (!hash) return fail(hash.error());
  const auto user = context.store.create_user(
      principal,
      {.name = *name, .display_name = display_name->value_or(""), .role = *role, .password_hash = std::move(*hash)});
  if (!user) return fail(user.error());
  return web::Response::json(201, to_json(*user));
}

/// What is to become of a user; the password is not hashed yet.
struct WantedChange {
  fleet::UserChange change;
  std::optional<std::string> password;
};

Result<WantedChange> read_change(const Fields& body) {
  WantedChange wanted;
  auto display_name = body.optional_text("display_name", kDisplayName);
  if (!display_name) return fail(display_name.error());
  wanted.change.display_name = std::move(*display_name);
  const auto role_name = body.optional_text("role", {.min = 1, .max = 20});
  if (!role_name) return fail(role_name.error());
  if (*role_name) {
    const auto role = fleet::parse_role(**role_name);
    if (!role) return fail(role.error());
    wanted.change.role = *role;
  }
  const auto is_enabled = body.optional_flag("is_enabled");
  if (!is_enabled) return fail(is_enabled.error());
  wanted.change.is_enabled = *is_enabled;
  auto password = body.optional_text("password", kPassword);
  if (!password) return fail(password.error());
  wanted.password = std::move(*password);
  return wanted;
}

/// Nothing when `body` proves that whoever holds the session knows its password; otherwise what they are told.
Result<std::optional<web::Response>> refuse_stranger(Context& context, const web::Request& request, const Fields& body,
                                                     const std::string& user, std::string_view new_password) {
  const auto current = body.text("current_password", {.min = 1, .max = 200});
  if (!current) return fail(current.error());
  if (*current == new_password) return fail(Error::kInvalidArgument, "the new password is the current one: choose another");
  const auto outcome = context.doorman.confirm(user, *current, request.peer_address);
  if (const auto* later = std::get_if<Doorman::TryLater>(&outcome)) {
    return web::retry_later(429, retryable(Error::kExhausted, "too many tries; come again later"), later->after);
  }
  const auto& confirmed = std::get<Status>(outcome);
  if (confirmed) return std::nullopt;
  if (confirmed.error().code != Error::kUnauthenticated) return fail(confirmed.error());
  // Not 401: the session is good.
  return web::problem(403, "wrong_password", "field \"current_password\" is not your password");
}

Result<web::Response> change(Context& context, const web::Request& request, const Doorman::Visitor& visitor) {
  const fleet::Principal& principal = visitor.principal;
  const std::string name(request.path_parameter("name"));
  const bool is_oneself = principal.kind() == fleet::Principal::Kind::kUser && principal.name() == name;
  if (!is_oneself) {
    if (visitor.must_change_password) return password_change_required();
    if (auto right = fleet::require(principal, fleet::Action::kManageUsers); !right) return fail(right.error());
  }
  if (auto valid = fleet::validate_user_name(name); !valid) return fail(valid.error());
  const auto body = json_body(request);
  if (!body) return fail(body.error());
  if (body->is_empty()) return fail(Error::kInvalidArgument, "the body names nothing to change");
  auto wanted = read_change(*body);
  if (!wanted) return fail(wanted.error());
  if (visitor.must_change_password && !wanted->password) return password_change_required();
  if (wanted->password) {
    if (is_oneself) {
      auto refusal = refuse_stranger(context, request, *body, name, *wanted->password);
      if (!refusal) return fail(refusal.error());
      if (*refusal) return std::move(**refusal);
    }
    auto hash = crypto::hash_password(*wanted->password);
    if (!hash) return fail(hash.error());
    wanted->change.password_hash = std::move(*hash);
  }
  const auto user = context.store.change_user(principal, name, wanted->change);
  if (!user) return fail(user.error());
  return web::Response::json(200, to_json(*user));
}

}  // namespace

void add_users(web::Router& router, Context& context) {
  router.add("GET", "/v1/users",
             known(context, [&context](const auto&, const auto& principal) { return list(context, principal); }));
  router.add("POST", "/v1/users", known(context, [&context](const auto& request, const auto& principal) {
               return create(context, request, principal);
             }));
  router.add("PATCH", "/v1/users/{name}", known_visitor(context, [&context](const auto& request, const auto& visitor) {
               return change(context, request, visitor);
             }));
}

}  // namespace eyrie::gateway::api
