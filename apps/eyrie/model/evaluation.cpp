// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/evaluation.hpp"

#include <utility>

#include "eyrie/model/labels.hpp"
#include "perception/yolo_detector.hpp"
#include "pictures/decode.hpp"

namespace eyrie::model {
namespace {

namespace fs = std::filesystem;
using perception::Detection;
using perception::JudgedPicture;
using perception::QuantizedAccuracy;
using perception::YoloDetector;

/// The curve of precision over recall needs the weak ones, too.
constexpr perception::DetectorOptions kEverything{.confidence = 0.01F, .max_detections = 300};

/// The same pictures, judged for either model.
struct Judgement {
  std::vector<JudgedPicture> exact;
  std::vector<JudgedPicture> quantized;

  [[nodiscard]] QuantizedAccuracy of(std::string name, std::optional<int> class_id) const {
    const auto before = perception::average_precision_50(exact, class_id);
    const auto after = perception::average_precision_50(quantized, class_id);
    return {.name = std::move(name), .boxes = before.boxes, .float_ap50 = before.value, .int8_ap50 = after.value};
  }
};

Result<std::vector<Detection>> detections_in(YoloDetector& detector, const imaging::Image& image) {
  const auto found = detector.detect(image.view());
  if (!found) return fail(found.error());
  return std::vector<Detection>(found->begin(), found->end());
}

Status judge(YoloDetector& exact, YoloDetector& quantized, const fs::path& picture, const Labels& labels,
             Judgement& judgement) {
  const auto image = pictures::decode_file(picture);
  if (!image) return fail(image.error());
  auto before = detections_in(exact, *image);
  if (!before) return fail(before.error());
  auto after = detections_in(quantized, *image);
  if (!after) return fail(after.error());
  auto truth = labels.of(picture, *image, *before);
  if (!truth) return fail(truth.error());
  judgement.exact.push_back({.truth = *truth, .detections = *std::move(before)});
  judgement.quantized.push_back({.truth = *std::move(truth), .detections = *std::move(after)});
  return {};
}

}  // namespace

Result<Accuracies> evaluate(std::shared_ptr<perception::InferenceEngine> exact,
                            std::shared_ptr<perception::InferenceEngine> quantized, std::span<const fs::path> pictures,
                            const fs::path& label_path) {
  const auto before = YoloDetector::open(std::move(exact), kEverything);
  if (!before) return fail(before.error());
  const auto after = YoloDetector::open(std::move(quantized), kEverything);
  if (!after) return fail(after.error());
  const auto labels = Labels::open(label_path, (*before)->class_names());
  if (!labels) return fail(labels.error());
  Judgement judgement;
  for (const auto& picture : pictures) {
    if (const auto judged = judge(**before, **after, picture, *labels, judgement); !judged) return fail(judged.error());
  }
  Accuracies accuracies{.all = judgement.of("all", std::nullopt), .classes = {}};
  const auto& names = (*before)->class_names();
  for (std::size_t id = 0; id < names.size(); ++id) {
    auto accuracy = judgement.of(names[id], static_cast<int>(id));
    if (accuracy.boxes > 0) accuracies.classes.push_back(std::move(accuracy));
  }
  return accuracies;
}

}  // namespace eyrie::model
