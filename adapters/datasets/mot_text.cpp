// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "datasets/mot_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "datasets/text_file.hpp"

namespace eyrie::datasets {
namespace {

using namespace eyrie::literals;
using evaluation::PixelBox;
using evaluation::TrackPoint;

/// Up to here a double names every whole number.
constexpr double kMostExact = 9'007'199'254'740'992.0;

bool is_whole(double number, double least) {
  return number >= least && number <= kMostExact && std::trunc(number) == number;
}

struct Line {
  double frame = 0;
  double id = 0;
  PixelBox box;
  double mark = 1;  ///< the seventh field
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
  if (width < 0 || height < 0) return fail(Error::kCorrupt, "the box has a negative size");
  return Line{.frame = frame, .id = id, .box = {.left = left, .top = top, .width = width, .height = height}, .mark = mark};
}

/// Calls `on_line(line)` for each line; what it or the line has to complain about comes with its place.
template <typename OnLine>
Status each_box(const std::filesystem::path& file, OnLine on_line) {
  const auto text = read_text(file, 1_GiB);
  if (!text) return fail(text.error());
  return each_line(*text, [&](std::size_t number, std::string_view words) -> Status {
    const auto line = parse_line(words);
    const Status status = line ? on_line(*line) : fail(line.error());
    if (status) return {};
    return fail(status.error().code, place_in(file, number) + ": " + status.error().message + ". Mend the line.");
  });
}

}  // namespace

Result<std::vector<TrackPoint>> read_mot(const std::filesystem::path& file, MotRole role) {
  std::vector<TrackPoint> points;
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
  const auto status = each_box(file, [&](const Line& line) -> Status {
    if (!is_whole(line.id, 0)) return fail(Error::kCorrupt, "an id is a whole number from 0");
    if (role == MotRole::kTruth && line.mark == 0) return {};
    const TrackPoint point{
        .frame = static_cast<std::uint64_t>(line.frame), .id = static_cast<std::uint64_t>(line.id), .box = line.box};
    if (!seen.emplace(point.frame, point.id).second) {
      return fail(Error::kCorrupt,
                  "id " + std::to_string(point.id) + " comes twice in frame " + std::to_string(point.frame));
    }
    points.push_back(point);
    return {};
  });
  if (!status) return fail(status.error());
  return points;
}

Result<std::vector<MotDetection>> read_mot_detections(const std::filesystem::path& file) {
  std::vector<MotDetection> detections;
  const auto status = each_box(file, [&](const Line& line) -> Status {
    detections.push_back({.frame = static_cast<std::uint64_t>(line.frame), .box = line.box, .confidence = line.mark});
    return {};
  });
  if (!status) return fail(status.error());
  std::ranges::stable_sort(detections, {}, &MotDetection::frame);
  return detections;
}

}  // namespace eyrie::datasets
