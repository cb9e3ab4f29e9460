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
  const auto letters = context.store.dead_letters(principal, *page);
  if (!letters) return fail(letters.error());
  std::vector<std::string> items;
  for (const auto& letter : letters->items) items.push_back(to_json(letter));
  return web::Response::json(200, items_json(items, letters->next));
}

}  // namespace

void add_dead_letters(web::Router& router, Context& context) {
  router.add("GET", "/v1/dead-letters", known(context, [&context](const auto& request, const auto& principal) {
               return list(context, request, principal);
             }));
}

}  // namespace eyrie::gateway::api
