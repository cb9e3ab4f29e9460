// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "fleet/report.hpp"

namespace eyrie::fleet {

/// How fast the things that one drone sees move over the ground.
///
/// The speed of a track is the slope of the straight line through its places of the last `kSpan` (least squares over time,
/// both axes), so that errors from frame to frame cancel out; an error that stays, as that of GPS does, has no slope. A box
/// that the picture's edge cuts off stands where the edge is and not where the thing is: it is no place of its track.
/// Reports come in order of capture. A value; memory is bounded by `kMaxTracks` tracks of `kMaxPlaces` places.
class GroundMotion {
 public:
  static constexpr std::chrono::milliseconds kSpan{1500};
  static constexpr std::chrono::milliseconds kLeastSpan{700};  ///< of the places that a speed is told from
  static constexpr std::size_t kLeastPlaces = 4;
  static constexpr std::chrono::milliseconds kLeastStep{62};  ///< from one place of a track to the next
  static constexpr std::size_t kMaxPlaces = 25;
  static constexpr std::size_t kMaxTracks = 64;

  /// Remembers where the tracks of some objects of a frame are, and forgets those that were not seen for `kSpan`.
  void observe(const DetectionReport& report, std::span<const std::size_t> objects);

  /// Metres a second; nothing for a track that was not seen long enough, or is none.
  [[nodiscard]] std::optional<double> speed_mps(std::string_view track_id) const;

 private:
  struct Place {
    Timestamp at;
    GroundPosition position;
  };
  /// Places in a ring, the newest at `end - 1`.
  struct Track {
    std::string id;
    std::array<Place, kMaxPlaces> places;
    std::size_t end = 0;
    std::size_t count = 0;

    void add(const Place& place);
    void forget_before(Timestamp time);
    [[nodiscard]] const Place& at(std::size_t age) const;  ///< 0: the newest
  };
  Track* find(std::string_view track_id);

  std::vector<Track> tracks_;
};

}  // namespace eyrie::fleet
