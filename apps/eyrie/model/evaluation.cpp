// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/evaluation.hpp"

#include <string>
#include <utility>

#include "evaluation/coco.hpp"
#include "eyrie/eval/pixel_box.hpp"
#include "perception/yolo_detector.hpp"
#include "pictures/decode.hpp"

namespace eyrie::model {
namespace {

namespace fs = std::filesystem;
using evaluation::FoundBox;
using evaluation::TrueBox;
using perception::Detection;
using perception::QuantizedAccuracy;
using perception::YoloDetector;

/// The curve of precision over recall needs the weak ones, too.
constexpr perception::DetectorOptions kEverything{.confidence = 0.01F, .max_detections = 300};

/// The same pictures, looked at by either model.
struct Findings {
  std::vector<TrueBox> truth;
  std::vector<FoundBox> exact;
  std::vector<FoundBox> quantized;
};

/// Every class of a picture as a picture of its own with one class: so all classes are judged as one, and a detection still
/// needs a box of its own class.
template <typename BoxOfClass>
std::vector<BoxOfClass> as_one_class(std::vector<BoxOfClass> boxes, std::size_t classes) {
  for (auto& box : boxes) {
    box.picture = box.picture * static_cast<std::uint32_t>(classes) + box.class_index;
    box.class_index = 0;
  }
  return boxes;
}

std::vector<QuantizedAccuracy> judge(const Findings& findings, std::span<const std::string> class_names) {
  const auto before = evaluation::judge_detections(findings.truth, findings.exact, class_names.size());
  const auto after = evaluation::judge_detections(findings.truth, findings.quantized, class_names.size());
  std::vector<QuantizedAccuracy> accuracies;
  for (std::size_t i = 0; i < class_names.size(); ++i) {
    if (!before.classes[i].ap50) continue;
    accuracies.push_back({.name = class_names[i],
                          .boxes = before.classes[i].true_boxes,
                          .float_ap50 = *before.classes[i].ap50,
                          .int8_ap50 = after.classes[i].ap50.value_or(0)});
  }
  return accuracies;
}

QuantizedAccuracy judge_all(const Findings& findings, std::size_t classes) {
  const Findings one{.truth = as_one_class(findings.truth, classes),
                     .exact = as_one_class(findings.exact, classes),
                     .quantized = as_one_class(findings.quantized, classes)};
  const std::vector<std::string> name{"all"};
  const auto accuracies = judge(one, name);
  return accuracies.empty() ? QuantizedAccuracy{.name = name.front()} : accuracies.front();
}

/// Adds what a detector finds in a picture.
Result<std::vector<Detection>> look_at(YoloDetector& detector, std::uint32_t picture, const imaging::ImageView& image,
                                       std::vector<FoundBox>& found) {
  const auto detections = detector.detect(image);
  if (!detections) return fail(detections.error());
  for (const auto& [box, confidence, class_id] : *detections) {
    found.push_back({.picture = picture,
                     .class_index = static_cast<std::uint32_t>(class_id),
                     .box = eval::inside(box, image),
                     .score = static_cast<double>(confidence)});
  }
  return std::vector<Detection>(detections->begin(), detections->end());
}

}  // namespace

Result<Accuracies> evaluate(std::shared_ptr<perception::InferenceEngine> exact,
                            std::shared_ptr<perception::InferenceEngine> quantized, std::span<const fs::path> pictures,
                            const Labels& labels) {
  const auto before = YoloDetector::open(std::move(exact), kEverything);
  if (!before) return fail(before.error());
  const auto after = YoloDetector::open(std::move(quantized), kEverything);
  if (!after) return fail(after.error());
  Findings findings;
  for (std::uint32_t i = 0; i < pictures.size(); ++i) {
    const auto image = pictures::decode_file(pictures[i]);
    if (!image) return fail(image.error());
    const auto seen = look_at(**before, i, image->view(), findings.exact);
    if (!seen) return fail(seen.error());
    if (const auto looked = look_at(**after, i, image->view(), findings.quantized); !looked) return fail(looked.error());
    const auto truth = labels.of(pictures[i], i, image->view(), *seen);
    if (!truth) return fail(truth.error());
    findings.truth.insert(findings.truth.end(), truth->begin(), truth->end());
  }
  const auto& names = (*before)->class_names();
  return Accuracies{.all = judge_all(findings, names.size()), .classes = judge(findings, names)};
}

}  // namespace eyrie::model
