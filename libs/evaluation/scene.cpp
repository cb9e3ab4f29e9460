// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluation/scene.hpp"

#include <algorithm>
#include <map>

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

struct FramePoints {
  std::vector<const TrackPoint*> truth;
  std::vector<const TrackPoint*> found;
};

std::vector<std::size_t> tracks_of(std::span<const TrackPoint* const> points,
                                   const std::map<std::uint64_t, std::size_t>& indices, std::vector<std::size_t>& lengths) {
  std::vector<std::size_t> tracks;
  for (const auto* point : points) {
    tracks.push_back(indices.at(point->id));
    ++lengths[tracks.back()];
  }
  return tracks;
}

}  // namespace

Scene Scene::from(std::span<const TrackPoint> truth, std::span<const TrackPoint> found) {
  std::map<std::uint64_t, FramePoints> points_by_frame;
  for (const auto& point : truth) points_by_frame[point.frame].truth.push_back(&point);
  for (const auto& point : found) points_by_frame[point.frame].found.push_back(&point);
  const auto true_indices = indices_of(truth);
  const auto found_indices = indices_of(found);

  Scene scene;
  scene.true_boxes = truth.size();
  scene.found_boxes = found.size();
  scene.true_lengths.resize(true_indices.size());
  scene.found_lengths.resize(found_indices.size());
  for (const auto& [number, points] : points_by_frame) {
    SceneFrame frame{.true_tracks = tracks_of(points.truth, true_indices, scene.true_lengths),
                     .found_tracks = tracks_of(points.found, found_indices, scene.found_lengths),
                     .iou = Table(points.truth.size(), points.found.size())};
    for (std::size_t row = 0; row < points.truth.size(); ++row) {
      for (std::size_t column = 0; column < points.found.size(); ++column) {
        frame.iou(row, column) = iou(points.truth[row]->box, points.found[column]->box);
      }
    }
    scene.frames.push_back(std::move(frame));
  }
  return scene;
}

TrackAccuracy judge_tracks(std::span<const TrackPoint> truth, std::span<const TrackPoint> found) {
  const auto scene = Scene::from(truth, found);
  return {.frames = scene.frames.size(),
          .true_tracks = scene.true_lengths.size(),
          .found_tracks = scene.found_lengths.size(),
          .true_boxes = scene.true_boxes,
          .found_boxes = scene.found_boxes,
          .hota = hota_of(scene),
          .clear = clear_mot_of(scene),
          .identity = identity_of(scene)};
}

}  // namespace eyrie::evaluation
