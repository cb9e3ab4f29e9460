// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/flight_truth.hpp"

#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <zlib.h>

#include <nlohmann/json.hpp>

#include "world/render/view.hpp"

namespace eyrie::world {
namespace {

/// The lines of a gzip file, one by one.
class GzipLines {
 public:
  explicit GzipLines(const std::filesystem::path& path) : file_(gzopen(path.c_str(), "rb"), gzclose) {}
  [[nodiscard]] bool is_open() const noexcept { return file_ != nullptr; }

  /// Without its end; nothing behind the last, or where the file is broken, which `is_whole` tells.
  std::optional<std::string> next() {
    std::string line;
    std::array<char, 1 << 16> block{};
    while (line.size() < kLongestLine && gzgets(file_.get(), block.data(), static_cast<int>(block.size())) != nullptr) {
      line += block.data();
      if (line.back() != '\n') continue;
      line.pop_back();
      return line;
    }
    return std::nullopt;
  }
  [[nodiscard]] bool is_whole() const {
    int code = Z_OK;
    gzerror(file_.get(), &code);
    return code == Z_OK && gzeof(file_.get()) != 0;
  }

 private:
  static constexpr std::size_t kLongestLine = 16U << 20U;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
};

PixelBox box_of(const nlohmann::json& box) {
  return {box.at(0).get<int>(), box.at(1).get<int>(), box.at(2).get<int>(), box.at(3).get<int>()};
}

std::optional<ObjectClass> class_of(const std::string& name) {
  for (int i = 0; i < kObjectClasses; ++i) {
    if (name == name_of(static_cast<ObjectClass>(i))) return static_cast<ObjectClass>(i);
  }
  return std::nullopt;
}

ObjectTruth object_of(const nlohmann::json& json) {
  constexpr int kWhole_px = 10'000;  // the share that is seen is told, and not how many pixels that are
  const auto object_class = class_of(json.at("class").get<std::string>());
  if (!object_class) throw std::out_of_range("class " + json.at("class").dump());
  ObjectTruth object;
  object.track_id = json.at("track_id");
  object.object_class = *object_class;
  object.amodal = box_of(json.at("amodal_box"));
  if (!json.at("modal_box").is_null()) object.modal = box_of(json.at("modal_box"));
  object.amodal_px = kWhole_px;
  object.modal_px = static_cast<int>(std::lround(json.at("visibility").get<double>() * kWhole_px));
  const auto& position = json.at("position");
  object.position = {position.at("lat_deg"), position.at("lon_deg"), position.at("alt_m")};
  return object;
}

geometry::Rotation rotation_of(const nlohmann::json& rows) {
  const auto row = [&rows](std::size_t i) {
    return geometry::Vector3{rows.at(i).at(0), rows.at(i).at(1), rows.at(i).at(2)};
  };
  return {row(0), row(1), row(2)};
}

FrameTruth frame_of(const std::string& line, int number) {
  const auto json = nlohmann::json::parse(line);
  const auto& camera = json.at("camera");
  FrameTruth frame{.number = number,
                   .time_s = json.at("time_s"),
                   .width_px = camera.at("width_px"),
                   .height_px = camera.at("height_px"),
                   .pitch_deg = pitch_deg(rotation_of(camera.at("enu_from_camera"))),
                   .objects = {}};
  for (const auto& object : json.at("objects")) frame.objects.push_back(object_of(object));
  return frame;
}

}  // namespace

Status for_each_frame(const std::filesystem::path& flight, const std::function<void(const FrameTruth&)>& take) {
  const auto path = flight / "truth.jsonl.gz";
  GzipLines lines(path);
  if (!lines.is_open())
    return fail(Error::kNotFound, "cannot read " + path.string() +
                                      ". Give the folder of one drone, as `render --mission` writes it (option: --flight)");
  int number = 0;
  while (const auto line = lines.next()) {
    ++number;
    try {
      take(frame_of(*line, number));
    } catch (const std::exception& error) {
      return fail(Error::kCorrupt,
                  path.string() + ":" + std::to_string(number) + ": not the truth of a frame: " + error.what());
    }
  }
  if (lines.is_whole()) return {};
  return fail(Error::kCorrupt, path.string() + ":" + std::to_string(number + 1) + ": the file is cut off. Render it again");
}

}  // namespace eyrie::world
