// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/api/api.hpp"
#include "gateway/api/parameters.hpp"
#include "wire/rules_json.hpp"

namespace eyrie::gateway::api {
namespace {

Result<web::Response> get(Context& context, const fleet::Principal& principal) {
  if (auto right = fleet::require(principal, fleet::Action::kView); !right) return fail(right.error());
  return web::Response::json(200, wire::to_json(*context.rules.current()));
}

Result<web::Response> put(Context& context, const web::Request& request, const fleet::Principal& principal) {
  if (auto right = fleet::require(principal, fleet::Action::kChangeRules); !right) return fail(right.error());
  if (request.media_type() != "application/json") return fail(Error::kUnsupported, "the body must be application/json");
  // Whoever edits an old version is told so before their edit is looked at: it cannot be taken whatever it says.
  const auto fields = Fields::parse(request.body);
  if (!fields) return fail(fields.error());
  const auto version = fields->integer("version");
  if (!version) return fail(version.error());
  if (*version < 0) return fail(Error::kInvalidArgument, "field \"version\" must not be negative");
  const std::uint64_t current = context.rules.current()->version;
  if (static_cast<std::uint64_t>(*version) != current) {
    return fail(Error::kConflict, "the rules are at version " + std::to_string(current) + " by now: read them again");
  }
  const auto rules = wire::parse_rules(request.body);
  if (!rules) return fail(Error::kInvalidArgument, rules.error().message);
  const auto stored = context.rules.replace(principal, *rules);
  if (!stored) return fail(stored.error());
  return web::Response::json(200, wire::to_json(**stored));
}

}  // namespace

void add_rules(web::Router& router, Context& context) {
  router.add("GET", "/v1/rules",
             known(context, [&context](const auto&, const auto& principal) { return get(context, principal); }));
  router.add("PUT", "/v1/rules", known(context, [&context](const auto& request, const auto& principal) {
               return put(context, request, principal);
             }));
}

}  // namespace eyrie::gateway::api
