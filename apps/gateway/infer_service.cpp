// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/infer_service.hpp"

#include <algorithm>
#include <utility>

#include "crypto/base64.hpp"
#include "crypto/random.hpp"

namespace eyrie::gateway {
namespace {

constexpr std::string_view kLink = "s3://";
constexpr std::uint64_t kMaxObject = 32U << 20U;

double to_ms(std::chrono::nanoseconds time) { return std::chrono::duration<double, std::milli>(time).count(); }

/// In shares of the picture; what reaches outside is cut off.
fleet::NormalisedBox normalised(const perception::Box& box, const imaging::ImageView& picture) {
  const auto share = [](float edge, int side) { return std::clamp(static_cast<double>(edge) / side, 0.0, 1.0); };
  return {.x_min = share(box.x_min, picture.width),
          .y_min = share(box.y_min, picture.height),
          .x_max = share(box.x_max, picture.width),
          .y_max = share(box.y_max, picture.height)};
}

}  // namespace

DetectorPool::DetectorPool(std::string model, std::vector<std::unique_ptr<perception::Detector>> detectors)
    : model_(std::move(model)), size_(detectors.size()), free_(detectors.size(), WhenFull::kRefuse) {
  for (auto& detector : detectors) free_.push(std::move(detector));
}

Result<DetectorPool::Findings> DetectorPool::find(const imaging::ImageView& picture) {
  auto taken = free_.pop();
  if (!taken) return fail_for_now(Error::kUnavailable, "the program is ending");
  // Back into the pool whatever happens: one that got lost would be missed by every later picture.
  const auto give_back = [this](perception::Detector* borrowed) {
    free_.push(std::unique_ptr<perception::Detector>(borrowed));
  };
  const std::unique_ptr<perception::Detector, decltype(give_back)> detector(taken->release(), give_back);
  const auto detections = detector->detect(picture);
  if (!detections) return fail(detections.error());
  Findings findings{.objects = {}, .times = detector->last_times()};
  const auto& names = detector->class_names();
  for (const perception::Detection& detection : *detections) {
    findings.objects.push_back({.class_name = names[static_cast<std::size_t>(detection.class_id)],
                                .confidence = static_cast<double>(detection.confidence),
                                .box = normalised(detection.box, picture),
                                .track_id = {},
                                .position = {}});
  }
  return findings;
}

InferService::InferService(std::unique_ptr<DetectorPool> pool, PictureDecoder decode, fleet::FleetStore& store,
                           fleet::BlobStore& blobs, IngestListener& listener, observe::Metrics& metrics, const Clock& clock)
    : pool_(std::move(pool)),
      decode_(decode),
      store_(store),
      blobs_(blobs),
      listener_(listener),
      clock_(clock),
      time_(metrics.histogram("eyrie_gateway_infer_seconds", "Time of one picture at /infer, without its waiting in line.",
                              observe::latency_buckets())) {}

Result<InferService::Answer> InferService::infer(const fleet::Principal& principal, const Request& request) {
  if (auto right = fleet::require(principal, fleet::Action::kInfer); !right) return fail(right.error());
  if (pool_ == nullptr) {
    return fail(Error::kUnavailable, "this gateway has no network to look with. Name one (setting: model.path)");
  }
  const auto drone = store_.drone(principal, request.drone);
  if (!drone) return fail(drone.error());
  if (drone->enrolment != fleet::Enrolment::kEnrolled) {
    return fail(Error::kNotFound, request.drone.str() + " is not enrolled. Enrol it first (POST /v1/drones)");
  }
  const SteadyTime began = clock_.steady_now();
  const auto bytes = load(principal, request.picture);
  if (!bytes) return fail(bytes.error());
  const auto image = decode_(*bytes);
  if (!image && image.error().code == Error::kUnsupported)
    return fail(Error::kCorrupt, image.error().message);  // 422, not 415
  if (!image) return fail(image.error());
  const SteadyTime decoded = clock_.steady_now();

  auto findings = pool_->find(image->view());
  if (!findings) return fail(findings.error());
  const Timestamp now = std::chrono::floor<std::chrono::milliseconds>(clock_.now());
  Answer answer{
      .report = {.drone = request.drone,
                 .message = {},
                 .captured_at = now,
                 .frame_id = "infer-" + crypto::uuid_v7(now),
                 .frame_key = request.picture.starts_with(kLink) ? std::string(link_key(request.picture)) : std::string(),
                 .model = pool_->model(),
                 .width = image->width(),
                 .height = image->height(),
                 .is_flagged = false,
                 .objects = std::move(findings->objects)},
      .decode_ms = to_ms(decoded - began),
      .times = findings->times,
      .store_ms = 0};
  const SteadyTime found = clock_.steady_now();
  if (auto kept = keep(answer.report); !kept) return fail(kept.error());
  answer.store_ms = to_ms(clock_.steady_now() - found);
  time_.observe(clock_.steady_now() - began);
  return answer;
}

std::string_view InferService::link_key(std::string_view link) {
  link.remove_prefix(kLink.size());
  const auto slash = link.find('/');
  return slash == std::string_view::npos ? std::string_view{} : link.substr(slash + 1);
}

Result<std::vector<std::uint8_t>> InferService::load(const fleet::Principal& principal, std::string_view picture) {
  if (!picture.starts_with(kLink)) return crypto::base64_decode(picture);
  const auto key = fleet::BlobKey::parse(link_key(picture));
  if (!key) return fail(key.error());
  const auto info = blobs_.stat(principal, *key);
  if (!info) return fail(info.error());
  if (info->size.value > kMaxObject) return fail(Error::kTooLarge, "the object is larger than 32 MiB");
  return blobs_.read(principal, *key, 0, kMaxObject);
}

Status InferService::keep(const fleet::DetectionReport& report) {
  const fleet::IngestItem item = report;
  const auto outcome = store_.ingest(service_, std::span(&item, 1),
                                     [](const fleet::DetectionReport&) { return std::vector<fleet::RuleHit>{}; });
  if (!outcome) return fail(outcome.error());
  if (outcome->items.front() == fleet::ItemOutcome::kRefused) {
    return fail(Error::kNotFound, report.drone.str() + " is not enrolled any more");
  }
  listener_.on_detections(report);
  listener_.on_drone(report.drone);
  return {};
}

}  // namespace eyrie::gateway
