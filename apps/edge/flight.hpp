// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "fleet/report.hpp"
#include "flightlog/flight_log.hpp"

namespace eyrie::edge {

/// Where the drone is, at any moment: a recorded flight played from `start` on, over and over. Immutable, so thread-safe.
class Flight {
 public:
  /// Reads a recording of any form that `flightlog` knows, of at most 64 MiB.
  [[nodiscard]] static Result<Flight> open(const std::filesystem::path& file, DroneId drone, Timestamp start);

  [[nodiscard]] fleet::TelemetrySample at(Timestamp time) const;

 private:
  Flight(flightlog::FlightLog log, DroneId drone, Timestamp start)
      : log_(std::move(log)), drone_(std::move(drone)), start_(start) {}
  flightlog::FlightLog log_;
  DroneId drone_;
  Timestamp start_;
};

}  // namespace eyrie::edge
