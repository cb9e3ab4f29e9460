// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "media/clip_plan.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace eyrie::media {
namespace {

void add_track(PlannedClip& clip, const std::string& track_id) {
  if (!track_id.empty() && std::ranges::find(clip.track_ids, track_id) == clip.track_ids.end()) {
    clip.track_ids.push_back(track_id);
  }
}

}  // namespace

void ClipPlan::request(const ClipRequest& request) {
  PlannedClip wish{.from = request.event - options_.pre,
                   .to = request.event + options_.post,
                   .event = request.event,
                   .frame_id = request.frame_id,
                   .track_ids = {}};
  add_track(wish, request.track_id);

  for (PlannedClip& clip : clips_) {
    const bool does_overlap = wish.from <= clip.to && clip.from <= wish.to;
    const Timestamp from = std::min(clip.from, wish.from);
    const Timestamp to = std::max(clip.to, wish.to);
    if (!does_overlap || to - from > options_.max_length) continue;
    clip.from = from;
    clip.to = to;
    add_track(clip, request.track_id);
    return;
  }
  const auto after = std::ranges::upper_bound(clips_, wish.from, {}, &PlannedClip::from);
  clips_.insert(after, std::move(wish));
}

std::vector<PlannedClip> ClipPlan::take_complete(Timestamp decoded_until, Timestamp now) {
  std::vector<PlannedClip> complete;
  const auto is_waiting = [&](const PlannedClip& clip) {
    return decoded_until <= clip.to && now <= clip.to + options_.patience;
  };
  const auto done = std::stable_partition(clips_.begin(), clips_.end(), is_waiting);
  std::move(done, clips_.end(), std::back_inserter(complete));
  clips_.erase(done, clips_.end());
  return complete;
}

std::vector<PlannedClip> ClipPlan::take_all() {
  std::vector<PlannedClip> all(std::make_move_iterator(clips_.begin()), std::make_move_iterator(clips_.end()));
  clips_.clear();
  return all;
}

}  // namespace eyrie::media
