// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/eval/tracks.hpp"

#include <array>
#include <string>

#include <nlohmann/json.hpp>

#include "datasets/mot_text.hpp"
#include "evaluation/tracks.hpp"

namespace eyrie::eval {
namespace {

using evaluation::TrackAccuracy;
using nlohmann::ordered_json;

std::string to_json(const TrackEvalOptions& options, const TrackAccuracy& accuracy) {
  const auto& [frames, true_tracks, found_tracks, true_boxes, found_boxes, hota, clear, identity] = accuracy;
  const ordered_json document = {{"truth", options.truth.string()},
                                 {"tracks", options.tracks.string()},
                                 {"frames", frames},
                                 {"true_tracks", true_tracks},
                                 {"found_tracks", found_tracks},
                                 {"true_boxes", true_boxes},
                                 {"found_boxes", found_boxes},
                                 {"hota", hota.hota},
                                 {"det_a", hota.det_a},
                                 {"ass_a", hota.ass_a},
                                 {"loc_a", hota.loc_a},
                                 {"det_re", hota.det_re},
                                 {"det_pr", hota.det_pr},
                                 {"ass_re", hota.ass_re},
                                 {"ass_pr", hota.ass_pr},
                                 {"mota", clear.mota},
                                 {"motp", clear.motp},
                                 {"tp", clear.hits},
                                 {"fn", clear.misses},
                                 {"fp", clear.false_alarms},
                                 {"idsw", clear.id_switches},
                                 {"frag", clear.fragmentations},
                                 {"mostly_tracked", clear.mostly_tracked},
                                 {"partially_tracked", clear.partially_tracked},
                                 {"mostly_lost", clear.mostly_lost},
                                 {"idf1", identity.idf1},
                                 {"idp", identity.idp},
                                 {"idr", identity.idr},
                                 {"idtp", identity.hits},
                                 {"idfn", identity.misses},
                                 {"idfp", identity.false_alarms}};
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string to_table(const TrackAccuracy& accuracy) {
  const auto& [frames, true_tracks, found_tracks, true_boxes, found_boxes, hota, clear, identity] = accuracy;
  std::array<char, 1024> text{};
  std::snprintf(text.data(), text.size(),
                "%zu frames; %zu boxes of %zu tracks are true, %zu of %zu were found\n\n"
                "HOTA %6.1f    DetA %6.1f    AssA %6.1f    LocA %6.1f\n"
                "MOTA %6.1f    MOTP %6.1f    %zu missed, %zu false, %zu id switches, %zu fragmentations\n"
                "IDF1 %6.1f    IDP  %6.1f    IDR  %6.1f\n"
                "tracks: %zu mostly tracked, %zu partially, %zu mostly lost\n",
                frames, true_boxes, true_tracks, found_boxes, found_tracks, hota.hota * 100, hota.det_a * 100,
                hota.ass_a * 100, hota.loc_a * 100, clear.mota * 100, clear.motp * 100, clear.misses, clear.false_alarms,
                clear.id_switches, clear.fragmentations, identity.idf1 * 100, identity.idp * 100, identity.idr * 100,
                clear.mostly_tracked, clear.partially_tracked, clear.mostly_lost);
  return text.data();
}

}  // namespace

Status run_track_eval(const TrackEvalOptions& options, std::FILE* out) {
  const auto truth = datasets::read_mot(options.truth, datasets::MotRole::kTruth);
  if (!truth) return fail(truth.error());
  if (truth->empty()) {
    return fail(Error::kInvalidArgument, options.truth.string() + " has no box: there is nothing to judge by. (--truth)");
  }
  const auto tracks = datasets::read_mot(options.tracks, datasets::MotRole::kTracks);
  if (!tracks) return fail(tracks.error());
  const auto accuracy = evaluation::judge_tracks(*truth, *tracks);
  if (!accuracy) return fail(accuracy.error());
  const auto text = options.is_json ? to_json(options, *accuracy) : to_table(*accuracy);
  std::fputs(text.c_str(), out);
  return {};
}

}  // namespace eyrie::eval
