// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "world/site/area.hpp"

namespace eyrie::world {

/// What is to happen on a site at certain times, over what its people and vehicles do by themselves. Workers and vehicles
/// are named by their number on the site.
struct Story {
  struct TakesHelmetOff {
    int worker = 0;
    float at_s = 0;
  };
  /// Sets out for `to` at that time, and stays there.
  struct WalksTo {
    int worker = 0;
    float at_s = 0;
    Point2 to;
  };
  /// Drives along its own axis by so much; backwards where it is negative. Nobody is ever in the lane that it takes.
  struct Drives {
    int vehicle = 0;
    float at_s = 0;
    float lasts_s = 6;
    float by_m = -6;
  };
  std::vector<TakesHelmetOff> helmets_off;
  std::vector<WalksTo> walks;
  std::vector<Drives> drives;
};

}  // namespace eyrie::world
