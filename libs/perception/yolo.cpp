// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/yolo.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>
#include <type_traits>
#include <utility>

#include "perception/class_names.hpp"
#include "perception/half.hpp"
#include "perception/onnx_file.hpp"
#include "perception/yolo_kernels.hpp"

namespace eyrie::perception {
namespace {

constexpr std::int64_t kBoxValues = 4;
constexpr std::int64_t kEndToEndValues = 6;
/// Anchors looked at together: 4 KiB of a row of scores, so that the rows of a strip stay in the second-level cache while
/// its best anchors are read again.
constexpr std::size_t kStrip = 1024;

constexpr std::string_view kNeeded =
    "one input [1,3,height,width] and one output, [1,4+classes,anchors] (Ultralytics detection models from YOLOv8 on) or "
    "[1,boxes,6] (end-to-end), each f32 or f16";

bool is_float(ElementType type) { return type == ElementType::kFloat32 || type == ElementType::kFloat16; }

std::string list_of(std::span<const TensorSpec> specs) {
  std::string text;
  for (const auto& spec : specs) text += (text.empty() ? "" : ", ") + to_string(spec);
  return text.empty() ? "none" : text;
}

std::string text_of(std::span<const std::int64_t> shape) {
  return to_string(TensorSpec{.name = "output", .shape = {shape.begin(), shape.end()}});
}

std::unexpected<Error> refuse(const ModelInfo& model, const std::string& reason) {
  return fail(Error::kUnsupported, model.path + " cannot be run as a YOLO detector: " + reason + ". Found inputs " +
                                       list_of(model.inputs) + "; outputs " + list_of(model.outputs) +
                                       ". Needed: " + std::string(kNeeded));
}

std::vector<std::string> numbered_names(std::int64_t count) {
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < count; ++i) names.push_back("class" + std::to_string(i));
  return names;
}

/// The names of the metadata, or none where it has none.
Result<std::vector<std::string>> names_of(const ModelInfo& model) {
  const auto entry = model.metadata.find("names");
  if (entry == model.metadata.end()) return std::vector<std::string>{};
  return parse_class_names(entry->second);
}

Status read_input(const ModelInfo& model, YoloContract& contract) {
  if (model.inputs.size() != 1) return refuse(model, "it has " + std::to_string(model.inputs.size()) + " inputs");
  const TensorSpec& input = model.inputs.front();
  if (!is_float(input.type)) return refuse(model, "its input is " + std::string(name_of(input.type)));
  const auto shape = fixed_shape(input, model.metadata);
  if (!shape) return refuse(model, shape.error().message);
  const bool is_picture = shape->size() == 4 && (*shape)[0] == 1 && (*shape)[1] == 3 && (*shape)[2] > 0 && (*shape)[3] > 0;
  if (!is_picture) return refuse(model, "its input is not one colour picture");
  contract.input_type = input.type;
  contract.height = static_cast<int>((*shape)[2]);
  contract.width = static_cast<int>((*shape)[3]);
  return {};
}

/// How many classes the scores of an anchor head are for.
Result<std::int64_t> classes_of_anchor_head(const ModelInfo& model, std::int64_t rows, std::int64_t anchors,
                                            std::size_t named) {
  const auto names = static_cast<std::int64_t>(named);
  if (rows < 0 && named == 0) return refuse(model, "the number of its classes is open and the metadata has no names");
  const std::int64_t classes = rows < 0 ? names : rows - kBoxValues;
  if (anchors > 0 && rows > anchors) {
    return refuse(model, "its output has the anchors first, as YOLOv5 models and transposed ones have");
  }
  if (classes < 1) return refuse(model, "its output has no class scores");
  if (named != 0 && classes != names) {
    return refuse(model, "the metadata names " + std::to_string(names) + " classes, the output holds scores for " +
                             std::to_string(classes));
  }
  return classes;
}

Status read_output(const ModelInfo& model, YoloContract& contract) {
  if (model.outputs.size() != 1) return refuse(model, "it has " + std::to_string(model.outputs.size()) + " outputs");
  const TensorSpec& output = model.outputs.front();
  if (!is_float(output.type)) return refuse(model, "its output is " + std::string(name_of(output.type)));
  if (output.shape.size() != 3 || output.shape[0] > 1) return refuse(model, "its output is not one list of boxes");
  auto names = names_of(model);
  if (!names) return refuse(model, names.error().message);

  contract.output_type = output.type;
  contract.class_names = std::move(*names);
  if (output.shape[2] == kEndToEndValues) {
    if (contract.class_names.empty())
      return refuse(model, "an end-to-end model says its classes only in the metadata: names");
    contract.head = YoloContract::Head::kEndToEnd;
    return {};
  }
  const auto classes = classes_of_anchor_head(model, output.shape[1], output.shape[2], contract.class_names.size());
  if (!classes) return fail(classes.error());
  if (contract.class_names.empty()) contract.class_names = numbered_names(*classes);
  contract.head = YoloContract::Head::kAnchors;
  return {};
}

Status read_iou(const ModelInfo& model, YoloContract& contract) {
  const auto entry = model.metadata.find("iou");
  if (entry == model.metadata.end()) return {};
  const std::string& text = entry->second;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), contract.iou);
  const bool is_share = problem == std::errc() && end == text.data() + text.size() && contract.iou >= 0 && contract.iou <= 1;
  if (!is_share) return refuse(model, "the metadata's iou is not a number from 0 to 1");
  return {};
}

bool is_finite(const Detection& detection) {
  const Box& box = detection.box;
  return std::isfinite(detection.confidence) && std::isfinite(box.x_min) && std::isfinite(box.y_min) &&
         std::isfinite(box.x_max) && std::isfinite(box.y_max);
}

float to_float(float value) { return value; }
/// Scores are scanned as the bits of their halves.
float to_float(std::int16_t bits) { return to_float(Half{static_cast<std::uint16_t>(bits)}); }

/// The threshold in the terms of the scan: `score > threshold_for<Element>(confidence)` is `to_float(score) > confidence`.
template <typename Element>
Element threshold_for(float confidence) {
  if constexpr (std::is_same_v<Element, float>) {
    return confidence;
  } else {
    constexpr float kSmallestNormal = 0x1p-14F;
    if (confidence < kSmallestNormal) return 0;
    const auto bits = static_cast<std::int16_t>(to_half(confidence).bits);
    return to_float(bits) > confidence ? static_cast<std::int16_t>(bits - 1) : bits;
  }
}

}  // namespace

Result<YoloContract> YoloContract::from(const ModelInfo& model) {
  YoloContract contract;
  const auto task = model.metadata.find("task");
  if (task != model.metadata.end() && task->second != "detect") {
    return refuse(model, "it was made for the task '" + task->second + "', not 'detect'");
  }
  if (auto input = read_input(model, contract); !input) return fail(input.error());
  if (auto output = read_output(model, contract); !output) return fail(output.error());
  if (auto iou = read_iou(model, contract); !iou) return fail(iou.error());
  return contract;
}

YoloDecoder::YoloDecoder(YoloContract contract, DetectorOptions options)
    : contract_(std::move(contract)), options_(options) {}

Result<std::span<const Detection>> YoloDecoder::decode(std::span<const std::byte> output,
                                                       std::span<const std::int64_t> shape,
                                                       const LetterboxGeometry& geometry) {
  const bool is_end_to_end = contract_.head == YoloContract::Head::kEndToEnd;
  const auto rows = kBoxValues + static_cast<std::int64_t>(contract_.class_names.size());
  const bool has_right_shape = shape.size() == 3 && shape[0] == 1 && shape[1] >= 0 && shape[2] >= 0 &&
                               (is_end_to_end ? shape[2] == kEndToEndValues : shape[1] == rows);
  const std::size_t element_bytes = contract_.output_type == ElementType::kFloat16 ? 2 : 4;
  if (!has_right_shape || output.size() != static_cast<std::size_t>(shape[1] * shape[2]) * element_bytes) {
    return fail(Error::kUnsupported,
                "the network gave " + text_of(shape) + " in " + std::to_string(output.size()) +
                    " bytes; needed: " + (is_end_to_end ? "[1,boxes,6]" : "[1," + std::to_string(rows) + ",anchors]"));
  }

  candidates_.clear();
  const auto anchors = static_cast<std::size_t>(shape[2]);
  if (contract_.output_type == ElementType::kFloat16) {
    decode_as<std::int16_t>(output, anchors);
  } else {
    decode_as<float>(output, anchors);
  }
  const auto max_detections = static_cast<std::size_t>(std::max(options_.max_detections, 0));
  std::size_t kept = std::min(candidates_.size(), max_detections);
  if (is_end_to_end) {
    std::ranges::stable_sort(candidates_, std::ranges::greater{}, &Detection::confidence);
  } else {
    kept = nms_.apply(candidates_, iou(), max_detections);
  }

  detections_.assign(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(kept));
  for (auto& detection : detections_) detection.box = geometry.to_source(detection.box);
  return detections_;
}

template <typename Element>
void YoloDecoder::decode_as(std::span<const std::byte> output, std::size_t anchors) {
  const std::span<const Element> values(reinterpret_cast<const Element*>(output.data()), output.size() / sizeof(Element));
  if (contract_.head == YoloContract::Head::kEndToEnd) {
    collect_end_to_end(values);
  } else {
    collect_from_anchors(values, anchors);
  }
}

template <typename Element>
void YoloDecoder::collect_from_anchors(std::span<const Element> output, std::size_t anchors) {
  const std::size_t classes = contract_.class_names.size();
  const Element* scores = output.data() + kBoxValues * anchors;
  const auto threshold = threshold_for<Element>(options_.confidence);
  const auto box_value = [&](std::size_t row, std::size_t anchor) { return to_float(output[row * anchors + anchor]); };

  std::array<Element, kStrip> best;
  for (std::size_t first = 0; first < anchors; first += kStrip) {
    const std::size_t count = std::min(kStrip, anchors - first);
    yolo::max_over_rows(scores + first, anchors, classes, count, best.data());
    for (std::size_t i = 0; i < count; ++i) {
      if (!(best[i] > threshold)) continue;
      const std::size_t anchor = first + i;
      std::size_t class_id = 0;
      while (class_id + 1 < classes && scores[class_id * anchors + anchor] != best[i]) ++class_id;
      const float x = box_value(0, anchor);
      const float y = box_value(1, anchor);
      const float half_width = box_value(2, anchor) / 2;
      const float half_height = box_value(3, anchor) / 2;
      const Detection candidate{
          .box = {.x_min = x - half_width, .y_min = y - half_height, .x_max = x + half_width, .y_max = y + half_height},
          .confidence = to_float(best[i]),
          .class_id = static_cast<int>(class_id)};
      if (is_finite(candidate)) candidates_.push_back(candidate);
    }
  }
}

template <typename Element>
void YoloDecoder::collect_end_to_end(std::span<const Element> output) {
  const auto classes = static_cast<float>(contract_.class_names.size());
  for (std::size_t i = 0; i + kEndToEndValues <= output.size(); i += kEndToEndValues) {
    const auto value = [&](std::size_t column) { return to_float(output[i + column]); };
    const float class_number = value(5);
    if (!(value(4) > options_.confidence) || !(class_number >= 0 && class_number < classes)) continue;
    const Detection candidate{.box = {.x_min = value(0), .y_min = value(1), .x_max = value(2), .y_max = value(3)},
                              .confidence = value(4),
                              .class_id = static_cast<int>(class_number)};
    if (is_finite(candidate)) candidates_.push_back(candidate);
  }
}

}  // namespace eyrie::perception
