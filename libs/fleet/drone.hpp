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

enum class Presence : std::uint8_t { kOffline, kOnline };
enum class CaptureState : std::uint8_t { kWaiting, kRunning, kEnded };

/// `offline`, `online`.
[[nodiscard]] std::string_view name_of(Presence presence) noexcept;
/// `waiting`, `running`, `ended`.
[[nodiscard]] std::string_view name_of(CaptureState state) noexcept;
[[nodiscard]] Result<CaptureState> parse_capture_state(std::string_view text);

/// What a drone's camera delivers.
struct CaptureStatus {
  CaptureState state = CaptureState::kWaiting;
  std::string source{};           ///< as configured, without credentials
  int width = 0;                  ///< pixels
  int height = 0;                 ///< pixels
  double fps = 0;                 ///< measured
  double horizontal_fov_deg = 0;  ///< of the lens; 0: not told
  friend bool operator==(const CaptureStatus&, const CaptureStatus&) = default;
};

/// What a drone's network does.
struct InferenceStatus {
  std::string model{};
  std::string backend{};
  std::string precision{};
  double ms_p50 = 0;
  double ms_p95 = 0;
  double fps = 0;
  friend bool operator==(const InferenceStatus&, const InferenceStatus&) = default;
};

/// The drone's side of the ledger, in messages.
struct LedgerStatus {
  std::uint64_t next_seq = 1;
  std::uint64_t acknowledged = 0;
  std::uint64_t waiting = 0;
  std::uint64_t tombstoned = 0;
  friend bool operator==(const LedgerStatus&, const LedgerStatus&) = default;
};

/// What a drone says of itself on `drone/<id>/status`, every 2 s. A last will has `drone` and `presence` alone.
struct DroneStatus {
  DroneId drone{};
  Presence presence = Presence::kOffline;
  std::optional<Timestamp> time{};  ///< by the drone's clock
  std::string version{};
  std::string epoch{};  ///< of the journal in use
  std::optional<CaptureStatus> capture{};
  std::optional<InferenceStatus> inference{};
  std::optional<LedgerStatus> ledger{};
  std::uint64_t dropped_frames = 0;
  double cpu_percent = 0;  ///< of one core
  ByteCount rss{};
  friend bool operator==(const DroneStatus&, const DroneStatus&) = default;
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
  std::optional<DroneStatus> status;         ///< the last one; its `presence` is what the drone or its last will said
  std::optional<TelemetrySample> telemetry;  ///< the newest by its own time
  std::uint64_t open_incidents = 0;          ///< that are not closed
  LedgerSummary ledger;
};

}  // namespace eyrie::fleet
