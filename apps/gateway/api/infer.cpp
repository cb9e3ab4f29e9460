// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <simdjson.h>

#include "gateway/api/admission.hpp"
#include "gateway/api/api.hpp"
#include "gateway/views.hpp"
#include "web/http/problem.hpp"
#include "wire/detail/json_writer.hpp"

namespace eyrie::gateway::api {
namespace {

using namespace eyrie::literals;
using wire::detail::JsonWriter;
constexpr ByteCount kMaxBody = 32_MiB;
constexpr int kTimeDecimals = 3;
constexpr std::chrono::seconds kRetryAfter{1};

/// The body's two texts. They belong to the parser of this thread until its next use. A picture is megabytes of base64: it
/// is read where it lies, by simdjson and not as a tree.
Result<InferService::Request> read_request(const web::Request& request) {
  thread_local simdjson::dom::parser parser(kMaxBody.value);
  if (request.media_type() != "application/json") return fail(Error::kUnsupported, "the body must be application/json");
  simdjson::dom::object body;
  if (parser.parse(request.body).get(body) != simdjson::SUCCESS) {
    return fail(Error::kInvalidArgument, "the body must be a JSON object");
  }
  std::string_view drone_text;
  std::string_view picture;
  if (body["drone_id"].get(drone_text) != simdjson::SUCCESS)
    return fail(Error::kInvalidArgument, "field \"drone_id\" must be a text");
  if (body["frame_b64"].get(picture) != simdjson::SUCCESS || picture.empty()) {
    return fail(Error::kInvalidArgument, "field \"frame_b64\" must be a text: base64 of a JPEG or PNG, or s3://bucket/key");
  }
  auto drone = DroneId::parse(drone_text);
  if (!drone) return fail(drone.error());
  return InferService::Request{.drone = std::move(*drone), .picture = picture};
}

double to_ms(std::chrono::nanoseconds time) { return std::chrono::duration<double, std::milli>(time).count(); }

std::string to_json(const InferService::Answer& answer) {
  JsonWriter json(1024);
  json.begin_object();
  json.key("status").text("ok");
  json.key("drone_id").text(answer.report.drone.str());
  json.key("timestamp").time(answer.report.captured_at);
  json.key("frame_id").text(answer.report.frame_id);
  json.key("width").whole(static_cast<std::uint64_t>(answer.report.width));
  json.key("height").whole(static_cast<std::uint64_t>(answer.report.height));
  json.optional_text("model", answer.report.model);
  json.key("detections").begin_array();
  for (const auto& object : answer.report.objects) json.raw(gateway::to_json(object));
  json.end_array();
  json.key("timing_ms").begin_object();
  json.key("decode").number(answer.decode_ms, kTimeDecimals);
  json.key("preprocess").number(to_ms(answer.times.preprocess), kTimeDecimals);
  json.key("infer").number(to_ms(answer.times.infer), kTimeDecimals);
  json.key("postprocess").number(to_ms(answer.times.postprocess), kTimeDecimals);
  json.key("store").number(answer.store_ms, kTimeDecimals);
  json.end_object();
  json.end_object();
  return json.take();
}

Result<web::Response> infer(Context& context, const web::Request& request, const fleet::Principal& principal) {
  // Reading megabytes of base64 is only for those who may.
  if (auto right = fleet::require(principal, fleet::Action::kInfer); !right) return fail(right.error());
  const auto wanted = read_request(request);
  if (!wanted) return fail(wanted.error());
  const auto answer = context.infer.infer(principal, *wanted);
  if (!answer && answer.error().can_retry) return web::retry_later(503, answer.error(), kRetryAfter);
  if (!answer) return fail(answer.error());
  return web::Response::json(200, to_json(*answer));
}

}  // namespace

void add_infer(web::Router& router, Context& context) {
  router.add(
      "POST", "/infer",
      known(context, [&context](const auto& request, const auto& principal) { return infer(context, request, principal); }),
      {.max_body = kMaxBody, .lane = web::Lane::kHeavy, .guard = sender_who_may(context.doorman, fleet::Action::kInfer)});
}

}  // namespace eyrie::gateway::api
