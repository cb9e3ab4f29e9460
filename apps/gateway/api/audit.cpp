// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/api/api.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/views.hpp"

namespace eyrie::gateway::api {
namespace {

Result<web::Response> list(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto page = query_page(request);
  if (!page) return fail(page.error());
  const auto entries = context.store.audit(principal, *page);
  if (!entries) return fail(entries.error());
  std::vector<std::string> items;
  for (const auto& entry : entries->items) items.push_back(to_json(entry));
  return web::Response::json(200, items_json(items, entries->next));
}

Result<web::Response> verify(Context& context, const fleet::Principal& principal) {
  const auto report = context.store.verify_audit(principal);
  if (!report) return fail(report.error());
  return web::Response::json(200, to_json(*report));
}

}  // namespace

void add_audit(web::Router& router, Context& context) {
  router.add("GET", "/v1/audit", known(context, [&context](const auto& request, const auto& principal) {
               return list(context, request, principal);
             }));
  router.add("GET", "/v1/audit/verify", known(context, [&context](const auto& /*request*/, const auto& principal) {
               return verify(context, principal);
             }));
}

}  // namespace eyrie::gateway::api
