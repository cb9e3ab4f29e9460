// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/quantization.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace eyrie::perception {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::string_view kFormat = "eyrie-int8-1";
constexpr std::string_view kSuffix = ".int8";
constexpr std::size_t kMaxBytes = std::size_t{4} << 20U;

double rounded(double value) { return std::round(value * 1e5) / 1e5; }

ordered_json to_json(const QuantizedAccuracy& accuracy) {
  return {{"name", accuracy.name},
          {"boxes", accuracy.boxes},
          {"float_ap50", rounded(accuracy.float_ap50)},
          {"int8_ap50", rounded(accuracy.int8_ap50)}};
}

double share_from(const json& value) {
  const auto share = value.get<double>();
  if (share < 0 || share > 1) throw std::invalid_argument("an AP50 is not in 0..1");
  return share;
}

QuantizedAccuracy accuracy_from(const json& accuracy) {
  return {.name = accuracy.at("name").get<std::string>(),
          .boxes = accuracy.at("boxes").get<std::size_t>(),
          .float_ap50 = share_from(accuracy.at("float_ap50")),
          .int8_ap50 = share_from(accuracy.at("int8_ap50"))};
}

/// Throws nlohmann's exceptions on anything unexpected.
QuantizationRecord parse(std::string_view text) {
  const auto document = json::parse(text);
  if (document.at("format").get<std::string>() != kFormat) throw std::invalid_argument("format is not eyrie-int8-1");
  QuantizationRecord record{.model_sha256 = document.at("model_sha256").get<std::string>(),
                            .quantized_sha256 = document.at("quantized_sha256").get<std::string>(),
                            .made_with = document.at("made_with").get<std::string>(),
                            .truth = document.at("truth").get<std::string>(),
                            .calibration_pictures = document.at("calibration_pictures").get<std::size_t>(),
                            .evaluation_pictures = document.at("evaluation_pictures").get<std::size_t>(),
                            .all = accuracy_from(document.at("all"))};
  for (const auto& one : document.at("classes")) record.classes.push_back(accuracy_from(one));
  return record;
}

/// `person loses 2.3 points of AP50 (98.1 -> 95.8 on 120 boxes)`
std::string loss_text(const QuantizedAccuracy& accuracy) {
  char text[128];
  std::snprintf(text, sizeof text, " loses %.1f points of AP50 (%.1f -> %.1f on %zu boxes)", accuracy.loss() * 100,
                accuracy.float_ap50 * 100, accuracy.int8_ap50 * 100, accuracy.boxes);
  return accuracy.name + text;
}

}  // namespace

Status check_accuracy(const QuantizationRecord& record) {
  if (record.all.boxes < kMinBoxes) {
    return fail(Error::kConflict, "the accuracy of the int8 model was measured on " + std::to_string(record.all.boxes) +
                                      " boxes and " + std::to_string(kMinBoxes) +
                                      " are the least that say anything. Quantize with pictures that show more of what the "
                                      "model finds (--evaluate).");
  }
  const QuantizedAccuracy* worst = &record.all;
  for (const auto& one : record.classes) {
    if (one.boxes >= kMinBoxes && one.loss() > worst->loss()) worst = &one;
  }
  constexpr double kRounding = 1e-5;  // figures have five decimals
  if (worst->loss() <= kMaxLoss + kRounding) return {};
  return fail(Error::kConflict, "the int8 model is not accurate enough: " + loss_text(*worst) +
                                    ", and 1 point is allowed. Quantize with more pictures of what it will see, or stay "
                                    "with the float model.");
}

std::string to_json(const QuantizationRecord& record) {
  ordered_json document{{"format", kFormat},
                        {"model_sha256", record.model_sha256},
                        {"quantized_sha256", record.quantized_sha256},
                        {"made_with", record.made_with},
                        {"truth", record.truth},
                        {"calibration_pictures", record.calibration_pictures},
                        {"evaluation_pictures", record.evaluation_pictures},
                        {"all", to_json(record.all)},
                        {"classes", ordered_json::array()}};
  for (const auto& one : record.classes) document["classes"].push_back(to_json(one));
  return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

Result<QuantizationRecord> parse_quantization_record(std::string_view text) {
  if (text.size() > kMaxBytes) return fail(Error::kTooLarge, "the record of the int8 model is larger than 4 MiB");
  try {
    return parse(text);
  } catch (const std::exception& exception) {
    return fail(Error::kCorrupt, "the record of the int8 model is not readable: " + std::string(exception.what()));
  }
}

std::string quantized_path(std::string_view model_path) {
  const auto name = model_path.substr(model_path.find_last_of('/') + 1);
  const auto stem = model_path.substr(0, model_path.size() - name.size() + std::min(name.size(), name.rfind('.')));
  if (stem.ends_with(kSuffix)) return {};
  return std::string(stem) + std::string(kSuffix) + ".xml";
}

std::string quantization_record_path(std::string_view quantized_path) {
  return std::string(quantized_path.substr(0, quantized_path.rfind('.'))) + ".json";
}

}  // namespace eyrie::perception
