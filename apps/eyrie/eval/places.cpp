// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/eval/places.hpp"

#include <array>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "datasets/place_lines.hpp"
#include "evaluation/places.hpp"

namespace eyrie::eval {
namespace {

using datasets::PlaceKey;
using nlohmann::ordered_json;

/// True places and estimates with the same key; what has no partner is counted.
struct Joined {
  std::vector<evaluation::JudgedPlace> pairs;
  std::size_t without_estimate = 0;
  std::size_t without_truth = 0;
};

Joined join(const std::map<PlaceKey, geometry::GeoPoint>& truth,
            const std::map<PlaceKey, evaluation::PlaceEstimate>& estimates) {
  Joined joined;
  for (const auto& [key, estimate] : estimates) {
    const auto found = truth.find(key);
    if (found != truth.end()) joined.pairs.push_back({.truth = found->second, .estimate = estimate});
  }
  joined.without_estimate = truth.size() - joined.pairs.size();
  joined.without_truth = estimates.size() - joined.pairs.size();
  return joined;
}

std::string to_json(const LocateEvalOptions& options, const Joined& joined, const evaluation::PlaceAccuracy& accuracy) {
  const ordered_json document = {{"truth", options.truth.string()},
                                 {"places_file", options.places.string()},
                                 {"places", accuracy.places},
                                 {"without_estimate", joined.without_estimate},
                                 {"without_truth", joined.without_truth},
                                 {"mean_m", accuracy.mean_m},
                                 {"median_m", accuracy.median_m},
                                 {"p95_m", accuracy.p95_m},
                                 {"max_m", accuracy.max_m},
                                 {"in_ellipse", accuracy.in_ellipse}};
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string to_table(const Joined& joined, const evaluation::PlaceAccuracy& accuracy) {
  std::array<char, 512> text{};
  std::snprintf(text.data(), text.size(),
                "%zu places; %zu true ones have no estimate, %zu estimates have no true place\n\n"
                "error      median %.2f m    95 %% below %.2f m    mean %.2f m    most %.2f m\n"
                "ellipses   %.1f %% hold the true place (95 %% should)\n",
                accuracy.places, joined.without_estimate, joined.without_truth, accuracy.median_m, accuracy.p95_m,
                accuracy.mean_m, accuracy.max_m, accuracy.in_ellipse * 100);
  return text.data();
}

}  // namespace

Status run_locate_eval(const LocateEvalOptions& options, std::FILE* out) {
  const auto truth = datasets::read_true_places(options.truth);
  if (!truth) return fail(truth.error());
  const auto estimates = datasets::read_place_estimates(options.places);
  if (!estimates) return fail(estimates.error());
  const auto joined = join(*truth, *estimates);
  if (joined.pairs.empty()) {
    return fail(Error::kInvalidArgument, "no place of " + options.places.string() + " has the id, and frame, of one in " +
                                             options.truth.string() + ". (--truth, --places)");
  }
  const auto accuracy = evaluation::judge_places(joined.pairs);
  const auto text = options.is_json ? to_json(options, joined, accuracy) : to_table(joined, accuracy);
  std::fputs(text.c_str(), out);
  return {};
}

}  // namespace eyrie::eval
