// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/truth_export.hpp"

#include <array>
#include <cstdio>
#include <string>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "world/output/files.hpp"
#include "world/program/flight_truth.hpp"
#include "world/program/labels.hpp"

namespace eyrie::world {
namespace {

/// Who leaves the picture and comes back is somebody new to whoever sees nothing else, and so to MOTChallenge (MOT16, Milan
/// et al. 2016, rules of annotation). The second visit of track 14 is track 10'014.
class Visits {
 public:
  void see(const FrameTruth& frame) {
    for (const ObjectTruth& object : frame.objects) {
      Visit& visit = visits_.try_emplace(object.track_id, Visit{.last_seen_s = frame.time_s}).first->second;
      if (frame.time_s - visit.last_seen_s > kAway_s) ++visit.earlier;
      visit.last_seen_s = frame.time_s;
    }
  }
  [[nodiscard]] int number_of(int track_id) const { return track_id + kNextVisit * visits_.at(track_id).earlier; }

 private:
  static constexpr float kAway_s = 1;  ///< less is a step over the picture's edge and back
  static constexpr int kNextVisit = 10'000;
  struct Visit {
    int earlier = 0;
    float last_seen_s = 0;
  };
  std::unordered_map<int, Visit> visits_;
};

std::string track_line(const FrameTruth& frame, const ObjectTruth& object, int number) {
  const PixelBox& box = *object.modal;
  std::array<char, 128> line{};
  std::snprintf(line.data(), line.size(), "%d,%d,%d,%d,%d,%d,%d,1,%.2f\n", frame.number, number, box.left, box.top,
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
  Visits visits;
  const auto add = [&](const FrameTruth& frame) {
    if (options.form == TruthForm::kCoco)
      return boxes.add(file_name_of(frame.number), frame.width_px, frame.height_px, frame.objects, frame.pitch_deg);
    visits.see(frame);
    for (const ObjectTruth& object : frame.objects) {
      if (object.object_class != options.object_class || !is_labelled(object)) continue;
      lines += options.form == TruthForm::kTracks ? track_line(frame, object, visits.number_of(object.track_id))
                                                  : place_line(frame, object);
    }
  };
  if (auto status = for_each_frame(options.flight, add); !status) return status;
  return write_text(options.out, options.form == TruthForm::kCoco ? boxes.text() : lines);
}

}  // namespace eyrie::world
