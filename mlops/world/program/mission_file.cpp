// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/mission_file.hpp"

#include <fstream>
#include <sstream>
#include <string>
#include <utility>

namespace eyrie::world {

Result<Mission> read_mission(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file && text << file.rdbuf()) return parse_mission(text.view(), path.string());
  return fail(Error::kNotFound, "cannot read the mission " + path.string() +
                                    ". Does it exist, is it a file, and may this user read it? (option: --mission)");
}

Result<Site> make_site_of(const Mission& mission, const std::filesystem::path& path) {
  SiteOptions options = mission.site;
  options.time = mission.start;
  auto site = make_site(options);
  if (!site) return fail(site.error().code, path.string() + ": " + site.error().message);
  return site;
}

}  // namespace eyrie::world
