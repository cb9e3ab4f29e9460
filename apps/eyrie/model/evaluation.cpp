// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/evaluation.hpp"

#include <utility>

#include "datasets/yolo_labels.hpp"
#include "perception/yolo_detector.hpp"
#include "pictures/decode.hpp"

namespace eyrie::model {
namespace {

namespace fs = std::filesystem;
using perception::Detection;
using perception::JudgedPicture;
using perception::QuantizedAccuracy;
using perception::TrueBox;
using perception::YoloDetector;

constexpr float kSure = 0.4F;
constexpr float kHalfSeen = 0.05F;
/// The curve of precision over recall needs the weak ones, too.
constexpr perception::DetectorOptions kEverything{.confidence = 0.01F, .max_detections = 300};

std::vector<TrueBox> truth_of(std::span<const Detection> detections) {
  std::vector<TrueBox> truth;
  for (const auto& detection : detections) {
    if (detection.confidence < kHalfSeen) continue;
    truth.push_back({.box = detection.box, .class_id = detection.class_id, .is_difficult = detection.confidence < kSure});
  }
  return truth;
}

Result<std::vector<TrueBox>> read_labels(const fs::path& picture, const fs::path& folder, const imaging::Image& image,
                                         std::size_t classes) {
  const fs::path path = folder / picture.filename().replace_extension(".txt");
  const datasets::PictureSize size{.width = static_cast<double>(image.width()),
                                   .height = static_cast<double>(image.height())};
  const auto labels = datasets::read_yolo_labels(path, size, classes);
  if (!labels) return fail(labels.error());
  std::vector<TrueBox> truth;
  for (const auto& [class_index, box] : *labels) {
    truth.push_back({.box = {.x_min = static_cast<float>(box.left),
                             .y_min = static_cast<float>(box.top),
                             .x_max = static_cast<float>(box.left + box.width),
                             .y_max = static_cast<float>(box.top + box.height)},
                     .class_id = static_cast<int>(class_index)});
  }
  return truth;
}

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

Status judge(YoloDetector& exact, YoloDetector& quantized, const fs::path& picture, const fs::path& labels,
             Judgement& judgement) {
  const auto image = pictures::decode_file(picture);
  if (!image) return fail(image.error());
  auto before = detections_in(exact, *image);
  if (!before) return fail(before.error());
  auto after = detections_in(quantized, *image);
  if (!after) return fail(after.error());
  std::vector<TrueBox> truth;
  if (labels.empty()) {
    truth = truth_of(*before);
  } else {
    auto read = read_labels(picture, labels, *image, exact.class_names().size());
    if (!read) return fail(read.error());
    truth = *std::move(read);
  }
  judgement.exact.push_back({.truth = truth, .detections = *std::move(before)});
  judgement.quantized.push_back({.truth = std::move(truth), .detections = *std::move(after)});
  return {};
}

}  // namespace

Result<Accuracies> evaluate(std::shared_ptr<perception::InferenceEngine> exact,
                            std::shared_ptr<perception::InferenceEngine> quantized, std::span<const fs::path> pictures,
                            const fs::path& labels) {
  const auto before = YoloDetector::open(std::move(exact), kEverything);
  if (!before) return fail(before.error());
  const auto after = YoloDetector::open(std::move(quantized), kEverything);
  if (!after) return fail(after.error());
  Judgement judgement;
  for (const auto& picture : pictures) {
    if (const auto judged = judge(**before, **after, picture, labels, judgement); !judged) return fail(judged.error());
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
