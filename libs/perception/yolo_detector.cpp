// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/yolo_detector.hpp"

#include <utility>

#include "perception/half.hpp"

namespace eyrie::perception {
namespace {

Status check(const DetectorOptions& options) {
  const auto is_share = [](float value) { return value >= 0 && value <= 1; };
  if (!is_share(options.confidence)) {
    return fail(Error::kInvalidArgument, "confidence is " + std::to_string(options.confidence) + "; needed: 0 to 1");
  }
  if (!is_share(options.iou)) {
    return fail(Error::kInvalidArgument, "iou is " + std::to_string(options.iou) + "; needed: 0 to 1");
  }
  if (options.max_detections < 1 || options.max_detections > 100'000) {
    return fail(Error::kInvalidArgument,
                "max_detections is " + std::to_string(options.max_detections) + "; needed: 1 to 100000");
  }
  return {};
}

template <typename Element>
std::span<Element> as(std::span<std::byte> memory) {
  return {reinterpret_cast<Element*>(memory.data()), memory.size() / sizeof(Element)};
}

/// Adds the time between its making and its end to where the stage keeps it.
class StageTimer {
 public:
  StageTimer(const Clock& clock, std::chrono::nanoseconds& to) : clock_(clock), to_(to), start_(clock.steady_now()) {}
  ~StageTimer() { to_ = clock_.steady_now() - start_; }
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;

 private:
  const Clock& clock_;
  std::chrono::nanoseconds& to_;
  SteadyTime start_;
};

}  // namespace

Result<std::unique_ptr<YoloDetector>> YoloDetector::open(std::shared_ptr<InferenceEngine> engine, DetectorOptions options,
                                                         const Clock& clock) {
  if (auto valid = check(options); !valid) return fail(valid.error());
  auto contract = YoloContract::from(engine->model());
  if (!contract) return fail(contract.error());
  auto request = engine->create_request();
  if (!request) return fail(request.error());
  return std::unique_ptr<YoloDetector>(
      new YoloDetector(std::move(engine), std::move(*request), std::move(*contract), options, clock));
}

YoloDetector::YoloDetector(std::shared_ptr<InferenceEngine> engine, std::unique_ptr<InferenceRequest> request,
                           YoloContract contract, DetectorOptions options, const Clock& clock)
    : engine_(std::move(engine)),
      request_(std::move(request)),
      letterbox_(contract.width, contract.height),
      decoder_(std::move(contract), options),
      clock_(clock) {}

const std::vector<std::string>& YoloDetector::class_names() const noexcept { return decoder_.contract().class_names; }

Result<std::span<const Detection>> YoloDetector::detect(const imaging::ImageView& view) {
  if (auto prepared = prepare(view); !prepared) return fail(prepared.error());
  if (auto inferred = infer(); !inferred) return fail(inferred.error());
  return finish();
}

Status YoloDetector::prepare(const imaging::ImageView& view) {
  const StageTimer timer(clock_, times_.preprocess);
  const std::span<std::byte> input = request_->input(0);
  const bool is_half = contract().input_type == ElementType::kFloat16;
  const auto geometry = is_half ? letterbox_.apply(view, as<Half>(input)) : letterbox_.apply(view, as<float>(input));
  if (!geometry) return fail(geometry.error());
  geometry_ = *geometry;
  return {};
}

Status YoloDetector::infer() {
  const StageTimer timer(clock_, times_.infer);
  return request_->run();
}

Result<std::span<const Detection>> YoloDetector::finish() {
  const StageTimer timer(clock_, times_.postprocess);
  return decoder_.decode(request_->output(0), request_->output_shape(0), geometry_);
}

}  // namespace eyrie::perception
