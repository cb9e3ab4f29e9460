// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/evaluation.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include "perception/yolo_detector.hpp"
#include "pictures/decode.hpp"

namespace eyrie::model {
namespace {

namespace fs = std::filesystem;
using perception::Box;
using perception::Detection;
using perception::JudgedPicture;
using perception::QuantizedAccuracy;
using perception::TrueBox;
using perception::YoloDetector;

constexpr float kSure = 0.4F;
constexpr float kHalfSeen = 0.05F;
/// The curve of precision over recall needs the weak ones, too.
constexpr perception::DetectorOptions kEverything{.confidence = 0.01F, .iou = 0.7F, .max_detections = 300};

std::vector<TrueBox> truth_of(std::span<const Detection> detections) {
  std::vector<TrueBox> truth;
  for (const auto& detection : detections) {
    if (detection.confidence < kHalfSeen) continue;
    truth.push_back({.box = detection.box, .class_id = detection.class_id, .is_difficult = detection.confidence < kSure});
  }
  return truth;
}

/// A picture without a file has nothing in it, as YOLO's data sets have it.
Result<std::vector<TrueBox>> read_labels(const fs::path& picture, const fs::path& folder, const imaging::Image& image,
                                         std::size_t classes) {
  const fs::path path = folder / picture.filename().replace_extension(".txt");
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto boxes = parse_labels(text, image.width(), image.height(), classes);
  if (!boxes) return fail(boxes.error().code, path.string() + ", " + boxes.error().message);
  return boxes;
}

Box box_around(std::span<const float> values, int width, int height) {
  const auto x = [width](float share) { return share * static_cast<float>(width); };
  const auto y = [height](float share) { return share * static_cast<float>(height); };
  if (values.size() == 4) {
    return {.x_min = x(values[0] - values[2] / 2),
            .y_min = y(values[1] - values[3] / 2),
            .x_max = x(values[0] + values[2] / 2),
            .y_max = y(values[1] + values[3] / 2)};
  }
  Box box{.x_min = x(values[0]), .y_min = y(values[1]), .x_max = x(values[0]), .y_max = y(values[1])};
  for (std::size_t i = 2; i + 1 < values.size(); i += 2) {
    box = {.x_min = std::min(box.x_min, x(values[i])),
           .y_min = std::min(box.y_min, y(values[i + 1])),
           .x_max = std::max(box.x_max, x(values[i])),
           .y_max = std::max(box.y_max, y(values[i + 1]))};
  }
  return box;
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

Result<std::vector<TrueBox>> parse_labels(std::string_view text, int width, int height, std::size_t classes) {
  std::istringstream lines{std::string(text)};
  std::vector<TrueBox> boxes;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    std::istringstream words(line);
    int class_id = 0;
    if (!(words >> class_id)) {
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      class_id = -1;
    }
    const std::vector<float> values{std::istream_iterator<float>(words), {}};
    const bool is_box = words.eof() && values.size() >= 4 && values.size() % 2 == 0;
    if (!is_box || class_id < 0 || static_cast<std::size_t>(class_id) >= classes) {
      return fail(Error::kCorrupt, "line " + std::to_string(number) +
                                       ": not `class centre_x centre_y width height` with a class from 0 to " +
                                       std::to_string(classes - 1));
    }
    boxes.push_back({.box = box_around(values, width, height), .class_id = class_id});
  }
  return boxes;
}

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
