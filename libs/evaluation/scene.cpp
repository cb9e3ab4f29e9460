// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluation/scene.hpp"

#include <map>
#include <string>
#include <utility>

namespace eyrie::evaluation {
namespace {

/// Indices for ids, in rising order of id, which decides between matchings that are equally good.
std::map<std::uint64_t, std::size_t> indices_of(std::span<const TrackPoint> points) {
  std::map<std::uint64_t, std::size_t> indices;
  for (const auto& point : points) indices.emplace(point.id, 0);
  std::size_t next = 0;
  for (auto& [id, index] : indices) index = next++;
  return indices;
}

/// Puts points into their frames and gives the length of each track.
std::vector<std::size_t> distribute(std::span<const TrackPoint> points, FrameSide SceneFrame::*side,
                                    std::map<std::uint64_t, SceneFrame>& frames) {
  const auto indices = indices_of(points);
  std::vector<std::size_t> lengths(indices.size());
  for (const auto& point : points) {
    auto& [tracks, boxes] = frames[point.frame].*side;
    tracks.push_back(indices.at(point.id));
    boxes.push_back(point.box);
    ++lengths[tracks.back()];
  }
  return lengths;
}

}  // namespace

Table SceneFrame::overlaps() const {
  Table table(truth.boxes.size(), found.boxes.size());
  for (std::size_t row = 0; row < truth.boxes.size(); ++row) {
    for (std::size_t column = 0; column < found.boxes.size(); ++column) {
      table(row, column) = iou(truth.boxes[row], found.boxes[column]);
    }
  }
  return table;
}

Scene Scene::from(std::span<const TrackPoint> truth, std::span<const TrackPoint> found) {
  std::map<std::uint64_t, SceneFrame> frames;
  Scene scene;
  scene.true_lengths = distribute(truth, &SceneFrame::truth, frames);
  scene.found_lengths = distribute(found, &SceneFrame::found, frames);
  scene.true_boxes = truth.size();
  scene.found_boxes = found.size();
  for (auto& [number, frame] : frames) scene.frames.push_back(std::move(frame));
  return scene;
}

Result<TrackAccuracy> judge_tracks(std::span<const TrackPoint> truth, std::span<const TrackPoint> found) {
  const auto scene = Scene::from(truth, found);
  const auto true_tracks = scene.true_lengths.size();
  const auto found_tracks = scene.found_lengths.size();
  if (true_tracks > 0 && found_tracks > kMostTrackPairs / true_tracks) {
    return fail(Error::kTooLarge,
                std::to_string(true_tracks) + " true and " + std::to_string(found_tracks) +
                    " found tracks are more than can be held against each other. Judge parts of the scene.");
  }
  return TrackAccuracy{.frames = scene.frames.size(),
                       .true_tracks = true_tracks,
                       .found_tracks = found_tracks,
                       .true_boxes = scene.true_boxes,
                       .found_boxes = scene.found_boxes,
                       .hota = hota_of(scene),
                       .clear = clear_mot_of(scene),
                       .identity = identity_of(scene)};
}

}  // namespace eyrie::evaluation
