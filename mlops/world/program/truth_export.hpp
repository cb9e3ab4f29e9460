// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.hpp"
#include "world/truth/truth.hpp"

namespace eyrie::world {

enum class TruthForm : std::uint8_t {
  kCoco,  ///< boxes of all classes, for `eyrie eval detect`; a picture is called by its frame's number
  /// MOTChallenge lines of one class, for `eyrie eval track`: unclear boxes are not to be looked at, and who was out of the
  /// picture for more than a second is another.
  kTracks,
  kPlaces,  ///< where the things of one class stand, for `eyrie eval locate`
};

struct TruthExportOptions {
  std::filesystem::path flight;  ///< folder of one drone, as `render --mission` leaves it
  TruthForm form = TruthForm::kCoco;
  ObjectClass object_class = ObjectClass::kPerson;  ///< of tracks and places
  std::filesystem::path out;
};

/// Writes what is true of a flight as the evaluation reads it. `kNotFound` when there is no flight, `kCorrupt` with
/// `file:line` for a truth that is not one.
[[nodiscard]] Status export_truth(const TruthExportOptions& options);

}  // namespace eyrie::world
