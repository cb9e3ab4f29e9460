// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "fleet/store.hpp"

namespace eyrie::gateway {

/// A store that goes away for a while, and does not like frames of one name; else the one below.
class FlakyStore final : public fleet::FleetStore {
 public:
  explicit FlakyStore(fleet::FleetStore& store) : store_(store) {}
  /// That many writes fail, as if the database could not be reached or for a worse reason.
  void fail_next(int writes, Error reason = retryable(Error::kUnavailable, "the database is away")) {
    const std::lock_guard lock(mutex_);
    failures_left_ = writes;
    reason_ = std::move(reason);
  }
  void refuse_frame(std::string frame_id) { refused_frame_ = std::move(frame_id); }

  [[nodiscard]] Result<fleet::IngestOutcome> ingest(const fleet::Principal& principal,
                                                    std::span<const fleet::IngestItem> batch,
                                                    const fleet::RuleHook& rules) override {
    if (auto trouble = next_failure()) return fail(*trouble);
    for (const auto& item : batch) {
      const auto* report = std::get_if<fleet::DetectionReport>(&item);
      if (report != nullptr && report->frame_id == refused_frame_)
        return fail(Error::kInvalidArgument, "a frame of that name is not taken");
    }
    return store_.ingest(principal, batch, rules);
  }
  [[nodiscard]] Result<std::optional<fleet::Enrolment>> record_status(const fleet::Principal& principal,
                                                                      const fleet::DroneStatus& status) override {
    if (auto trouble = next_failure()) return fail(*trouble);
    return store_.record_status(principal, status);
  }
  [[nodiscard]] Status record_dead_letters(const fleet::Principal& principal,
                                           std::span<const fleet::DeadLetter> letters) override {
    if (auto trouble = next_failure()) return fail(*trouble);
    return store_.record_dead_letters(principal, letters);
  }
  [[nodiscard]] Result<fleet::Page<fleet::DeadLetter>> dead_letters(const fleet::Principal& principal,
                                                                    const fleet::PageRequest& page) override {
    return store_.dead_letters(principal, page);
  }
  [[nodiscard]] Result<std::vector<fleet::Drone>> drones(const fleet::Principal& principal) override {
    return store_.drones(principal);
  }
  [[nodiscard]] Result<fleet::Drone> drone(const fleet::Principal& principal, const DroneId& id) override {
    return store_.drone(principal, id);
  }
  [[nodiscard]] Result<fleet::Drone> enrol(const fleet::Principal& principal, const DroneId& id, std::string_view name,
                                           const crypto::Digest& token_hash) override {
    return store_.enrol(principal, id, name, token_hash);
  }
  [[nodiscard]] Status retire(const fleet::Principal& principal, const DroneId& id) override {
    return store_.retire(principal, id);
  }
  [[nodiscard]] Result<DroneId> drone_by_token(const fleet::Principal& principal,
                                               const crypto::Digest& token_hash) override {
    return store_.drone_by_token(principal, token_hash);
  }
  [[nodiscard]] Result<std::vector<fleet::DetectionReport>> detections(const fleet::Principal& principal,
                                                                       const DroneId& drone, fleet::TimeRange range,
                                                                       std::size_t limit) override {
    return store_.detections(principal, drone, range, limit);
  }
  [[nodiscard]] Result<std::vector<fleet::TelemetrySample>> telemetry(const fleet::Principal& principal,
                                                                      const DroneId& drone, fleet::TimeRange range,
                                                                      std::size_t max_points) override {
    return store_.telemetry(principal, drone, range, max_points);
  }
  [[nodiscard]] Result<std::optional<fleet::TelemetrySample>> telemetry_at(const fleet::Principal& principal,
                                                                           const DroneId& drone, Timestamp at) override {
    return store_.telemetry_at(principal, drone, at);
  }
  [[nodiscard]] Result<std::vector<fleet::Attachment>> attachments(const fleet::Principal& principal, const DroneId& drone,
                                                                   fleet::TimeRange range) override {
    return store_.attachments(principal, drone, range);
  }
  [[nodiscard]] Result<std::vector<fleet::NamedGap>> gaps(const fleet::Principal& principal, const DroneId& drone,
                                                          fleet::TimeRange range) override {
    return store_.gaps(principal, drone, range);
  }
  [[nodiscard]] Result<fleet::FleetCounts> counts(const fleet::Principal& principal) override {
    return store_.counts(principal);
  }
  [[nodiscard]] Result<fleet::Page<fleet::Incident>> incidents(const fleet::Principal& principal,
                                                               const fleet::IncidentFilter& filter,
                                                               const fleet::PageRequest& page) override {
    return store_.incidents(principal, filter, page);
  }
  [[nodiscard]] Result<fleet::Incident> incident(const fleet::Principal& principal, fleet::IncidentId id) override {
    return store_.incident(principal, id);
  }
  [[nodiscard]] Result<std::vector<fleet::IncidentEvent>> history(const fleet::Principal& principal,
                                                                  fleet::IncidentId id) override {
    return store_.history(principal, id);
  }
  [[nodiscard]] Result<fleet::Incident> step(const fleet::Principal& principal, fleet::IncidentId id,
                                             const fleet::IncidentStepRequest& request) override {
    return store_.step(principal, id, request);
  }
  [[nodiscard]] Result<fleet::IncidentEvent> add_note(const fleet::Principal& principal, fleet::IncidentId id,
                                                      std::string_view text) override {
    return store_.add_note(principal, id, text);
  }
  [[nodiscard]] Result<std::vector<fleet::User>> users(const fleet::Principal& principal) override {
    return store_.users(principal);
  }
  [[nodiscard]] Result<fleet::User> create_user(const fleet::Principal& principal, const fleet::NewUser& user) override {
    return store_.create_user(principal, user);
  }
  [[nodiscard]] Result<fleet::User> change_user(const fleet::Principal& principal, std::string_view name,
                                                const fleet::UserChange& change) override {
    return store_.change_user(principal, name, change);
  }
  [[nodiscard]] Result<fleet::StoredCredentials> credentials(const fleet::Principal& principal,
                                                             std::string_view user) override {
    return store_.credentials(principal, user);
  }
  [[nodiscard]] Status open_session(const fleet::Principal& principal, const crypto::Digest& token_hash,
                                    std::string_view user, Timestamp expires_at) override {
    return store_.open_session(principal, token_hash, user, expires_at);
  }
  [[nodiscard]] Result<fleet::Session> session(const fleet::Principal& principal,
                                               const crypto::Digest& token_hash) override {
    return store_.session(principal, token_hash);
  }
  [[nodiscard]] Status close_session(const fleet::Principal& principal, const crypto::Digest& token_hash) override {
    return store_.close_session(principal, token_hash);
  }
  [[nodiscard]] Result<fleet::RuleDocument> rules(const fleet::Principal& principal) override {
    return store_.rules(principal);
  }
  [[nodiscard]] Result<fleet::RuleDocument> put_rules(const fleet::Principal& principal, std::uint64_t read_version,
                                                      std::string_view text) override {
    return store_.put_rules(principal, read_version, text);
  }
  [[nodiscard]] Status note_in_audit(const fleet::Principal& principal, const fleet::AuditNote& note) override {
    if (auto trouble = next_failure()) return fail(*trouble);
    return store_.note_in_audit(principal, note);
  }
  [[nodiscard]] Result<fleet::Page<fleet::AuditEntry>> audit(const fleet::Principal& principal,
                                                             const fleet::PageRequest& page) override {
    return store_.audit(principal, page);
  }
  [[nodiscard]] Result<fleet::AuditReport> verify_audit(const fleet::Principal& principal) override {
    return store_.verify_audit(principal);
  }

 private:
  std::optional<Error> next_failure() {
    const std::lock_guard lock(mutex_);
    if (failures_left_ == 0) return std::nullopt;
    --failures_left_;
    return reason_;
  }

  fleet::FleetStore& store_;
  std::mutex mutex_;
  int failures_left_ = 0;
  Error reason_;
  std::string refused_frame_;
};

}  // namespace eyrie::gateway
