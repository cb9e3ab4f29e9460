// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "datasets/yolo_labels.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "datasets/text_file.hpp"

namespace eyrie::datasets {
namespace {

namespace fs = std::filesystem;
using namespace eyrie::literals;
using evaluation::PixelBox;

constexpr std::string_view kBlanks = " \t";

PixelBox box_around(std::span<const double> points, const PictureSize& size) {
  double left = points[0];
  double right = points[0];
  double top = points[1];
  double bottom = points[1];
  for (std::size_t i = 2; i < points.size(); i += 2) {
    left = std::min(left, points[i]);
    right = std::max(right, points[i]);
    top = std::min(top, points[i + 1]);
    bottom = std::max(bottom, points[i + 1]);
  }
  return {.left = left * size.width,
          .top = top * size.height,
          .width = (right - left) * size.width,
          .height = (bottom - top) * size.height};
}

PixelBox box_from(std::span<const double> shares, const PictureSize& size) {
  if (shares.size() > 4) return box_around(shares, size);
  return {.left = (shares[0] - shares[2] / 2) * size.width,
          .top = (shares[1] - shares[3] / 2) * size.height,
          .width = shares[2] * size.width,
          .height = shares[3] * size.height};
}

Result<YoloLabel> parse_line(std::string_view line, const PictureSize& size, std::size_t classes) {
  const auto word = take_word(line, kBlanks);
  const auto number = to_number(word);
  std::vector<double> shares;
  bool is_well_formed = number && std::trunc(*number) == *number;
  while (is_well_formed && !line.empty()) {
    const auto share = to_number(take_word(line, kBlanks));
    is_well_formed = share.has_value();
    shares.push_back(share.value_or(0));
  }
  if (!is_well_formed || shares.size() < 4 || shares.size() % 2 != 0) {
    return fail(Error::kCorrupt, "not `class centre_x centre_y width height` in shares of the picture");
  }
  if (*number < 0 || *number >= static_cast<double>(classes)) {
    return fail(Error::kCorrupt, "class " + std::string(word) + " is none of the " + std::to_string(classes) +
                                     " (from 0). Name it in data.yaml or mend the line.");
  }
  const YoloLabel label{.class_index = static_cast<std::size_t>(*number), .box = box_from(shares, size)};
  if (const auto fault = fault_of(label.box, size)) {
    return fail(Error::kCorrupt, *fault + ". Shares are from 0 to 1; mend the line or take it out.");
  }
  return label;
}

}  // namespace

Result<std::vector<YoloLabel>> parse_yolo_labels(std::string_view text, const fs::path& file, const PictureSize& size,
                                                 std::size_t classes) {
  std::vector<YoloLabel> labels;
  const auto status = each_line(text, [&](std::size_t number, std::string_view line) -> Status {
    const auto label = parse_line(line, size, classes);
    if (!label) return fail(label.error().code, place_in(file, number) + ": " + label.error().message);
    labels.push_back(*label);
    return {};
  });
  if (!status) return fail(status.error());
  return labels;
}

Result<std::vector<YoloLabel>> read_yolo_labels(const fs::path& file, const PictureSize& size, std::size_t classes) {
  std::error_code problem;
  if (!fs::exists(file, problem)) return std::vector<YoloLabel>{};
  const auto text = read_text(file, 16_MiB);
  if (!text) return fail(text.error());
  return parse_yolo_labels(*text, file, size, classes);
}

fs::path yolo_labels_of(const fs::path& picture) {
  std::vector<fs::path> parts(picture.begin(), picture.end());
  const auto last = std::find(parts.rbegin(), parts.rend(), "images");
  if (last != parts.rend()) *last = "labels";
  fs::path labels;
  for (const auto& part : parts) labels /= part;
  return labels.replace_extension(".txt");
}

}  // namespace eyrie::datasets
