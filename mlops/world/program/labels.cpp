// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/labels.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include <nlohmann/json.hpp>

#include "world/output/files.hpp"

namespace eyrie::world {
namespace {

class YoloWriter final : public LabelWriter {
 public:
  explicit YoloWriter(DatasetOptions options) : options_(std::move(options)) {}

  Status add(const LabelledPicture& picture) override {
    const auto folder = options_.out / "labels" / split_of(picture.is_validation);
    if (auto status = make_folder(folder); !status) return status;
    return write_text(folder / (picture.name + ".txt"), yolo_lines(picture.objects, options_.width_px, options_.height_px));
  }

  Status finish() override {
    std::string yaml = "path: .\ntrain: images/train\nval: images/val\nnames:\n";
    for (int i = 0; i < kObjectClasses; ++i) {
      yaml += "  " + std::to_string(i) + ": " + std::string(name_of(static_cast<ObjectClass>(i))) + "\n";
    }
    return write_text(options_.out / "data.yaml", yaml);
  }

 private:
  DatasetOptions options_;
};

class CocoWriter final : public LabelWriter {
 public:
  explicit CocoWriter(DatasetOptions options) : options_(std::move(options)) {}

  Status add(const LabelledPicture& picture) override {
    splits_[picture.is_validation ? 1 : 0].add(picture.name + ".png", options_.width_px, options_.height_px, picture.objects,
                                               picture.pitch_deg);
    return {};
  }

  Status finish() override {
    const auto folder = options_.out / "annotations";
    if (auto status = make_folder(folder); !status) return status;
    for (const bool is_validation : {false, true}) {
      const auto path = folder / (std::string("instances_") + split_of(is_validation) + ".json");
      if (auto status = write_text(path, splits_[is_validation ? 1 : 0].text()); !status) return status;
    }
    return {};
  }

 private:
  DatasetOptions options_;
  std::array<CocoSet, 2> splits_;
};

}  // namespace

bool is_labelled(const ObjectTruth& object) noexcept {
  return object.modal && object.modal->width() >= kLeastSide_px && object.modal->height() >= kLeastSide_px &&
         object.visibility() >= kLeastVisibility;
}

bool is_clear(const ObjectTruth& object, int width_px) noexcept {
  return object.modal && std::min(object.modal->width(), object.modal->height()) * kClearSidesAcross >= width_px &&
         object.visibility() >= kClearVisibility;
}

std::string yolo_lines(std::span<const ObjectTruth> objects, int width_px, int height_px) {
  std::string lines;
  for (const ObjectTruth& object : objects) {
    if (!is_labelled(object)) continue;
    const PixelBox& box = *object.modal;
    std::array<char, 96> line{};
    const int size =
        std::snprintf(line.data(), line.size(), "%d %.6f %.6f %.6f %.6f\n", static_cast<int>(object.object_class),
                      (box.left + box.right) / 2.0 / width_px, (box.top + box.bottom) / 2.0 / height_px,
                      1.0 * box.width() / width_px, 1.0 * box.height() / height_px);
    lines.append(line.data(), static_cast<std::size_t>(size));
  }
  return lines;
}

struct CocoSet::Content {
  nlohmann::json images = nlohmann::json::array();
  nlohmann::json annotations = nlohmann::json::array();
};

CocoSet::CocoSet() : content_(std::make_unique<Content>()) {}
CocoSet::~CocoSet() = default;
CocoSet::CocoSet(CocoSet&&) noexcept = default;
CocoSet& CocoSet::operator=(CocoSet&&) noexcept = default;

void CocoSet::add(const std::string& file_name, int width_px, int height_px, std::span<const ObjectTruth> objects,
                  double pitch_deg) {
  auto& [images, annotations] = *content_;
  const auto image_id = images.size() + 1;
  images.push_back(
      {{"id", image_id}, {"file_name", file_name}, {"width", width_px}, {"height", height_px}, {"pitch_deg", pitch_deg}});
  for (const ObjectTruth& object : objects) {
    if (!is_labelled(object)) continue;
    const PixelBox& box = *object.modal;
    const int is_unclear = is_clear(object, width_px) ? 0 : 1;
    annotations.push_back({{"id", annotations.size() + 1},
                           {"image_id", image_id},
                           {"category_id", static_cast<int>(object.object_class) + 1},
                           {"bbox", {box.left, box.top, box.width(), box.height()}},
                           {"area", box.width() * box.height()},
                           {"iscrowd", is_unclear},
                           {"ignore", is_unclear},
                           {"track_id", object.track_id},
                           {"visibility", object.visibility()}});
  }
}

std::string CocoSet::text() const {
  nlohmann::json categories = nlohmann::json::array();
  for (int i = 0; i < kObjectClasses; ++i)
    categories.push_back({{"id", i + 1}, {"name", name_of(static_cast<ObjectClass>(i))}});
  const nlohmann::json document{
      {"images", content_->images}, {"annotations", content_->annotations}, {"categories", categories}};
  return document.dump() + "\n";
}

std::unique_ptr<LabelWriter> make_label_writer(const DatasetOptions& options) {
  if (options.format == LabelFormat::kCoco) return std::make_unique<CocoWriter>(options);
  return std::make_unique<YoloWriter>(options);
}

}  // namespace eyrie::world
