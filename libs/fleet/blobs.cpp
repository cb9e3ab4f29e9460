// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/blobs.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace eyrie::fleet {
namespace {

constexpr std::size_t kMaxKeyLength = 256;
constexpr std::size_t kMaxParts = 8;

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool is_part(std::string_view part) {
  return !part.empty() && part.front() != '.' && std::ranges::all_of(part, is_key_character);
}

}  // namespace

Result<BlobKey> BlobKey::parse(std::string_view text) {
  const auto refuse = [&] {
    return fail(Error::kInvalidArgument, "not an object key such as drone-01/2025/09/24/clip_1758705015120.mp4: \"" +
                                             std::string(text.substr(0, 80)) + "\"");
  };
  if (text.size() > kMaxKeyLength) return refuse();
  std::size_t parts = 0;
  for (std::string_view rest = text;;) {
    const std::size_t slash = rest.find('/');
    if (!is_part(rest.substr(0, slash))) return refuse();
    ++parts;
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  auto drone = DroneId::parse(text.substr(0, text.find('/')));
  if (!drone || parts < 2 || parts > kMaxParts) return refuse();
  return BlobKey(std::string(text), std::move(*drone));
}

Result<BlobKey> BlobKey::dated(const DroneId& drone, Timestamp at, std::string_view stem, std::string_view extension) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(at)};
  char folder[32];
  std::snprintf(folder, sizeof folder, "/%04d/%02u/%02u/", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  const std::int64_t ms = std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
  return parse(drone.str() + folder + std::string(stem) + "_" + std::to_string(ms) + "." + std::string(extension));
}

std::string_view media_type_of(const BlobKey& key) noexcept {
  const std::string_view text = key.str();
  if (text.ends_with(".mp4")) return "video/mp4";
  if (text.ends_with(".jpg") || text.ends_with(".jpeg")) return "image/jpeg";
  if (text.ends_with(".png")) return "image/png";
  return "application/octet-stream";
}

}  // namespace eyrie::fleet
