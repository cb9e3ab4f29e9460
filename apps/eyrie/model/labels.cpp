// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/labels.hpp"

#include <algorithm>
#include <system_error>

#include "datasets/yolo_labels.hpp"
#include "eyrie/eval/class_map.hpp"
#include "eyrie/eval/data.hpp"
#include "eyrie/eval/pixel_box.hpp"

namespace eyrie::model {
namespace {

namespace fs = std::filesystem;
using evaluation::TrueBox;
using perception::Detection;

constexpr float kSure = 0.4F;
constexpr float kHalfSeen = 0.05F;

TrueBox true_box(std::uint32_t picture, std::size_t class_index, const evaluation::PixelBox& box, bool is_crowd = false) {
  return {.picture = picture,
          .class_index = static_cast<std::uint32_t>(class_index),
          .box = box,
          .area_px2 = box.area(),
          .is_crowd = is_crowd};
}

std::vector<TrueBox> as_seen(std::uint32_t picture, const imaging::ImageView& image, std::span<const Detection> seen) {
  std::vector<TrueBox> truth;
  for (const auto& [box, confidence, class_id] : seen) {
    if (confidence < kHalfSeen) continue;
    truth.push_back(
        true_box(picture, static_cast<std::size_t>(class_id), eval::inside(box, image), /*is_crowd=*/confidence < kSure));
  }
  return truth;
}

fs::path file_of(const fs::path& folder, const fs::path& picture) {
  return folder / picture.filename().replace_extension(".txt");
}

}  // namespace

Result<Labels> Labels::open(const fs::path& path, std::span<const std::string> class_names,
                            std::span<const fs::path> pictures) {
  Labels labels(path, class_names.size());
  if (path.empty()) return labels;
  std::error_code problem;
  const bool is_folder = fs::is_directory(path, problem);
  const auto opened = is_folder ? labels.look_for_files(pictures) : labels.read_data_set(class_names, pictures);
  if (!opened) return fail(opened.error());
  return labels;
}

Status Labels::look_for_files(std::span<const fs::path> pictures) const {
  if (std::ranges::any_of(pictures, [&](const fs::path& picture) { return fs::exists(file_of(path_, picture)); })) return {};
  return fail(Error::kNotFound, "no picture has labels in " + path_.string() + ". They are looked for as " +
                                    (pictures.empty() ? path_ / "NAME.txt" : file_of(path_, pictures.front())).string() +
                                    " (--labels)");
}

Status Labels::read_data_set(std::span<const std::string> class_names, std::span<const fs::path> pictures) {
  const auto data = eval::open_data({.data = path_});
  if (!data) return fail(data.error().code, data.error().message + " (--labels)");
  const auto classes = eval::ClassMap::make(class_names, data->class_names, {});
  if (!classes) return fail(classes.error());
  std::vector<std::optional<std::uint32_t>> model_class(data->class_names.size());
  for (std::uint32_t id = 0; id < class_names.size(); ++id) {
    if (const auto of_data = classes->data_class(static_cast<int>(id))) model_class[*of_data] = id;
  }
  const auto name_of = [&](std::uint32_t picture) { return data->pictures[picture].file.filename().string(); };
  ByName by_name;
  for (std::uint32_t i = 0; i < data->pictures.size(); ++i) {
    if (by_name.try_emplace(name_of(i)).second) continue;
    return fail(Error::kConflict, path_.string() + ": two pictures are called " + name_of(i) +
                                      ", so that nobody can tell whose labels are whose. Rename one of them.");
  }
  for (const TrueBox& box : data->truth) {
    const auto id = model_class[box.class_index];
    if (id) by_name[name_of(box.picture)].push_back(true_box(0, *id, box.box, box.is_crowd));
  }
  for (const auto& picture : pictures) {
    if (by_name.contains(picture.filename().string())) continue;
    return fail(Error::kNotFound, path_.string() + " does not list " + picture.filename().string() +
                                      ". Give the file that belongs to these pictures (--labels)");
  }
  data_set_ = std::move(by_name);
  return {};
}

Result<std::vector<TrueBox>> Labels::of(const fs::path& picture, std::uint32_t index, const imaging::ImageView& image,
                                        std::span<const Detection> seen) const {
  if (path_.empty()) return as_seen(index, image, seen);
  if (data_set_) {
    auto truth = data_set_->at(picture.filename().string());
    for (TrueBox& box : truth) box.picture = index;
    return truth;
  }
  const datasets::PictureSize size{.width = static_cast<double>(image.width), .height = static_cast<double>(image.height)};
  const auto labels = datasets::read_yolo_labels(file_of(path_, picture), size, classes_);
  if (!labels) return fail(labels.error());
  std::vector<TrueBox> truth;
  for (const auto& [class_index, box] : *labels) truth.push_back(true_box(index, class_index, box));
  return truth;
}

}  // namespace eyrie::model
