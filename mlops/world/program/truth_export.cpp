// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/truth_export.hpp"

#include <array>
#include <cstdio>
#include <string>

#include <nlohmann/json.hpp>

#include "world/output/files.hpp"
#include "world/program/flight_truth.hpp"
#include "world/program/labels.hpp"

namespace eyrie::world {
namespace {

std::string track_line(const FrameTruth& frame, const ObjectTruth& object) {
  const PixelBox& box = *object.modal;
  std::array<char, 128> line{};
  std::snprintf(line.data(), line.size(), "%d,%d,%d,%d,%d,%d,%d,1,%.2f\n", frame.number, object.track_id, box.left, box.top,
                box.width(), box.height(), is_clear(object, frame.width_px) ? 1 : 0,
                static_cast<double>(object.visibility()));
  return line.data();
}

std::string place_line(const FrameTruth& frame, const ObjectTruth& object) {
  const nlohmann::json place{{"id", std::to_string(object.track_id)},
                             {"frame", frame.number},
                             {"lat", object.position.lat_deg},
                             {"lon", object.position.lon_deg}};
  return place.dump() + "\n";
}

std::string file_name_of(int frame) {
  std::array<char, 24> name{};
  std::snprintf(name.data(), name.size(), "%06d.png", frame);
  return name.data();
}

}  // namespace

Status export_truth(const TruthExportOptions& options) {
  CocoSet boxes;
  std::string lines;
  const auto add = [&](const FrameTruth& frame) {
    if (options.form == TruthForm::kCoco)
      return boxes.add(file_name_of(frame.number), frame.width_px, frame.height_px, frame.objects);
    for (const ObjectTruth& object : frame.objects) {
      if (object.object_class != options.object_class || !is_labelled(object)) continue;
      lines += options.form == TruthForm::kTracks ? track_line(frame, object) : place_line(frame, object);
    }
  };
  if (auto status = for_each_frame(options.flight, add); !status) return status;
  return write_text(options.out, options.form == TruthForm::kCoco ? boxes.text() : lines);
}

}  // namespace eyrie::world
