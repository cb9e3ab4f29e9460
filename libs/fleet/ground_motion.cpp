// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/ground_motion.hpp"

#include <algorithm>
#include <cmath>

#include "fleet/geometry.hpp"

namespace eyrie::fleet {
namespace {

static_assert(GroundMotion::kMaxPlaces * GroundMotion::kLeastStep > GroundMotion::kSpan, "a ring holds the whole span");

using detail::kPictureEdge;

bool is_whole(const NormalisedBox& box) {
  return box.x_min > kPictureEdge && box.y_min > kPictureEdge && box.x_max < 1 - kPictureEdge &&
         box.y_max < 1 - kPictureEdge;
}

}  // namespace

void GroundMotion::Track::add(const Place& place) {
  if (count > 0 && place.at - at(0).at < kLeastStep) return;
  places[end] = place;
  end = (end + 1) % kMaxPlaces;
  count = std::min(count + 1, kMaxPlaces);
}

void GroundMotion::Track::forget_before(Timestamp time) {
  while (count > 0 && at(count - 1).at < time) --count;
}

const GroundMotion::Place& GroundMotion::Track::at(std::size_t age) const {
  return places[(end + kMaxPlaces - 1 - age) % kMaxPlaces];
}

GroundMotion::Track* GroundMotion::find(std::string_view track_id) {
  const auto found = std::ranges::find(tracks_, track_id, &Track::id);
  return found == tracks_.end() ? nullptr : &*found;
}

void GroundMotion::observe(const DetectionReport& report, std::span<const std::size_t> objects) {
  for (Track& track : tracks_) track.forget_before(report.captured_at - kSpan);
  std::erase_if(tracks_, [](const Track& track) { return track.count == 0; });
  for (const std::size_t index : objects) {
    const SeenObject& object = report.objects[index];
    if (object.track_id.empty() || !object.position || !is_whole(object.box)) continue;
    Track* track = find(object.track_id);
    if (track == nullptr) {
      if (tracks_.size() >= kMaxTracks) continue;
      track = &tracks_.emplace_back();
      track->id = object.track_id;
    }
    track->add({.at = report.captured_at, .position = *object.position});
  }
}

std::optional<double> GroundMotion::speed_mps(std::string_view track_id) const {
  const auto track = std::ranges::find(tracks_, track_id, &Track::id);
  if (track == tracks_.end() || track->count < kLeastPlaces) return std::nullopt;
  const Place& newest = track->at(0);
  const Place& oldest = track->at(track->count - 1);
  if (newest.at - oldest.at < kLeastSpan) return std::nullopt;

  // Sums of the normal equations, time and place against the oldest.
  double t = 0, tt = 0, east = 0, north = 0, t_east = 0, t_north = 0;
  for (std::size_t age = 0; age < track->count; ++age) {
    const Place& place = track->at(age);
    const double time_s = std::chrono::duration<double>(place.at - oldest.at).count();
    const auto [east_m, north_m] = detail::offset_m(oldest.position, place.position);
    t += time_s;
    tt += time_s * time_s;
    east += east_m;
    north += north_m;
    t_east += time_s * east_m;
    t_north += time_s * north_m;
  }
  const auto n = static_cast<double>(track->count);
  const double spread = n * tt - t * t;
  return std::hypot(n * t_east - t * east, n * t_north - t * north) / spread;
}

}  // namespace eyrie::fleet
