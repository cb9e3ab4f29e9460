// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/api/api.hpp"
#include "web/http/static_files.hpp"
#include "wire/detail/json_writer.hpp"

namespace eyrie::gateway::api {
namespace {

void write_extent(wire::detail::JsonWriter& json, const tiles::pmtiles::Header& header) {
  constexpr int kDecimals = 7;  // as the file has them
  json.begin_object();
  json.key("min_zoom").whole(static_cast<std::uint64_t>(header.min_zoom));
  json.key("max_zoom").whole(static_cast<std::uint64_t>(header.max_zoom));
  json.key("west").number(header.bounds.west_deg, kDecimals);
  json.key("south").number(header.bounds.south_deg, kDecimals);
  json.key("east").number(header.bounds.east_deg, kDecimals);
  json.key("north").number(header.bounds.north_deg, kDecimals);
  json.end_object();
}

/// Where there is no map, or none that can be shown by now, the answer is empty: the console shows its grid.
Result<web::Response> describe(Context& context, const fleet::Principal& principal) {
  if (auto right = fleet::require(principal, fleet::Action::kView); !right) return fail(right.error());
  wire::detail::JsonWriter json(256);
  json.begin_object();
  if (context.map != nullptr) {
    if (const auto header = context.map->look()) write_extent(json.key("tiles"), *header);
  }
  json.end_object();
  return web::Response::json(200, json.take());
}

Result<web::Response> send_tiles(Context& context, const web::Request& request, const fleet::Principal& principal) {
  if (auto right = fleet::require(principal, fleet::Action::kView); !right) return fail(right.error());
  if (context.map == nullptr) return fail(Error::kNotFound, "this gateway has no map (setting: map.file)");
  // Asked for again with its ETag each time: somebody may put another file in its place.
  const web::FileKind kind{.media_type = "application/vnd.pmtiles", .cache_control = "private, no-cache"};
  return web::send_file(context.map->file(), kind, request);
}

}  // namespace

void add_map(web::Router& router, Context& context) {
  router.add("GET", "/v1/map",
             known(context, [&context](const auto&, const auto& principal) { return describe(context, principal); }));
  router.add("GET", "/v1/map/tiles", known(context, [&context](const auto& request, const auto& principal) {
               return send_tiles(context, request, principal);
             }));
}

}  // namespace eyrie::gateway::api
