// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/output/files.hpp"

#include <bit>
#include <cmath>
#include <fstream>
#include <iterator>
#include <system_error>

#include <nlohmann/json.hpp>

#include "pictures/png.hpp"

namespace eyrie::world {
namespace {

static_assert(std::endian::native == std::endian::little, "depth is written as it lies in memory");

nlohmann::json json_of(const PixelBox& box) { return {box.left, box.top, box.right, box.bottom}; }
/// To four decimals, which are tenths of a millimetre: the digits behind it tell nothing and fill files.
double rounded(double x) { return std::round(x * 1e4) / 1e4; }
/// To nine decimals, which are a tenth of a millimetre on the ground.
double rounded_deg(double degrees) { return std::round(degrees * 1e9) / 1e9; }
nlohmann::json json_of(const geometry::GeoPoint& place) {
  return {{"lat_deg", rounded_deg(place.lat_deg)}, {"lon_deg", rounded_deg(place.lon_deg)}, {"alt_m", rounded(place.alt_m)}};
}
nlohmann::json json_of(Vec3 v) {
  return {rounded(static_cast<double>(v.x)), rounded(static_cast<double>(v.y)), rounded(static_cast<double>(v.z))};
}

nlohmann::json json_of(const ObjectTruth& object) {
  return {{"track_id", object.track_id},
          {"class", name_of(object.object_class)},
          {"modal_box", object.modal ? json_of(*object.modal) : nlohmann::json()},
          {"amodal_box", json_of(object.amodal)},
          {"visibility", rounded(static_cast<double>(object.visibility()))},
          {"box_3d", {{"low", json_of(object.low)}, {"high", json_of(object.high)}}},
          {"position", json_of(object.position)}};
}

}  // namespace

Status make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return {};
  return fail(Error::kUnavailable,
              "cannot make the folder " + folder.string() + ": " + error.message() + ". Choose another (option: --out)");
}

Status write_bytes(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
  const std::filesystem::path unfinished = path.string() + ".part";
  std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes));
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(unfinished, path, error);
  if (file && !error) return {};
  return fail(Error::kUnavailable,
              "cannot write " + path.string() + ". Is the disk full, or the folder not ours? (option: --out)");
}

Status write_text(const std::filesystem::path& path, const std::string& text) {
  return write_bytes(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

Status write_png(const std::filesystem::path& path, const imaging::Image& image) {
  const auto png = pictures::encode_png(image.view());
  if (!png) return fail(png.error());
  return write_bytes(path, *png);
}

Status write_depth(const std::filesystem::path& path, const CleanPass& pass) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(pass.height) + ", " +
                       std::to_string(pass.width) + "), }";
  constexpr std::size_t kPreamble = 10;  // magic, version, length of the header
  while ((kPreamble + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string file("\x93NUMPY\x01\x00", 8);
  file += static_cast<char>(header.size() & 0xffU);
  file += static_cast<char>(header.size() >> 8U);
  file += header;
  file.append(reinterpret_cast<const char*>(pass.depth_m.data()), pass.depth_m.size() * sizeof(float));
  return write_text(path, file);
}

std::string truth_json(const Site& site, const View& view, std::span<const ObjectTruth> objects, JsonForm form) {
  const geometry::Intrinsics& k = view.camera.intrinsics();
  const geometry::Vector3 x = view.enu_from_camera * geometry::Vector3{1, 0, 0};
  const geometry::Vector3 y = view.enu_from_camera * geometry::Vector3{0, 1, 0};
  const geometry::Vector3 z = view.enu_from_camera * geometry::Vector3{0, 0, 1};
  auto camera_place = geometry::moved(site.origin, view.position.y, view.position.x);
  camera_place.alt_m = site.origin.alt_m + view.position.z;
  nlohmann::json list = nlohmann::json::array();
  for (const ObjectTruth& object : objects) list.push_back(json_of(object));
  const nlohmann::json document{
      {"seed", site.seed},
      {"time_s", view.time_s},
      {"origin", {{"lat_deg", site.origin.lat_deg}, {"lon_deg", site.origin.lon_deg}, {"alt_m", site.origin.alt_m}}},
      {"camera",
       {{"width_px", k.width_px},
        {"height_px", k.height_px},
        {"K", {{k.fx_px, 0, k.cx_px}, {0, k.fy_px, k.cy_px}, {0, 0, 1}}},
        {"position_enu_m", {view.position.x, view.position.y, view.position.z}},
        {"enu_from_camera", {{x.x, y.x, z.x}, {x.y, y.y, z.y}, {x.z, y.z, z.z}}},
        {"position",
         {{"lat_deg", camera_place.lat_deg}, {"lon_deg", camera_place.lon_deg}, {"alt_m", camera_place.alt_m}}}}},
      {"objects", list}};
  return form == JsonForm::kOneLine ? document.dump() : document.dump(1) + "\n";
}

}  // namespace eyrie::world
