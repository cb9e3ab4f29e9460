// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "datasets/mot_text.hpp"

#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "datasets/text_file.hpp"

namespace eyrie::datasets {
namespace {

using namespace eyrie::literals;
using evaluation::TrackPoint;

/// Up to here a double names every whole number.
constexpr double kMostExact = 9'007'199'254'740'992.0;

bool is_whole(double number, double least) {
  return number >= least && number <= kMostExact && std::trunc(number) == number;
}

struct Line {
  TrackPoint point;
  bool is_marked_out = false;  ///< the seventh field is 0
};

Result<Line> parse_line(std::string_view text) {
  std::array<double, 7> fields{0, 0, 0, 0, 0, 0, 1};
  std::size_t count = 0;
  for (; count < fields.size() && !text.empty(); ++count) {
    const auto number = to_number(take_word(text, ","));
    if (!number) return fail(Error::kCorrupt, "field " + std::to_string(count + 1) + " is no number");
    fields[count] = *number;
  }
  const auto [frame, id, left, top, width, height, mark] = fields;
  if (count < 6) return fail(Error::kCorrupt, "not `frame,id,left,top,width,height`");
  if (!is_whole(frame, 1)) return fail(Error::kCorrupt, "frames are counted from 1, in whole numbers");
  if (!is_whole(id, 0)) return fail(Error::kCorrupt, "an id is a whole number from 0");
  if (width < 0 || height < 0) return fail(Error::kCorrupt, "the box has a negative size");
  return Line{.point = {.frame = static_cast<std::uint64_t>(frame),
                        .id = static_cast<std::uint64_t>(id),
                        .box = {.left = left, .top = top, .width = width, .height = height}},
              .is_marked_out = mark == 0};
}

}  // namespace

Result<std::vector<TrackPoint>> read_mot(const std::filesystem::path& file, MotRole role) {
  const auto text = read_text(file, 1_GiB);
  if (!text) return fail(text.error());
  std::vector<TrackPoint> points;
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
  const auto status = each_line(*text, [&](std::size_t number, std::string_view words) -> Status {
    const auto line = parse_line(words);
    if (!line) return fail(Error::kCorrupt, place_in(file, number) + ": " + line.error().message + ". Mend the line.");
    if (role == MotRole::kTruth && line->is_marked_out) return {};
    const auto& point = line->point;
    if (!seen.emplace(point.frame, point.id).second) {
      return fail(Error::kCorrupt, place_in(file, number) + ": id " + std::to_string(point.id) + " comes twice in frame " +
                                       std::to_string(point.frame) + ". Take one out.");
    }
    points.push_back(point);
    return {};
  });
  if (!status) return fail(status.error());
  return points;
}

}  // namespace eyrie::datasets
