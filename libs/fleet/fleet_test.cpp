// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <set>

#include <gtest/gtest.h>

#include "fleet/audit.hpp"
#include "fleet/blobs.hpp"
#include "fleet/incident.hpp"
#include "fleet/principal.hpp"
#include "fleet/store.hpp"
#include "fleet/users.hpp"

namespace eyrie::fleet {
namespace {

constexpr std::array kAllActions{Action::kView,          Action::kHandleIncidents, Action::kInfer,
                                 Action::kCommandDrones, Action::kCommandFlight,   Action::kReadDeadLetters,
                                 Action::kEnrolDrones,   Action::kChangeRules,     Action::kReadAudit,
                                 Action::kManageUsers,   Action::kReport,          Action::kAuthenticate};

std::set<std::string_view> rights_of(const Principal& principal) {
  std::set<std::string_view> rights;
  for (const Action action : kAllActions) {
    if (may(principal, action)) rights.insert(name_of(action));
  }
  return rights;
}

TEST(Rights, GrowWithTheRole) {
  using Rights = std::set<std::string_view>;
  const Rights viewer{"view"};
  Rights op = viewer;
  op.insert({"handle_incidents", "infer", "command_drones", "read_dead_letters"});
  Rights supervisor = op;
  supervisor.insert({"command_flight", "change_rules", "read_audit"});
  Rights admin = supervisor;
  admin.insert({"enrol_drones", "manage_users"});
  EXPECT_EQ(rights_of(Principal::user("a", Role::kViewer)), viewer);
  EXPECT_EQ(rights_of(Principal::user("a", Role::kOperator)), op);
  EXPECT_EQ(rights_of(Principal::user("a", Role::kSupervisor)), supervisor);
  EXPECT_EQ(rights_of(Principal::user("a", Role::kAdmin)), admin);
}

TEST(Rights, ADroneReportsForItselfAndNothingElse) {
  const DroneId one = *DroneId::parse("drone-01");
  const DroneId other = *DroneId::parse("drone-02");
  const Principal drone = Principal::drone(one);
  EXPECT_EQ(rights_of(drone), (std::set<std::string_view>{"report"}));
  EXPECT_TRUE(require(drone, Action::kReport, one));
  EXPECT_EQ(require(drone, Action::kReport, other).error().code, Error::kPermissionDenied);
}

TEST(Rights, NoProgramHandlesIncidentsOrFliesInAPersonsPlace) {
  const auto rights = rights_of(Principal::service("gateway"));
  EXPECT_EQ(rights.size(), kAllActions.size() - 2);
  EXPECT_FALSE(rights.contains("handle_incidents"));
  EXPECT_FALSE(rights.contains("command_flight"));
}

TEST(Rights, ARefusalNamesWhoWhatAndWhichRoleItTakes) {
  EXPECT_EQ(require(Principal::user("vera", Role::kViewer), Action::kChangeRules).error().message,
            "user:vera may not change_rules; that takes the role supervisor");
}

TEST(Incident, StepsFollowTheTableAndNothingElse) {
  using enum IncidentStep;
  constexpr std::array kSteps{kAcknowledge, kAssign, kResolve, kFalseAlarm, kReopen};
  const auto row = [&](IncidentStatus status) {
    std::string text;
    for (const IncidentStep step : kSteps)
      text += std::string(after(status, step) ? name_of(*after(status, step)) : "-") + " ";
    return text;
  };
  EXPECT_EQ(row(IncidentStatus::kOpen), "acknowledged assigned - false_alarm - ");
  EXPECT_EQ(row(IncidentStatus::kAcknowledged), "- assigned resolved false_alarm - ");
  EXPECT_EQ(row(IncidentStatus::kAssigned), "- assigned resolved false_alarm - ");
  EXPECT_EQ(row(IncidentStatus::kResolved), "- - - - open ");
  EXPECT_EQ(row(IncidentStatus::kFalseAlarm), "- - - - open ");
  EXPECT_EQ(after(IncidentStatus::kOpen, kResolve).error().message,
            "an incident that is open cannot take the step resolve; it can take: acknowledge, assign, false_alarm");
}

TEST(Names, AreReadBackAndOthersRefusedWithWhatThereIs) {
  for (const Severity severity : {Severity::kLow, Severity::kMedium, Severity::kHigh, Severity::kCritical}) {
    EXPECT_EQ(parse_severity(name_of(severity)), severity);
  }
  for (const Role role : {Role::kViewer, Role::kOperator, Role::kSupervisor, Role::kAdmin})
    EXPECT_EQ(parse_role(name_of(role)), role);
  EXPECT_EQ(parse_role("root").error().message, "no role \"root\"; there are: viewer, operator, supervisor, admin");
}

std::vector<AuditEntry> chain(std::uint64_t length) {
  std::vector<AuditEntry> entries;
  for (std::uint64_t i = 1; i <= length; ++i) {
    AuditEntry entry{.index = i,
                     .at = from_nanoseconds(static_cast<std::int64_t>(i)),
                     .actor = "user:ada",
                     .action = "test",
                     .subject = "x",
                     .detail = ""};
    if (!entries.empty()) entry.previous = entries.back().digest;
    entry.digest = digest_of(entry);
    entries.push_back(entry);
  }
  return entries;
}

TEST(AuditChain, CanonicalBytesAreFixedForEver) {
  // Written out by hand from the description in the header, hashed by Python's hashlib.
  AuditEntry entry{
      .index = 1, .at = from_nanoseconds(2), .actor = "user:ada", .action = "a", .subject = "", .detail = "\xC3\xA9"};
  EXPECT_EQ(canonical_bytes(entry).size(), 8U * 6 + 8 + 1 + 0 + 2);
  EXPECT_EQ(crypto::to_hex(digest_of(entry)), "46d02d05371d146c0e0e799efb67b1738f9ee4e52457fb116d83e72724fee615");
}

TEST(AuditChain, AnyChangeRemovalOrSwapIsFoundAtItsPlace) {
  const auto good = chain(10);
  EXPECT_FALSE(ChainVerifier().check(good));
  const auto broken_at = [](const std::vector<AuditEntry>& entries) {
    const auto problem = ChainVerifier().check(entries);
    return problem ? problem->index : 0;
  };
  auto forged = good;
  forged[4].actor = "user:eve";
  EXPECT_EQ(broken_at(forged), 5U);
  forged[4].digest = digest_of(forged[4]);
  EXPECT_EQ(broken_at(forged), 6U) << "rewriting one entry well breaks the next";
  forged = good;
  forged.erase(forged.begin() + 2);
  EXPECT_EQ(broken_at(forged), 3U);
  forged = good;
  std::swap(forged[7], forged[8]);
  EXPECT_EQ(broken_at(forged), 8U);
  forged = good;
  forged.erase(forged.begin());
  EXPECT_EQ(broken_at(forged), 1U);
}

TEST(AuditChain, FieldsCannotRunIntoEachOther) {
  AuditEntry a{.index = 1, .at = {}, .actor = "ab", .action = "c", .subject = "", .detail = ""};
  AuditEntry b{.index = 1, .at = {}, .actor = "a", .action = "bc", .subject = "", .detail = ""};
  EXPECT_NE(digest_of(a), digest_of(b));
}

TEST(AuditChain, PiecesAreCheckedLikeTheWhole) {
  const auto good = chain(10);
  ChainVerifier verifier;
  EXPECT_FALSE(verifier.check(std::span(good).first(4)));
  EXPECT_FALSE(verifier.check(std::span(good).subspan(4)));
  EXPECT_EQ(verifier.index(), 10U);
  EXPECT_EQ(verifier.head(), good.back().digest);
  EXPECT_TRUE(verifier.check(std::span(good).first(1)));
}

TEST(BlobKey, TheSeedsFormIsMadeAndRead) {
  const auto key = BlobKey::dated(*DroneId::parse("drone-01"), *parse_rfc3339("2025-09-24T09:10:15.120Z"), "clip", "mp4");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->str(), "drone-01/2025/09/24/clip_1758705015120.mp4");
  EXPECT_EQ(BlobKey::parse(key->str()), *key);
  EXPECT_EQ(key->drone(), *DroneId::parse("drone-01"));
  EXPECT_EQ(media_type_of(*key), "video/mp4");
}

TEST(BlobKey, NothingThatCouldLeaveTheFolderIsAKey) {
  for (const char* text :
       {"", "drone-01", "/etc/passwd", "drone-01/", "drone-01//x", "drone-01/../x", "../drone-01/x", "drone-01/./x",
        "drone-01/.hidden", "drone-01/a\\b", "drone-01/a b", "drone-01/a%2e", "drone-01/1/2/3/4/5/6/7/8", "drone-01/x\n"}) {
    EXPECT_FALSE(BlobKey::parse(text)) << text;
  }
  EXPECT_FALSE(BlobKey::parse("drone-01/" + std::string(248, 'x')));
  EXPECT_FALSE(BlobKey::parse(std::string("drone-01/a\0b", 12)));
}

TEST(UserName, IsSafeInEveryPlace) {
  for (const char* name : {"ada", "a.b-c_d9", "0"}) EXPECT_TRUE(validate_user_name(name)) << name;
  for (const char* name : {"", "Ada", "-a", ".a", "a b", "a/b", "a'"}) EXPECT_FALSE(validate_user_name(name)) << name;
}

TEST(Content, EveryFieldOfAForeignMessageCounts) {
  DetectionReport report;
  report.drone = *DroneId::parse("drone-01");
  report.objects = {
      {.class_name = "person", .confidence = 0.5, .box = {0.1, 0.2, 0.3, 0.4}, .track_id = "", .position = {}}};
  const auto digest = content_digest(report);
  EXPECT_EQ(content_digest(report), digest);
  auto other = report;
  other.objects[0].box.x_max = 0.31;
  EXPECT_NE(content_digest(other), digest);
  other = report;
  other.objects[0].position = GroundPosition{};
  EXPECT_NE(content_digest(other), digest);
  other = report;
  other.objects.push_back(report.objects[0]);
  EXPECT_NE(content_digest(other), digest);
  TelemetrySample sample;
  sample.drone = report.drone;
  const auto empty = content_digest(sample);
  sample.alt_m = 0;
  EXPECT_NE(content_digest(sample), empty);
}

}  // namespace
}  // namespace eyrie::fleet
