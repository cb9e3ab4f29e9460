// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "datasets/place_lines.hpp"

#include "datasets/json_document.hpp"
#include "datasets/text_file.hpp"

namespace eyrie::datasets {
namespace {

using namespace eyrie::literals;
using evaluation::PlaceEstimate;
using geometry::GeoPoint;

Result<double> number_within(const JsonFields& fields, const char* field, double least, double most) {
  const auto number = fields.number(field);
  if (!number || (*number >= least && *number <= most)) return number;
  return fields.refusal(
      field, "is " + std::to_string(*number) + ", outside of " + std::to_string(least) + " to " + std::to_string(most));
}

Result<PlaceKey> read_key(const JsonFields& fields) {
  const auto id = fields.text("id");
  if (!id) return fail(id.error());
  PlaceKey key{.id = std::string(*id), .frame = std::nullopt};
  if (!fields.has("frame")) return key;
  const auto frame = fields.whole("frame");
  if (!frame) return fail(frame.error());
  key.frame = *frame;
  return key;
}

Result<GeoPoint> read_point(const JsonFields& fields) {
  const auto lat_deg = number_within(fields, "lat", -90, 90);
  if (!lat_deg) return fail(lat_deg.error());
  const auto lon_deg = number_within(fields, "lon", -180, 180);
  if (!lon_deg) return fail(lon_deg.error());
  return GeoPoint{.lat_deg = *lat_deg, .lon_deg = *lon_deg};
}

Result<PlaceEstimate> read_estimate(const JsonFields& fields) {
  constexpr double kHalfTheEarth_m = 2e7;
  const auto position = read_point(fields);
  if (!position) return fail(position.error());
  const auto semi_major_m = number_within(fields, "semi_major_m", 0, kHalfTheEarth_m);
  if (!semi_major_m) return fail(semi_major_m.error());
  const auto semi_minor_m = number_within(fields, "semi_minor_m", 0, *semi_major_m);
  if (!semi_minor_m) return fail(semi_minor_m.error());
  const auto orientation_deg = number_within(fields, "orientation_deg", -360, 360);
  if (!orientation_deg) return fail(orientation_deg.error());
  return PlaceEstimate{.position = *position,
                       .semi_major_m = *semi_major_m,
                       .semi_minor_m = *semi_minor_m,
                       .orientation_deg = *orientation_deg};
}

template <typename Value, typename Read>
Result<std::map<PlaceKey, Value>> read_lines(const std::filesystem::path& file, Read read) {
  const auto text = read_text(file, 1_GiB);
  if (!text) return fail(text.error());
  std::map<PlaceKey, Value> places;
  simdjson::dom::parser parser;
  const auto status = each_line(*text, [&](std::size_t number, std::string_view line) -> Status {
    const auto place = place_in(file, number);
    const auto object = parse_json(parser, line, place);
    if (!object) return fail(object.error());
    const JsonFields fields(*object, place);
    const auto key = read_key(fields);
    if (!key) return fail(key.error());
    const Result<Value> value = read(fields);
    if (!value) return fail(value.error());
    if (places.emplace(*key, *value).second) return {};
    return fields.refusal("", "has the id, and frame, of a line before it. Take one out.");
  });
  if (!status) return fail(status.error());
  return places;
}

}  // namespace

Result<std::map<PlaceKey, GeoPoint>> read_true_places(const std::filesystem::path& file) {
  return read_lines<GeoPoint>(file, read_point);
}

Result<std::map<PlaceKey, PlaceEstimate>> read_place_estimates(const std::filesystem::path& file) {
  return read_lines<PlaceEstimate>(file, read_estimate);
}

}  // namespace eyrie::datasets
