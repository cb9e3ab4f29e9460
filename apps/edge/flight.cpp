// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/flight.hpp"

#include <fstream>
#include <iterator>
#include <string>

namespace eyrie::edge {

Result<std::unique_ptr<Flight>> Flight::open(const std::filesystem::path& file, DroneId drone, Timestamp start) {
  constexpr std::uintmax_t kMaxSize = 64U << 20U;
  std::error_code problem;
  const auto size = std::filesystem::file_size(file, problem);
  if (problem) {
    return fail(Error::kNotFound, "cannot read the recorded flight " + file.string() + ": " + problem.message() +
                                      " (setting: telemetry.replay)");
  }
  if (size > kMaxSize) return fail(Error::kTooLarge, file.string() + " is larger than 64 MiB (setting: telemetry.replay)");
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  auto log = flightlog::parse_flight_log(std::as_bytes(std::span(bytes.data(), bytes.size())));
  if (!log) return fail(log.error().code, file.string() + ": " + log.error().message + " (setting: telemetry.replay)");
  return std::unique_ptr<Flight>(new Flight(std::move(*log), std::move(drone), start));
}

void Flight::begin(Timestamp start) {
  const std::lock_guard lock(mutex_);
  start_before_ = start_;
  start_ = start;
}

fleet::TelemetrySample Flight::at(Timestamp time) const {
  auto since = [&] {
    const std::lock_guard lock(mutex_);
    return time - (time >= start_ ? start_ : start_before_);
  }();
  if (const auto length = log_.duration(); length.count() > 0 && since > length) since %= length;
  fleet::TelemetrySample sample = log_.sample_at(since);
  sample.drone = drone_;
  sample.time = time;
  return sample;
}

}  // namespace eyrie::edge
