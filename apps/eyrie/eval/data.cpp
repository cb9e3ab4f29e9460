// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/eval/data.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>
#include <vector>

#include "datasets/coco_json.hpp"
#include "datasets/data_yaml.hpp"
#include "datasets/yolo_labels.hpp"
#include "pictures/decode.hpp"
#include "pictures/sequence.hpp"

namespace eyrie::eval {
namespace {

namespace fs = std::filesystem;
using datasets::Dataset;
using datasets::PictureSize;

bool is_yaml(const fs::path& path) { return path.extension() == ".yaml" || path.extension() == ".yml"; }

/// The description of a YOLO data set in a folder.
Result<fs::path> find_yaml(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(folder, problem)) {
    if (!is_yaml(entry.path())) continue;
    if (entry.path().stem() == "data") return entry.path();
    found.push_back(entry.path());
  }
  if (found.size() == 1) return found.front();
  return fail(Error::kNotFound, folder.string() + (found.empty() ? " has no data.yaml" : " has more than one .yaml") +
                                    ". Name the file that describes the data set (--data).");
}

Result<std::vector<fs::path>> pictures_of(const fs::path& source) {
  if (source.extension() == ".txt") return datasets::read_picture_list(source);
  auto sequence = pictures::PictureSequence::open(source, {});
  if (!sequence) return fail(sequence.error());
  return sequence->paths();
}

/// As it is looked at, and labelled: turned upright.
Result<PictureSize> size_of(const fs::path& picture) {
  std::ifstream file(picture, std::ios::binary);
  if (!file) return fail(Error::kNotFound, "cannot read " + picture.string() + ".");
  const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
  const auto info = pictures::inspect(bytes);
  if (!info) return fail(info.error().code, picture.string() + ": " + info.error().message);
  constexpr int kFirstThatLies = 5;  // EXIF orientations 5 to 8 swap width and height
  const bool is_upright = info->orientation < kFirstThatLies;
  return PictureSize{.width = static_cast<double>(is_upright ? info->width : info->height),
                     .height = static_cast<double>(is_upright ? info->height : info->width)};
}

Status add_picture(const fs::path& picture, Dataset& dataset) {
  const auto size = size_of(picture);
  if (!size) return fail(size.error());
  const auto labels = datasets::read_yolo_labels(datasets::yolo_labels_of(picture), *size, dataset.class_names.size());
  if (!labels) return fail(labels.error());
  for (const auto& label : *labels) {
    dataset.truth.push_back({.picture = static_cast<std::uint32_t>(dataset.pictures.size()),
                             .class_index = static_cast<std::uint32_t>(label.class_index),
                             .box = label.box,
                             .area_px2 = label.box.area()});
  }
  dataset.pictures.push_back({.id = picture.stem().string(), .file = picture});
  return {};
}

Result<Dataset> open_yolo(const fs::path& file, const std::string& split) {
  auto description = datasets::read_data_yaml(file, split);
  if (!description) return fail(description.error());
  Dataset dataset;
  dataset.class_names = std::move(description->class_names);
  for (std::size_t i = 0; i < dataset.class_names.size(); ++i) dataset.class_ids.push_back(static_cast<std::int64_t>(i));
  for (const auto& source : description->sources) {
    const auto pictures = pictures_of(source);
    if (!pictures)
      return fail(pictures.error().code, pictures.error().message + " (" + split + " of " + file.string() + ")");
    for (const auto& picture : *pictures) {
      if (const auto added = add_picture(picture, dataset); !added) return fail(added.error());
    }
  }
  const bool has_labels = std::ranges::any_of(
      dataset.pictures, [](const auto& picture) { return fs::exists(datasets::yolo_labels_of(picture.file)); });
  if (has_labels) return dataset;
  return fail(Error::kNotFound, "no picture of " + file.string() + " (" + split + ") has labels. They are looked for as " +
                                    datasets::yolo_labels_of(dataset.pictures.front().file).string() + ".");
}

}  // namespace

Result<Dataset> open_data(const DataOptions& options) {
  std::error_code problem;
  fs::path path = options.data;
  if (!fs::exists(path, problem)) return fail(Error::kNotFound, "there is no " + path.string() + ". (--data)");
  if (fs::is_directory(path, problem)) {
    auto found = find_yaml(path);
    if (!found) return fail(found.error());
    path = *std::move(found);
  }
  if (path.extension() == ".json") {
    return datasets::read_coco(path, options.images.empty() ? path.parent_path() : options.images);
  }
  if (is_yaml(path)) return open_yolo(path, options.split);
  return fail(Error::kUnsupported, path.string() + " is neither a COCO .json nor a YOLO .yaml (--data)");
}

}  // namespace eyrie::eval
