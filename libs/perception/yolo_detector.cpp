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
  if (options.iou && !is_share(*options.iou)) {
    return fail(Error::kInvalidArgument, "iou is " + std::to_string(*options.iou) + "; needed: 0 to 1");
  }
  if (options.max_detections < 1 || options.max_detections > 100'000) {
    return fail(Error::kInvalidArgument,
                "max_detections is " + std::to_string(options.max_detections) + "; needed: 1 to 100000");
  }
  return options.tiles.check();
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
    : options_(options),
      engine_(std::move(engine)),
      letterboxes_{Letterbox(contract.width, contract.height), Letterbox(contract.width, contract.height)},
      decoder_(std::move(contract), options),
      clock_(clock) {
  requests_.push_back(std::move(request));
}

const std::vector<std::string>& YoloDetector::class_names() const noexcept { return decoder_.contract().class_names; }

Result<std::span<const Detection>> YoloDetector::detect(const imaging::ImageView& view) {
  if (auto prepared = prepare(view); !prepared) return fail(prepared.error());
  if (auto inferred = infer(); !inferred) return fail(inferred.error());
  return finish();
}

Status YoloDetector::prepare(const imaging::ImageView& view) {
  const StageTimer timer(clock_, times_.preprocess);
  if (view.is_empty()) return fail(Error::kInvalidArgument, "cannot look at an empty picture");
  if (auto planned = plan_for({.width = view.width, .height = view.height}); !planned) return planned;
  for (std::size_t look = 0; look < looks_.size(); ++look) {
    if (auto filled = fill(look, view); !filled) return filled;
  }
  return {};
}

Status YoloDetector::infer() {
  const StageTimer timer(clock_, times_.infer);
  for (std::size_t look = 0; look < looks_.size(); ++look) {
    if (auto run = requests_[look]->run(); !run) return run;
  }
  return {};
}

Result<std::span<const Detection>> YoloDetector::finish() {
  const StageTimer timer(clock_, times_.postprocess);
  if (looks_.size() == 1) return decode(0);
  merge_.begin(looks_);
  for (std::size_t look = 0; look < looks_.size(); ++look) {
    const auto detections = decode(look);
    if (!detections) return detections;
    merge_.add(look, *detections);
  }
  return merge_.finish(decoder_.iou(), static_cast<std::size_t>(options_.max_detections));
}

/// Decides how pictures of this size are looked at, where that is another size than before.
Status YoloDetector::plan_for(PixelSize picture) {
  if (picture == picture_) return {};
  auto looks = plan_looks(picture, {.width = contract().width, .height = contract().height}, options_.tiles);
  while (requests_.size() < looks.size()) {
    auto request = engine_->create_request();
    if (!request) return fail(request.error());
    requests_.push_back(std::move(*request));
  }
  geometries_.resize(looks.size());
  looks_ = std::move(looks);
  picture_ = picture;
  return {};
}

Status YoloDetector::fill(std::size_t look, const imaging::ImageView& picture) {
  const auto& [left, top, width, height] = looks_[look];
  const bool is_whole = width == picture.width && height == picture.height;
  Letterbox& letterbox = letterboxes_[is_whole ? 0 : 1];
  const auto view = imaging::crop(picture, left, top, width, height);
  const std::span<std::byte> input = requests_[look]->input(0);
  const bool is_half = contract().input_type == ElementType::kFloat16;
  const auto geometry = is_half ? letterbox.apply(view, as<Half>(input)) : letterbox.apply(view, as<float>(input));
  if (!geometry) return fail(geometry.error());
  geometries_[look] = *geometry;
  return {};
}

/// In pixels of the look; valid until the next call.
Result<std::span<const Detection>> YoloDetector::decode(std::size_t look) {
  return decoder_.decode(requests_[look]->output(0), requests_[look]->output_shape(0), geometries_[look]);
}

}  // namespace eyrie::perception
