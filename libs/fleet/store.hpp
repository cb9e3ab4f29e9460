// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/sha256.hpp"
#include "delivery/range_set.hpp"
#include "fleet/audit.hpp"
#include "fleet/drone.hpp"
#include "fleet/events.hpp"
#include "fleet/incident.hpp"
#include "fleet/principal.hpp"
#include "fleet/report.hpp"
#include "fleet/rules.hpp"
#include "fleet/users.hpp"

namespace eyrie::fleet {

/// One message of a drone, parsed and checked.
using IngestItem = std::variant<DetectionReport, TelemetrySample, Event>;

[[nodiscard]] const DroneId& drone_of(const IngestItem& item) noexcept;
/// Null for a message of another maker's edge.
[[nodiscard]] const MessageId* message_of(const IngestItem& item) noexcept;
/// Stands for a message that has no id: equal content, equal digest.
[[nodiscard]] crypto::Digest content_digest(const IngestItem& item);

enum class ItemOutcome : std::uint8_t {
  kStored,     ///< new, and committed
  kDuplicate,  ///< committed before; acknowledge it again
  kRefused,    ///< its drone is not enrolled: not stored, not to be acknowledged, to be sent again later
};

struct IncidentChange {
  enum class Kind : std::uint8_t { kOpened, kUpdated, kAttached };
  Kind kind = Kind::kUpdated;  ///< the greatest news of several within one batch: opened, attached, updated
  Incident incident;           ///< as it is after the batch
};

/// `opened`, `updated`, `attached`.
[[nodiscard]] std::string_view name_of(IncidentChange::Kind kind) noexcept;

/// What may be said to a drone: everything in `ranges` is committed. Holds the whole committed ranges that the batch
/// touched.
struct DroneAcknowledgement {
  DroneId drone;
  std::string epoch;
  delivery::RangeSet ranges;
};

struct IngestOutcome {
  std::vector<ItemOutcome> items;  ///< in the order of the batch
  std::vector<IncidentChange> incidents;
  std::vector<DroneAcknowledgement> acknowledgements;
  std::vector<DroneId> pending;  ///< drones that are remembered and not enrolled, of which messages were refused
};

/// Called once for each new report of a batch, in order, inside the transaction; the hits become incidents in the same
/// transaction. Runs on the store's writer: it must be quick and must not call the store.
using RuleHook = std::function<std::vector<RuleHit>(const DetectionReport&)>;

/// A message that was refused for what it is.
struct DeadLetter {
  static constexpr std::size_t kMaxPayload = 4096;  ///< bytes kept of the payload
  std::int64_t id = 0;                              ///< given by the store
  Timestamp received_at{};
  std::string topic{};
  std::string reason{};
  std::string payload{};  ///< any bytes; what is past `kMaxPayload` is cut off by the store
};

/// `[from, to]`, both included, by the millisecond.
struct TimeRange {
  Timestamp from{};
  Timestamp to{};
};

struct PageRequest {
  std::string cursor{};     ///< `next` of the page before; empty for the first
  std::size_t limit = 100;  ///< 1 to 1000
};

template <typename T>
struct Page {
  std::vector<T> items;
  std::string next;  ///< empty when this was the last page
};

/// Every field that is set has to match.
struct IncidentFilter {
  std::vector<IncidentStatus> statuses{};  ///< any of these; all when empty
  std::optional<Severity> min_severity{};
  std::optional<DroneId> drone{};
  std::optional<std::string> assigned_to{};
  std::optional<std::string> incident_type{};
};

struct IncidentStepRequest {
  IncidentStep step = IncidentStep::kAcknowledge;
  std::string assignee{};  ///< of `kAssign`: an enabled user of the site; whoever asks when empty
  std::string note{};      ///< at most 2000 bytes
};

/// Span in which a drone saw nothing, or sequence numbers it deleted unacknowledged: what was not seen.
struct NamedGap {
  DroneId drone{};
  std::string what{};  ///< `capture`, ... or `messages`
  std::string reason{};
  Timestamp from{};  ///< of `messages`: when the tombstone was committed
  Timestamp to{};
  std::optional<MessageId> first{};  ///< of `messages`
  std::uint64_t last_seq = 0;
};

/// How many there are of everything, for a status screen.
struct FleetCounts {
  std::uint64_t drones = 0;
  std::uint64_t detections = 0;
  std::uint64_t telemetry = 0;
  std::uint64_t incidents = 0;
  std::uint64_t open_incidents = 0;
  std::uint64_t clips = 0;
  std::uint64_t dead_letters = 0;
};

struct NewUser {
  std::string name{};
  std::string display_name{};
  Role role = Role::kViewer;
  std::string password_hash{};  ///< by `crypto::hash_password`
  bool must_change_password = false;
};

/// Every field that is set is changed. A new password is no one-time password any more. Changing role, password or
/// `is_enabled` ends the user's sessions.
struct UserChange {
  std::optional<std::string> display_name{};
  std::optional<Role> role{};
  std::optional<std::string> password_hash{};
  std::optional<bool> is_enabled{};
};

/// What signing in needs. Check the password even when there is no such user (`crypto::decoy_password_hash`).
struct StoredCredentials {
  User user{};
  std::string password_hash{};
};

struct Session {
  User user{};  ///< as it is now, not as it was when the session began
  Timestamp expires_at{};
};

/// A version of the rule set as text (JSON; `wire` reads and writes it).
struct RuleDocument {
  std::uint64_t version = 0;  ///< counts from 1; 0 when none was ever put
  std::string text{};
  Timestamp changed_at{};
  std::string changed_by{};
};

/// What somebody did outside of the store that the audit trail must tell: a command, a sign-in that failed.
struct AuditNote {
  std::string action{};
  std::string subject{};
  std::string detail{};
};

struct AuditReport {
  std::uint64_t entries = 0;  ///< that were good, from the first
  crypto::Digest head{};      ///< of the last good one
  std::optional<ChainBreak> problem{};
};

/// Everything the fleet remembers: what drones reported, the incidents that came of it, people, rules and the audit trail.
///
/// Every call names on whose behalf it is made and is refused with `kPermissionDenied` when `may` says no; what belongs to
/// another site does not exist (`kNotFound`). What changes by a person's hand enters the audit trail in the same
/// transaction.
///
/// A call that returned success is committed and durable. A call that failed changed nothing: `kExhausted` when the disk is
/// full, retryable `kUnavailable` when the database cannot be reached or is busy, `kCorrupt` when it is damaged.
///
/// Thread-safe. Calls block for I/O: keep them off threads that serve sockets. Writers wait for each other, readers for
/// nobody. Times are kept to the millisecond.
class FleetStore {
 public:
  virtual ~FleetStore() = default;

  // What drones hand in.

  /// Stores a batch in one transaction, whole or not at all: each message once (by drone, epoch and sequence number, or by
  /// content where it has none), the ledger extended by what came, incidents opened and updated by the hits of `rules`
  /// (which may be empty), attachments linked to the incidents and detections they show. A drone never heard of is
  /// remembered as pending, as long as not too many are. `Action::kReport`; a drone may hand in its own messages only, one
  /// of another drone refuses the batch.
  [[nodiscard]] virtual Result<IngestOutcome> ingest(const Principal& principal, std::span<const IngestItem> batch,
                                                     const RuleHook& rules) = 0;
  /// Keeps the last status of a drone; one never heard of is remembered as pending. Whether the drone is enrolled, or
  /// nothing when it is not remembered: too many strangers wait already, or it is another site's. `kReport`.
  [[nodiscard]] virtual Result<std::optional<Enrolment>> record_status(const Principal& principal,
                                                                       const DroneStatus& status) = 0;
  /// Keeps messages that were refused; the oldest go when there are more than 10,000. `kReport`.
  [[nodiscard]] virtual Status record_dead_letters(const Principal& principal, std::span<const DeadLetter> letters) = 0;
  /// Newest first. `kReadDeadLetters`.
  [[nodiscard]] virtual Result<Page<DeadLetter>> dead_letters(const Principal& principal, const PageRequest& page) = 0;

  // Drones. Reading is `kView`.

  [[nodiscard]] virtual Result<std::vector<Drone>> drones(const Principal& principal) = 0;  ///< by id
  [[nodiscard]] virtual Result<Drone> drone(const Principal& principal, const DroneId& id) = 0;
  /// Lets a drone in, heard of or not. Enrolling again replaces the token. `kEnrolDrones`.
  [[nodiscard]] virtual Result<Drone> enrol(const Principal& principal, const DroneId& id, std::string_view name,
                                            const crypto::Digest& token_hash) = 0;
  /// Takes nothing more from a drone and forgets its token; its past stays. `kEnrolDrones`.
  [[nodiscard]] virtual Status retire(const Principal& principal, const DroneId& id) = 0;
  /// The enrolled drone that holds this token; `kUnauthenticated` when none does. `kAuthenticate`.
  [[nodiscard]] virtual Result<DroneId> drone_by_token(const Principal& principal, const crypto::Digest& token_hash) = 0;

  // What was seen. Reading is `kView`.

  /// Whole reports, oldest first, at most `limit` (1 to 10,000).
  [[nodiscard]] virtual Result<std::vector<DetectionReport>> detections(const Principal& principal, const DroneId& drone,
                                                                        TimeRange range, std::size_t limit) = 0;
  /// Samples as they were measured, oldest first; when there are more than `max_points` (1 to 10,000), the last one of each
  /// of `max_points` equal parts of the range.
  [[nodiscard]] virtual Result<std::vector<TelemetrySample>> telemetry(const Principal& principal, const DroneId& drone,
                                                                       TimeRange range, std::size_t max_points) = 0;
  /// The newest sample at or before `at`, but not more than a minute before; nothing when there is none.
  [[nodiscard]] virtual Result<std::optional<TelemetrySample>> telemetry_at(const Principal& principal, const DroneId& drone,
                                                                            Timestamp at) = 0;
  /// Frames and clips that show any part of the range, oldest first, at most 1000.
  [[nodiscard]] virtual Result<std::vector<Attachment>> attachments(const Principal& principal, const DroneId& drone,
                                                                    TimeRange range) = 0;
  /// What was not seen, oldest first, at most 1000.
  [[nodiscard]] virtual Result<std::vector<NamedGap>> gaps(const Principal& principal, const DroneId& drone,
                                                           TimeRange range) = 0;
  [[nodiscard]] virtual Result<FleetCounts> counts(const Principal& principal) = 0;

  // Incidents. Reading is `kView`, changing `kHandleIncidents`.

  /// Newest first.
  [[nodiscard]] virtual Result<Page<Incident>> incidents(const Principal& principal, const IncidentFilter& filter,
                                                         const PageRequest& page) = 0;
  [[nodiscard]] virtual Result<Incident> incident(const Principal& principal, IncidentId id) = 0;
  /// Oldest first.
  [[nodiscard]] virtual Result<std::vector<IncidentEvent>> history(const Principal& principal, IncidentId id) = 0;
  /// One step as `after` allows it; `kConflict` otherwise. Two people who step at once are served one after the other.
  [[nodiscard]] virtual Result<Incident> step(const Principal& principal, IncidentId id,
                                              const IncidentStepRequest& request) = 0;
  /// `text` of 1 to 2000 bytes.
  [[nodiscard]] virtual Result<IncidentEvent> add_note(const Principal& principal, IncidentId id, std::string_view text) = 0;

  // People. `kManageUsers`.

  [[nodiscard]] virtual Result<std::vector<User>> users(const Principal& principal) = 0;  ///< by name
  /// `kConflict` when the name is taken.
  [[nodiscard]] virtual Result<User> create_user(const Principal& principal, const NewUser& user) = 0;
  /// The last enabled admin can be neither disabled nor given a lesser role: `kConflict`.
  /// Anyone may change their own display name and password.
  [[nodiscard]] virtual Result<User> change_user(const Principal& principal, std::string_view name,
                                                 const UserChange& change) = 0;

  // Signing in. `kAuthenticate`.

  /// `kNotFound` when there is no such user or it is disabled.
  [[nodiscard]] virtual Result<StoredCredentials> credentials(const Principal& principal, std::string_view user) = 0;
  /// Keeps a session under the hash of its token, never the token.
  [[nodiscard]] virtual Status open_session(const Principal& principal, const crypto::Digest& token_hash,
                                            std::string_view user, Timestamp expires_at) = 0;
  /// `kUnauthenticated` when there is none, it ran out or its user is disabled.
  [[nodiscard]] virtual Result<Session> session(const Principal& principal, const crypto::Digest& token_hash) = 0;
  /// Succeeds also when there is none.
  [[nodiscard]] virtual Status close_session(const Principal& principal, const crypto::Digest& token_hash) = 0;

  // Rules.

  /// The current version; version 0 without text when none was ever put. `kView`, and `kReport` for drones.
  [[nodiscard]] virtual Result<RuleDocument> rules(const Principal& principal) = 0;
  /// Puts the next version. `read_version` is the one the change was made to: `kConflict` when it is not the current one any
  /// more. `kChangeRules`.
  [[nodiscard]] virtual Result<RuleDocument> put_rules(const Principal& principal, std::uint64_t read_version,
                                                       std::string_view text) = 0;

  // The audit trail.

  /// Writes down what was done outside of the store; any principal may, in its own name, a drone only when it is enrolled
  /// (`kPermissionDenied`).
  [[nodiscard]] virtual Status note_in_audit(const Principal& principal, const AuditNote& note) = 0;
  /// Newest first. `kReadAudit`.
  [[nodiscard]] virtual Result<Page<AuditEntry>> audit(const Principal& principal, const PageRequest& page) = 0;
  /// Reads the whole chain and checks every link. `kReadAudit`.
  [[nodiscard]] virtual Result<AuditReport> verify_audit(const Principal& principal) = 0;
};

}  // namespace eyrie::fleet
