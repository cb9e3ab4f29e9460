// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace eyrie::fleet {

/// Where drones and people belong together. There is one site for now; every drone, user and principal names it already, and
/// the stores compare it, so a second site needs no new rights.
inline constexpr std::string_view kHomeSite = "home";

/// What a person may do, each role everything the one before it may.
enum class Role : std::uint8_t { kViewer, kOperator, kSupervisor, kAdmin };

/// `viewer`, `operator`, `supervisor`, `admin`.
[[nodiscard]] std::string_view name_of(Role role) noexcept;
[[nodiscard]] Result<Role> parse_role(std::string_view text);

/// Everything rights are asked for, in the words of the work and not of the routes.
enum class Action : std::uint8_t {
  kView,             ///< incidents, detections, telemetry, drones, clips, live pictures
  kHandleIncidents,  ///< acknowledge, assign, resolve, dismiss, reopen, note
  kInfer,            ///< `POST /infer`
  kCommandDrones,    ///< what does not move the aircraft: snapshot, clip, video
  kCommandFlight,    ///< what does
  kReadDeadLetters,
  kEnrolDrones,
  kChangeRules,
  kReadAudit,
  kManageUsers,
  kReport,        ///< hand in detections, telemetry, events, status and blobs
  kAuthenticate,  ///< read password hashes, open and look up sessions
};

[[nodiscard]] std::string_view name_of(Action action) noexcept;

/// On whose behalf something happens. Every call of `FleetStore` and `BlobStore` takes one; there is no default and no
/// nobody.
class Principal {
 public:
  enum class Kind : std::uint8_t { kUser, kDrone, kService };

  [[nodiscard]] static Principal user(std::string name, Role role, std::string site = std::string(kHomeSite));
  /// A drone that proved to be itself; it may hand in what is its own and nothing else.
  [[nodiscard]] static Principal drone(DroneId id, std::string site = std::string(kHomeSite));
  /// One of our own programs, for what no person asked for: ingest, opening incidents, logging people in, first set-up.
  [[nodiscard]] static Principal service(std::string name, std::string site = std::string(kHomeSite));

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] Role role() const noexcept { return role_; }  ///< only a user's means anything
  [[nodiscard]] const std::string& site() const noexcept { return site_; }
  /// `user:ada`, `drone:drone-01`, `service:gateway`: how the audit trail names it.
  [[nodiscard]] std::string actor() const;

 private:
  Principal(Kind kind, std::string name, Role role, std::string site);
  Kind kind_;
  Role role_;
  std::string name_;
  std::string site_;
};

/// The table of rights.
[[nodiscard]] bool may(const Principal& principal, Action action) noexcept;
/// `may`, and for drones also that it is about themselves.
[[nodiscard]] bool may(const Principal& principal, Action action, const DroneId& about) noexcept;

/// `kPermissionDenied` with who, what and which role it takes.
[[nodiscard]] Status require(const Principal& principal, Action action);
[[nodiscard]] Status require(const Principal& principal, Action action, const DroneId& about);

}  // namespace eyrie::fleet
