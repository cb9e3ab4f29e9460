// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <utility>

#include "gateway/api/api.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/views.hpp"
#include "wire/detail/json_writer.hpp"

namespace eyrie::gateway::api {
namespace {

using wire::detail::JsonWriter;
constexpr std::uint64_t kMaxSidecar = 16U << 20U;
constexpr std::size_t kMaxFrames = 100'000;
constexpr std::size_t kMaxReports = 10'000;

/// One frame of a clip as the edge wrote it down beside the clip.
struct ClipFrame {
  std::int64_t pts_us = 0;
  std::string frame_id;
  Timestamp captured_at;
};

struct Sidecar {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::vector<ClipFrame> frames;  ///< in presentation order
};

Timestamp to_milliseconds(Timestamp time) { return std::chrono::floor<std::chrono::milliseconds>(time); }

Result<ClipFrame> read_frame(const Fields& fields) {
  const auto pts = fields.integer("pts_us");
  if (!pts) return fail(pts.error());
  auto frame_id = fields.text("frame_id", {.min = 1, .max = 128});
  if (!frame_id) return fail(frame_id.error());
  const auto text = fields.text("timestamp");
  if (!text) return fail(text.error());
  const auto time = parse_rfc3339(*text);
  if (!time) return fail(time.error());
  return ClipFrame{.pts_us = *pts, .frame_id = std::move(*frame_id), .captured_at = to_milliseconds(*time)};
}

Result<Sidecar> parse_sidecar(std::string_view json) {
  const auto fields = Fields::parse(json);
  if (!fields) return fail(fields.error());
  const auto items = fields->objects("frames", kMaxFrames);
  if (!items) return fail(items.error());
  Sidecar sidecar{
      .width = fields->integer("width").value_or(0), .height = fields->integer("height").value_or(0), .frames = {}};
  for (const Fields& item : *items) {
    auto frame = read_frame(item);
    if (!frame) return fail(frame.error());
    sidecar.frames.push_back(std::move(*frame));
  }
  std::stable_sort(sidecar.frames.begin(), sidecar.frames.end(),
                   [](const ClipFrame& a, const ClipFrame& b) { return a.pts_us < b.pts_us; });
  return sidecar;
}

/// The sidecar lies beside its clip, under `<clip key>.json`.
Result<Sidecar> read_sidecar(Context& context, const fleet::Principal& principal, const std::string& clip_key) {
  const auto key = fleet::BlobKey::parse(clip_key + ".json");
  if (!key) return fail(key.error());
  const auto bytes = context.blobs.read(principal, *key, 0, kMaxSidecar);
  if (!bytes && bytes.error().code == Error::kNotFound)
    return fail(Error::kNotFound, "the clip came without a list of its frames");
  if (!bytes) return fail(bytes.error());
  auto sidecar = parse_sidecar(std::string_view(reinterpret_cast<const char*>(bytes->data()), bytes->size()));
  if (!sidecar) return fail(Error::kNotFound, "the list of the clip's frames cannot be read: " + sidecar.error().message);
  return sidecar;
}

/// Boxes by the one join there is between picture and box: frame id and capture time to the millisecond.
using Boxes = std::map<std::pair<std::string, Timestamp>, std::string>;

Result<Boxes> read_boxes(Context& context, const fleet::Principal& principal, const DroneId& drone, const Sidecar& sidecar) {
  Boxes boxes;
  if (sidecar.frames.empty()) return boxes;
  const auto by_time = [](const ClipFrame& a, const ClipFrame& b) { return a.captured_at < b.captured_at; };
  const auto [first, last] = std::minmax_element(sidecar.frames.begin(), sidecar.frames.end(), by_time);
  const auto reports =
      context.store.detections(principal, drone, {.from = first->captured_at, .to = last->captured_at}, kMaxReports);
  if (!reports) return fail(reports.error());
  for (const auto& report : *reports) {
    JsonWriter json(1024);
    json.begin_array();
    for (const auto& object : report.objects) json.raw(to_json(object));
    json.end_array();
    boxes.insert_or_assign({report.frame_id, to_milliseconds(report.captured_at)}, json.take());
  }
  return boxes;
}

std::string to_json(const std::string& clip_key, const Sidecar& sidecar, const Boxes& boxes) {
  JsonWriter json(4096 + sidecar.frames.size() * 256);
  json.begin_object();
  json.key("clip_key").text(clip_key);
  if (sidecar.width > 0) json.key("width").whole(static_cast<std::uint64_t>(sidecar.width));
  if (sidecar.height > 0) json.key("height").whole(static_cast<std::uint64_t>(sidecar.height));
  json.key("frames").begin_array();
  for (const ClipFrame& frame : sidecar.frames) {
    const auto found = boxes.find({frame.frame_id, frame.captured_at});
    json.begin_object();
    json.key("pts_us").raw(std::to_string(frame.pts_us));
    json.key("frame_id").text(frame.frame_id);
    json.key("timestamp").time(frame.captured_at);
    json.key("detections").raw(found == boxes.end() ? "[]" : found->second);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

Result<web::Response> get(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto id = path_incident(request);
  if (!id) return fail(id.error());
  const auto incident = context.store.incident(principal, *id);
  if (!incident) return fail(incident.error());
  if (incident->clip_key.empty()) return fail(Error::kNotFound, "the incident has no clip yet");
  const auto sidecar = read_sidecar(context, principal, incident->clip_key);
  if (!sidecar) return fail(sidecar.error());
  const auto boxes = read_boxes(context, principal, incident->drone, *sidecar);
  if (!boxes) return fail(boxes.error());
  return web::Response::json(200, to_json(incident->clip_key, *sidecar, *boxes));
}

}  // namespace

void add_overlay(web::Router& router, Context& context) {
  router.add(
      "GET", "/v1/incidents/{incident_id}/overlay",
      known(context, [&context](const auto& request, const auto& principal) { return get(context, request, principal); }));
}

}  // namespace eyrie::gateway::api
