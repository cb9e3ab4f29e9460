// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <utility>

#include "base/result.hpp"
#include "observe/health.hpp"
#include "tiles/pmtiles.hpp"

namespace eyrie::gateway {

/// The picture below everything on the console's map: a PMTiles file (version 3) of PNG, JPEG or WebP, which the console
/// itself reads by ranges. The file may be replaced while it is served. Thread-safe.
class BaseMap {
 public:
  /// Reads the file's header. An error says what was found, what is needed and how to come by it. `health` outlives the map.
  [[nodiscard]] static Result<BaseMap> open(std::filesystem::path file, observe::Health::Check& health);

  [[nodiscard]] const std::filesystem::path& file() const noexcept { return file_; }

  /// The header of the file as it is now, and to `health` whether there is a fitting one. Without it the console does with
  /// its grid: that is less, and no failure.
  [[nodiscard]] Result<tiles::pmtiles::Header> look();

 private:
  BaseMap(std::filesystem::path file, observe::Health::Check& health) : file_(std::move(file)), health_(&health) {}

  std::filesystem::path file_;
  observe::Health::Check* health_;
};

}  // namespace eyrie::gateway
