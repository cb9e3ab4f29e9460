// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "storage/sqlite/sqlite_fleet_store.hpp"

namespace eyrie::storage::sqlite {
namespace {

using namespace fleet;

constexpr std::string_view kAuditColumns = "id, at, actor, action, subject, detail, previous, digest";
constexpr std::size_t kMaxRulesText = 1U << 20U;
constexpr std::size_t kMaxDetail = 4096;

AuditEntry entry_of(const Query& row) {
  return {.index = static_cast<std::uint64_t>(row.integer(0)),
          .at = row.time(1),
          .actor = row.text(2),
          .action = row.text(3),
          .subject = row.text(4),
          .detail = row.text(5),
          .previous = row.digest(6),
          .digest = row.digest(7)};
}

Result<RuleDocument> current_rules(Database& database, const std::string& site) {
  auto query = database.query(
      "SELECT version, document, changed_at, changed_by FROM rules WHERE site = ? ORDER BY version DESC LIMIT 1");
  const auto row = query.bind(site).step();
  if (!row) return fail(row.error());
  if (!*row) return RuleDocument{};
  return RuleDocument{.version = static_cast<std::uint64_t>(query.integer(0)),
                      .text = query.text(1),
                      .changed_at = query.time(2),
                      .changed_by = query.text(3)};
}

}  // namespace

Status append_audit(Database& database, const Principal& principal, Timestamp at, const AuditNote& note) {
  AuditEntry entry{.index = 1,
                   .at = at,
                   .actor = principal.actor(),
                   .action = note.action,
                   .subject = note.subject,
                   .detail = note.detail};
  {
    auto last = database.query("SELECT id, digest FROM audit ORDER BY id DESC LIMIT 1");
    const auto row = last.step();
    if (!row) return fail(row.error());
    if (*row) {
      entry.index = static_cast<std::uint64_t>(last.integer(0)) + 1;
      entry.previous = last.digest(1);
    }
  }
  entry.digest = digest_of(entry);
  return database
      .query("INSERT INTO audit (id, at, actor, action, subject, detail, previous, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(entry.index, entry.at, entry.actor, entry.action, entry.subject, entry.detail, entry.previous, entry.digest)
      .run();
}

Status SqliteFleetStore::note_in_audit(const Principal& principal, const AuditNote& note) {
  if (note.action.empty() || note.action.size() > 64 || note.subject.size() > 256 || note.detail.size() > kMaxDetail) {
    return fail(Error::kInvalidArgument,
                "an audit note has an action of 1 to 64 bytes, a subject up to 256 and a detail up to 4096");
  }
  return connections_.write([&](Database& database) -> Status {
    if (principal.kind() == Principal::Kind::kDrone) {
      // Anybody can call himself a drone where the broker has no access list, and the trail keeps everything for ever.
      if (auto status = require_enrolled(database, principal, stored_drone(principal.name())); !status) return status;
    }
    return append_audit(database, principal, now(), note);
  });
}

Result<Page<AuditEntry>> SqliteFleetStore::audit(const Principal& principal, const PageRequest& page) {
  if (auto status = require(principal, Action::kReadAudit); !status) return fail(status.error());
  const auto before = cursor_of(page, std::numeric_limits<std::int64_t>::max());
  if (!before) return fail(before.error());
  return connections_.read([&](Database& database) -> Result<Page<AuditEntry>> {
    auto query = database.query(select(kAuditColumns, "audit WHERE id < ? ORDER BY id DESC LIMIT ?"));
    query.bind(*before, page.limit + 1);
    auto entries = collect(std::move(query), entry_of);
    if (!entries) return fail(entries.error());
    return page_of(std::move(*entries), page.limit, [](const AuditEntry& entry) { return entry.index; });
  });
}

Result<AuditReport> SqliteFleetStore::verify_audit(const Principal& principal) {
  if (auto status = require(principal, Action::kReadAudit); !status) return fail(status.error());
  return connections_.read([&](Database& database) -> Result<AuditReport> {
    ChainVerifier verifier;
    for (std::int64_t last = 0;;) {
      auto query = database.query(select(kAuditColumns, "audit WHERE id > ? ORDER BY id LIMIT 1000"));
      query.bind(last);
      const auto entries = collect(std::move(query), entry_of);
      if (!entries) return fail(entries.error());
      const auto problem = verifier.check(*entries);
      if (problem || entries->empty())
        return AuditReport{.entries = verifier.index(), .head = verifier.head(), .problem = problem};
      last = static_cast<std::int64_t>(entries->back().index);
    }
  });
}

Result<RuleDocument> SqliteFleetStore::rules(const Principal& principal) {
  if (!may(principal, Action::kReport)) {
    if (auto status = require(principal, Action::kView); !status) return fail(status.error());
  }
  return connections_.read([&](Database& database) { return current_rules(database, principal.site()); });
}

Result<RuleDocument> SqliteFleetStore::put_rules(const Principal& principal, std::uint64_t read_version,
                                                 std::string_view text) {
  if (auto status = require(principal, Action::kChangeRules); !status) return fail(status.error());
  if (text.size() > kMaxRulesText) return fail(Error::kTooLarge, "rules are at most 1 MiB of text");
  return connections_.write([&](Database& database) -> Result<RuleDocument> {
    const auto current = current_rules(database, principal.site());
    if (!current) return fail(current.error());
    if (current->version != read_version) {
      return fail(Error::kConflict, "the rules are at version " + std::to_string(current->version) +
                                        " by now, the change was made to " + std::to_string(read_version) +
                                        ". Read them again");
    }
    const RuleDocument next{
        .version = read_version + 1, .text = std::string(text), .changed_at = now(), .changed_by = principal.actor()};
    auto status =
        database.query("INSERT INTO rules (site, version, document, changed_at, changed_by) VALUES (?, ?, ?, ?, ?)")
            .bind(principal.site(), next.version, next.text, next.changed_at, next.changed_by)
            .run();
    if (!status) return fail(status.error());
    // The digest of the text is in the chain, so that what a version said can be proved.
    status = append_audit(database, principal, next.changed_at,
                          {.action = "rules.put",
                           .subject = "rules:" + std::to_string(next.version),
                           .detail = "sha256 " + crypto::to_hex(crypto::sha256(text))});
    if (!status) return fail(status.error());
    return next;
  });
}

}  // namespace eyrie::storage::sqlite
