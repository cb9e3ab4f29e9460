// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "storage/sqlite/connections.hpp"
#include "storage/sqlite/fleet_store.hpp"
#include "storage/sqlite/rows.hpp"

namespace eyrie::storage::sqlite {

/// The store itself, behind `open_fleet_store`. What the calls promise stands in fleet/store.hpp. The bodies stand in one
/// file for each of its parts: ingest, drones, sightings, incidents, people, audit.
class SqliteFleetStore final : public fleet::FleetStore {
 public:
  SqliteFleetStore(FleetStoreOptions options, Database writer, std::vector<Database> readers)
      : options_(std::move(options)), connections_(std::move(writer), std::move(readers)) {}

  // ingest.cpp
  Result<fleet::IngestOutcome> ingest(const fleet::Principal& principal, std::span<const fleet::IngestItem> batch,
                                      const fleet::RuleHook& rules) override;

  // drones.cpp
  Result<std::optional<fleet::Enrolment>> record_status(const fleet::Principal& principal,
                                                        const fleet::DroneStatus& status) override;
  Result<std::vector<fleet::Drone>> drones(const fleet::Principal& principal) override;
  Result<fleet::Drone> drone(const fleet::Principal& principal, const DroneId& id) override;
  Result<fleet::Drone> enrol(const fleet::Principal& principal, const DroneId& id, std::string_view name,
                             const crypto::Digest& token_hash) override;
  Status retire(const fleet::Principal& principal, const DroneId& id) override;
  Result<DroneId> drone_by_token(const fleet::Principal& principal, const crypto::Digest& token_hash) override;

  // sightings.cpp
  Status record_dead_letters(const fleet::Principal& principal, std::span<const fleet::DeadLetter> letters) override;
  Result<fleet::Page<fleet::DeadLetter>> dead_letters(const fleet::Principal& principal,
                                                      const fleet::PageRequest& page) override;
  Result<std::vector<fleet::DetectionReport>> detections(const fleet::Principal& principal, const DroneId& drone,
                                                         fleet::TimeRange range, std::size_t limit) override;
  Result<std::vector<fleet::TelemetrySample>> telemetry(const fleet::Principal& principal, const DroneId& drone,
                                                        fleet::TimeRange range, std::size_t max_points) override;
  Result<std::optional<fleet::TelemetrySample>> telemetry_at(const fleet::Principal& principal, const DroneId& drone,
                                                             Timestamp at) override;
  Result<std::vector<fleet::Attachment>> attachments(const fleet::Principal& principal, const DroneId& drone,
                                                     fleet::TimeRange range) override;
  Result<std::vector<fleet::NamedGap>> gaps(const fleet::Principal& principal, const DroneId& drone,
                                            fleet::TimeRange range) override;
  Result<fleet::FleetCounts> counts(const fleet::Principal& principal) override;

  // incidents.cpp
  Result<fleet::Page<fleet::Incident>> incidents(const fleet::Principal& principal, const fleet::IncidentFilter& filter,
                                                 const fleet::PageRequest& page) override;
  Result<fleet::Incident> incident(const fleet::Principal& principal, fleet::IncidentId id) override;
  Result<std::vector<fleet::IncidentEvent>> history(const fleet::Principal& principal, fleet::IncidentId id) override;
  Result<fleet::Incident> step(const fleet::Principal& principal, fleet::IncidentId id,
                               const fleet::IncidentStepRequest& request) override;
  Result<fleet::IncidentEvent> add_note(const fleet::Principal& principal, fleet::IncidentId id,
                                        std::string_view text) override;

  // people.cpp
  Result<std::vector<fleet::User>> users(const fleet::Principal& principal) override;
  Result<fleet::User> create_user(const fleet::Principal& principal, const fleet::NewUser& user) override;
  Result<fleet::User> change_user(const fleet::Principal& principal, std::string_view name,
                                  const fleet::UserChange& change) override;
  Result<fleet::StoredCredentials> credentials(const fleet::Principal& principal, std::string_view user) override;
  Status open_session(const fleet::Principal& principal, const crypto::Digest& token_hash, std::string_view user,
                      Timestamp expires_at) override;
  Result<fleet::Session> session(const fleet::Principal& principal, const crypto::Digest& token_hash) override;
  Status close_session(const fleet::Principal& principal, const crypto::Digest& token_hash) override;

  // audit.cpp
  Result<fleet::RuleDocument> rules(const fleet::Principal& principal) override;
  Result<fleet::RuleDocument> put_rules(const fleet::Principal& principal, std::uint64_t read_version,
                                        std::string_view text) override;
  Status note_in_audit(const fleet::Principal& principal, const fleet::AuditNote& note) override;
  Result<fleet::Page<fleet::AuditEntry>> audit(const fleet::Principal& principal, const fleet::PageRequest& page) override;
  Result<fleet::AuditReport> verify_audit(const fleet::Principal& principal) override;

 private:
  /// Our clock, to the millisecond that is stored: what a call returns equals what is read back.
  [[nodiscard]] Timestamp now() const { return std::chrono::floor<std::chrono::milliseconds>(options_.clock->now()); }

  FleetStoreOptions options_;
  Connections connections_;
};

/// Appends one entry to the chain, in the transaction of what it tells.
[[nodiscard]] Status append_audit(Database& database, const fleet::Principal& principal, Timestamp at,
                                  const fleet::AuditNote& note);

/// `kNotFound` unless the drone is of the principal's site.
[[nodiscard]] Status require_drone(Database& database, const fleet::Principal& principal, const DroneId& id);

/// Whether a drone is let in. One never heard of is written down: pending, or enrolled where that is the policy. At most
/// 1000 drones are pending at a time, and at most 10,000 let in by being seen, so that nobody can fill the table. Nothing
/// for a drone past these bounds, which leaves no trace, and for one of another site.
[[nodiscard]] Result<std::optional<fleet::Enrolment>> admit(Database& database, const fleet::Principal& principal,
                                                            const DroneId& id, Timestamp now, UnknownDrones policy);
/// `kPermissionDenied` unless the drone is one of the site's and let in.
[[nodiscard]] Status require_enrolled(Database& database, const fleet::Principal& principal, const DroneId& id);

/// A page's cursor as a number; `none` for the first page. `kInvalidArgument` for a cursor that is none of ours, or a bad
/// limit.
[[nodiscard]] Result<std::int64_t> cursor_of(const fleet::PageRequest& page, std::int64_t none);

/// Cuts a list that was read with one item more than the page holds.
template <typename Item, typename Cursor>
[[nodiscard]] fleet::Page<Item> page_of(std::vector<Item> items, std::size_t limit, Cursor cursor) {
  fleet::Page<Item> page;
  const bool has_more = items.size() > limit;
  if (has_more) items.resize(limit);
  if (has_more) page.next = std::to_string(cursor(items.back()));
  page.items = std::move(items);
  return page;
}

}  // namespace eyrie::storage::sqlite
