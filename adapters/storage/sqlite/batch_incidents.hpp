// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fleet/store.hpp"
#include "storage/sqlite/database.hpp"

namespace eyrie::storage::sqlite {

/// What one batch does to incidents: hits of rules open and update them, frames and clips are attached to those they show.
/// Incidents are read once for each rule and written back at the end. Lives as long as the transaction.
class BatchIncidents {
 public:
  /// `items` is the whole batch: when its reports were captured says which incidents they may belong to.
  BatchIncidents(Database& database, const fleet::Principal& principal, Timestamp now,
                 std::span<const fleet::IngestItem> items);

  /// The hits of one report, whose detections begin at `first_detection`.
  [[nodiscard]] Status apply(const std::vector<fleet::RuleHit>& hits, std::int64_t first_detection);
  /// Attached when everything else of the batch is there. One whose key is known changes nothing: a drone that was killed
  /// after it had told of a file tells of it again, under another number.
  [[nodiscard]] Status add(const fleet::Attachment& attachment);
  /// Writes everything back and says what became of which incident.
  [[nodiscard]] Result<std::vector<fleet::IncidentChange>> finish();

 private:
  [[nodiscard]] Status apply(const std::vector<fleet::RuleHit>& hits, std::vector<fleet::Incident>& known,
                             std::int64_t first_detection);
  [[nodiscard]] Status open(const fleet::RuleHit& hit, std::vector<fleet::Incident>& known, std::int64_t first_detection);
  [[nodiscard]] Result<std::vector<fleet::Incident>*> known_of(const fleet::RuleHit& hit);
  void changed(fleet::IncidentId id, fleet::IncidentChange::Kind kind);

  [[nodiscard]] Status save_known();
  [[nodiscard]] Status link_attachments();
  [[nodiscard]] Status link_earlier(fleet::IncidentId id);
  [[nodiscard]] Status link(const fleet::Attachment& attachment, fleet::Incident& incident);
  [[nodiscard]] Status take_box(const fleet::Attachment& attachment, fleet::Incident& incident);
  [[nodiscard]] Status mark_detections(const fleet::Attachment& attachment);

  Database& database_;
  const fleet::Principal& principal_;
  const Timestamp now_;
  std::optional<Timestamp> from_;
  std::optional<Timestamp> to_;
  std::map<std::string, std::vector<fleet::Incident>, std::less<>> known_;  ///< by rule
  std::map<fleet::IncidentId, fleet::IncidentChange::Kind> changes_;
  std::vector<fleet::Attachment> attachments_;
};

}  // namespace eyrie::storage::sqlite
