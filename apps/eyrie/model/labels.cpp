// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/labels.hpp"

#include <algorithm>
#include <utility>

#include "datasets/coco_json.hpp"
#include "datasets/yolo_labels.hpp"

namespace eyrie::model {
namespace {

namespace fs = std::filesystem;
using perception::Detection;
using perception::TrueBox;

constexpr float kSure = 0.4F;
constexpr float kHalfSeen = 0.05F;

TrueBox true_box(const evaluation::PixelBox& box, std::size_t class_id, bool is_difficult = false) {
  return {.box = {.x_min = static_cast<float>(box.left),
                  .y_min = static_cast<float>(box.top),
                  .x_max = static_cast<float>(box.left + box.width),
                  .y_max = static_cast<float>(box.top + box.height)},
          .class_id = static_cast<int>(class_id),
          .is_difficult = is_difficult};
}

std::vector<TrueBox> as_seen(std::span<const Detection> seen) {
  std::vector<TrueBox> truth;
  for (const auto& detection : seen) {
    if (detection.confidence < kHalfSeen) continue;
    truth.push_back({.box = detection.box, .class_id = detection.class_id, .is_difficult = detection.confidence < kSure});
  }
  return truth;
}

Result<std::vector<TrueBox>> read_yolo(const fs::path& file, const imaging::Image& image, std::size_t classes) {
  const datasets::PictureSize size{.width = static_cast<double>(image.width()),
                                   .height = static_cast<double>(image.height())};
  const auto labels = datasets::read_yolo_labels(file, size, classes);
  if (!labels) return fail(labels.error());
  std::vector<TrueBox> truth;
  for (const auto& [class_index, box] : *labels) truth.push_back(true_box(box, class_index));
  return truth;
}

}  // namespace

Result<Labels> Labels::open(const fs::path& path, std::span<const std::string> class_names) {
  Labels labels(path, class_names.size());
  if (labels.is_coco()) {
    if (auto status = labels.read_coco(class_names); !status) return fail(status.error());
  }
  return labels;
}

Status Labels::read_coco(std::span<const std::string> class_names) {
  const auto data = datasets::read_coco(path_, path_.parent_path());
  if (!data) return fail(data.error());
  std::vector<std::ptrdiff_t> class_ids;  // of the data's classes; past the end for those that the model does not know
  for (const auto& name : data->class_names) class_ids.push_back(std::ranges::find(class_names, name) - class_names.begin());
  if (std::ranges::none_of(class_ids, [&](std::ptrdiff_t id) { return std::cmp_less(id, class_names.size()); })) {
    return fail(Error::kInvalidArgument,
                path_.string() + ": has none of the model's classes. Give labels of what the model was made for.");
  }
  for (const auto& picture : data->pictures) coco_[picture.file.filename().string()];
  for (const auto& box : data->truth) {
    const auto id = static_cast<std::size_t>(class_ids[box.class_index]);
    if (id >= class_names.size()) continue;
    coco_[data->pictures[box.picture].file.filename().string()].push_back(true_box(box.box, id, box.is_crowd));
  }
  return {};
}

Result<std::vector<TrueBox>> Labels::of(const fs::path& picture, const imaging::Image& image,
                                        std::span<const Detection> seen) const {
  if (path_.empty()) return as_seen(seen);
  if (!is_coco()) return read_yolo(path_ / picture.filename().replace_extension(".txt"), image, classes_);
  const auto found = coco_.find(picture.filename().string());
  if (found != coco_.end()) return found->second;
  return fail(Error::kNotFound, path_.string() + ": does not list " + picture.filename().string() +
                                    ". Give the file that belongs to these pictures.");
}

}  // namespace eyrie::model
