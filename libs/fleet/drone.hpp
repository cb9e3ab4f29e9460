// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "delivery/range_set.hpp"
#include "fleet/report.hpp"

namespace eyrie::fleet {

/// Whether a drone is one of ours. What a pending one sends is refused, not lost: it stays in its journal until somebody
/// enrols it.
enum class Enrolment : std::uint8_t {
  kPending,  ///< heard of, not let in
  kEnrolled,
  kRetired,  ///< was enrolled once; its past stays readable, nothing new is taken
};

/// `pending`, `enrolled`, `retired`.
[[nodiscard]] std::string_view name_of(Enrolment enrolment) noexcept;
[[nodiscard]] Result<Enrolment> parse_enrolment(std::string_view text);

/// What a drone says of itself on `drone/<id>/status`. A last will carries `is_online = false` and nothing else.
struct DroneStatus {
  struct Capture {
    std::string state;  ///< `running`, `waiting`, `ended`
    std::string source;
    int width = 0;
    int height = 0;
    double fps = 0;
  };
  struct Inference {
    std::string model;
    std::string backend;
    std::string precision;
    double ms_p50 = 0;
    double ms_p95 = 0;
    double fps = 0;
  };
  struct Journal {
    std::uint64_t next_seq = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t waiting = 0;
    std::uint64_t tombstoned = 0;
  };

  DroneId drone{};
  bool is_online = false;
  Timestamp reported_at{};  ///< the drone's clock; the gateway's own when a last will has none
  std::string version{};
  std::string epoch{};  ///< of the journal in use
  std::optional<Capture> capture{};
  std::optional<Inference> inference{};
  std::optional<Journal> journal{};
  std::uint64_t dropped_frames = 0;
  double cpu_percent = 0;
  ByteCount rss;
};

/// What the base holds of one drone's newest journal: `0 missing, 12 waiting`.
struct LedgerSummary {
  std::string epoch{};           ///< empty when nothing was ever received
  std::uint64_t highest = 0;     ///< the newest sequence number committed
  std::uint64_t committed = 0;   ///< how many were received and committed
  std::uint64_t tombstoned = 0;  ///< how many the drone had to delete unacknowledged; each lies in a range it named
  std::uint64_t missing = 0;     ///< below `highest`, neither received nor tombstoned
  std::uint64_t waiting = 0;     ///< in the drone's journal by its last status
  std::vector<delivery::SeqRange> gaps{};  ///< the first 100 holes that `missing` counts
};

/// A drone as the fleet knows it.
struct Drone {
  DroneId id;
  std::string name;  ///< for people; the id unless somebody gave it one
  std::string site;
  Enrolment enrolment = Enrolment::kPending;
  Timestamp first_seen_at;
  std::optional<Timestamp> last_seen_at;     ///< when anything last came from it, by our clock
  std::optional<DroneStatus> status;         ///< the last one; its `is_online` is what the drone or its last will said
  std::optional<TelemetrySample> telemetry;  ///< the newest by its own time
  std::uint64_t open_incidents = 0;          ///< that are not closed
  LedgerSummary ledger;
};

}  // namespace eyrie::fleet
