// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/eval/detection_report.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "eyrie/detect/stage_times.hpp"

namespace eyrie::eval {
namespace {

using evaluation::ClassAccuracy;
using nlohmann::ordered_json;

ordered_json or_null(std::optional<double> figure) { return figure ? ordered_json(*figure) : ordered_json(); }

ordered_json to_document(const std::optional<perception::ModelInfo>& model) {
  if (!model) return {};
  return {{"path", model->path}, {"sha256", model->sha256}, {"backend", model->backend}, {"precision", model->precision}};
}

/// Of one picture in the mean; null where no model was run.
ordered_json to_timing(const DetectionReport& report) {
  if (!report.model || report.pictures == 0) return {};
  const auto mean = [&](std::chrono::nanoseconds sum) { return detect::in_ms(sum / report.pictures); };
  return {{"preprocess", mean(report.times.preprocess)},
          {"infer", mean(report.times.infer)},
          {"postprocess", mean(report.times.postprocess)}};
}

/// `, 41.8 ms each`, or nothing where no model was run.
std::string time_of_one(const DetectionReport& report) {
  if (!report.model || report.pictures == 0) return "";
  char text[32];
  std::snprintf(text, sizeof text, ", %.1f ms each", detect::in_ms(detect::sum_of(report.times) / report.pictures));
  return text;
}

std::size_t sum_over(const std::vector<ClassAccuracy>& classes, std::size_t ClassAccuracy::*member) {
  std::size_t sum = 0;
  for (const auto& one : classes) sum += one.*member;
  return sum;
}

/// ` 65.3`, or `   -` where there is nothing to find.
std::string percent(std::optional<double> figure) {
  if (!figure || *figure < 0) return "     -";
  char text[16];
  std::snprintf(text, sizeof text, "%6.1f", *figure * 100);
  return text;
}

std::string row(const std::string& name, const ClassAccuracy& one) {
  char counts[64];
  std::snprintf(counts, sizeof counts, "%8zu %8zu ", one.true_boxes, one.found_boxes);
  constexpr std::size_t kNameWidth = 24;
  const std::string padding(kNameWidth - std::min(kNameWidth, name.size()), ' ');
  return name + padding + counts + percent(one.ap) + " " + percent(one.ap50) + " " + percent(one.ar100) + "\n";
}

}  // namespace

std::string to_json(const DetectionReport& report) {
  auto classes = ordered_json::array();
  for (std::size_t i = 0; i < report.class_names.size(); ++i) {
    const auto& one = report.accuracy.classes[i];
    classes.push_back({{"name", report.class_names[i]},
                       {"ap", or_null(one.ap)},
                       {"ap50", or_null(one.ap50)},
                       {"ar100", or_null(one.ar100)},
                       {"true_boxes", one.true_boxes},
                       {"found_boxes", one.found_boxes}});
  }
  const ordered_json document = {
      {"data", report.data},
      {"model", to_document(report.model)},
      {"detections", report.detections.empty() ? ordered_json() : ordered_json(report.detections)},
      {"pictures", report.pictures},
      {"true_boxes", sum_over(report.accuracy.classes, &ClassAccuracy::true_boxes)},
      {"found_boxes", sum_over(report.accuracy.classes, &ClassAccuracy::found_boxes)},
      {"left_out_boxes", report.left_out},
      {"timing_ms", to_timing(report)},
      {"coco", report.accuracy.figures},
      {"classes", std::move(classes)}};
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string to_table(const DetectionReport& report) {
  const auto by = report.model ? report.model->path + " by " + report.model->backend + " in " + report.model->precision
                               : report.detections;
  std::string text =
      report.data + ", " + std::to_string(report.pictures) + " pictures" + time_of_one(report) + ": " + by + "\n";
  if (report.left_out > 0) {
    text += std::to_string(report.left_out) + " detections of classes that the data does not have are left out\n";
  }
  text += "\n";
  for (std::size_t i = 0; i < evaluation::kCocoFigures; ++i) {
    char name[32];
    std::snprintf(name, sizeof name, "%-10s", evaluation::kCocoFigureNames[i]);
    text += name + percent(report.accuracy.figures[i]) + (i % 3 == 2 ? "\n" : "    ");
  }
  text += "\nclass                      boxes    found     AP   AP50  AR100\n";
  for (std::size_t i = 0; i < report.class_names.size(); ++i) {
    const auto& one = report.accuracy.classes[i];
    if (one.true_boxes > 0) text += row(report.class_names[i], one);
  }
  return text;
}

}  // namespace eyrie::eval
