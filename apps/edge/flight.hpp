// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "fleet/report.hpp"
#include "flightlog/flight_log.hpp"

namespace eyrie::edge {

/// Where the drone is, at any moment: a recorded flight played from `start` on, over and over. A flight that was recorded
/// with a film begins with it, each time that the film begins. Thread-safe.
class Flight {
 public:
  /// Reads a recording of any form that `flightlog` knows, of at most 64 MiB.
  [[nodiscard]] static Result<std::unique_ptr<Flight>> open(const std::filesystem::path& file, DroneId drone,
                                                            Timestamp start);

  /// The flight is at its start at this time. What is asked about earlier times is answered from the start before.
  void begin(Timestamp start);

  [[nodiscard]] fleet::TelemetrySample at(Timestamp time) const;

 private:
  Flight(flightlog::FlightLog log, DroneId drone, Timestamp start)
      : log_(std::move(log)), drone_(std::move(drone)), start_(start), start_before_(start) {}
  const flightlog::FlightLog log_;
  const DroneId drone_;
  mutable std::mutex mutex_;  ///< guards the starts
  Timestamp start_;
  Timestamp start_before_;
};

}  // namespace eyrie::edge
