// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/fleet_store.hpp"

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "fleet/testing/store_compliance.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/rows.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::storage::sqlite {
namespace {

using namespace fleet;
using compliance::ManualClock;

struct Sqlite {
  static Result<std::unique_ptr<FleetStore>> open(const std::filesystem::path& folder, const Clock& clock) {
    return open_fleet_store({.path = folder / "fleet.db", .clock = &clock});
  }
};

class SqliteFile : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path path() const { return folder_ / "fleet.db"; }
  [[nodiscard]] Result<std::unique_ptr<FleetStore>> open(ByteCount max_size = {}) const {
    return open_fleet_store({.path = path(), .unknown_drones = UnknownDrones::kEnrolWhenFirstSeen, .max_size = max_size});
  }
  [[nodiscard]] static std::vector<IngestItem> batch(std::uint64_t first, std::uint64_t count) {
    std::vector<IngestItem> items;
    for (std::uint64_t seq = first; seq < first + count; ++seq) {
      DetectionReport report;
      report.drone = *DroneId::parse("drone-01");
      report.message = MessageId{.epoch = "e1", .seq = seq};
      report.captured_at = from_nanoseconds(1'758'705'015'000'000'000) + std::chrono::milliseconds(seq);
      report.frame_id = to_string(FrameId{seq});
      report.objects.push_back(
          {.class_name = "person", .confidence = 0.9, .box = {0.1, 0.2, 0.3, 0.4}, .track_id = "t1", .position = {}});
      items.emplace_back(std::move(report));
    }
    return items;
  }
  [[nodiscard]] std::int64_t ask(const char* sql) const {
    auto database = Database::open({.path = path()});
    return *number(database->query(sql));
  }

  const test::TempFolder folder_;
  const Principal service_ = Principal::service("gateway");
};

TEST_F(SqliteFile, HoldsTheSeedsTablesColumnsAndIndexes) {
  ASSERT_TRUE(open());
  for (const char* sql :
       {"SELECT count(id + drone_id + timestamp + class + confidence + x_min + y_min + x_max + y_max + frame_id + object_id "
        "+ clip_s3_key + "
        "processed + created_at) FROM detections",
        "SELECT count(id + detection_id + incident_type + severity + status + assigned_to + created_at) FROM incidents",
        "SELECT count(time + drone_id + lat + lon + alt + speed + battery_percent) FROM telemetry"}) {
    EXPECT_EQ(ask(sql), 0) << sql;
  }
  EXPECT_EQ(ask("SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name IN ('idx_detections_ts', "
                "'idx_detections_drone')"),
            2);
  // The insert of the seed's example server works as it stands, and its defaults are the seed's.
  auto database = Database::open({.path = path()});
  ASSERT_TRUE(
      database->execute("INSERT INTO detections (drone_id,timestamp,class,confidence,x_min,y_min,x_max,y_max,frame_id) "
                        "VALUES ('drone-01','2025-09-24T09:10:15Z','person',0.92,0.1,0.2,0.3,0.4,'frame_123')"));
  EXPECT_EQ(ask("SELECT count(*) FROM detections WHERE processed = 0 AND created_at > '2025'"), 1);
}

TEST_F(SqliteFile, OfANewerProgramIsRefusedWithTheRemedy) {
  ASSERT_TRUE(open());
  auto database = Database::open({.path = path()});
  ASSERT_TRUE(database->execute("INSERT INTO schema_migrations VALUES (999, '0999_future', 'x', 'now')"));
  const auto refused = open();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Error::kUnsupported);
  EXPECT_NE(refused.error().message.find("0999_future"), std::string::npos) << refused.error().message;
}

TEST_F(SqliteFile, WithAMigrationOfAnotherTextIsRefused) {
  ASSERT_TRUE(open());
  auto database = Database::open({.path = path()});
  ASSERT_TRUE(database->execute("UPDATE schema_migrations SET sha256 = 'other' WHERE version = 1"));
  EXPECT_EQ(open().error().code, Error::kCorrupt);
}

TEST_F(SqliteFile, OfAProgramBeforeAreasOnTheGroundKeepsItsRulesAndIncidents) {
  constexpr std::string_view kRules =
      R"({"version":1,"rules":[{"id":"gate","kind":"intrusion","classes":["person"],"zone":[[0,0],[1,0],[1,1]]}]})";
  {
    auto database = Database::open({.path = path()});
    ASSERT_TRUE(migrate(*database, embedded_migrations().first(4), {}));
    ASSERT_TRUE(database
                    ->query("INSERT INTO rules (site, version, document, changed_at, changed_by) VALUES "
                            "('home', 1, ?, '2026-01-01T00:00:00.000000000Z', 'user:ada')")
                    .bind(kRules)
                    .run());
    ASSERT_TRUE(
        database->execute("INSERT INTO incidents (id, incident_type, severity, drone_id, track_id, opened_at, "
                          "last_seen_at, lat, lon) VALUES (7, 'intrusion', 3, 'drone-01', 't1', "
                          "'2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 53.7, -1.7)"));
  }
  const auto store = open();
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_EQ((*store)->rules(service_)->text, kRules);
  const auto incident = (*store)->incident(service_, {7});
  ASSERT_TRUE(incident) << incident.error().message;
  EXPECT_EQ(incident->track_id, "t1");
  EXPECT_TRUE(incident->witnesses.empty());
}

TEST_F(SqliteFile, AMigrationThatFailsLeavesNothingBehind) {
  auto database = Database::open({.path = path()});
  const std::array<Migration, 2> migrations{
      Migration{"0001_good", "CREATE TABLE good (id INTEGER)"},
      Migration{"0002_bad", "CREATE TABLE half (id INTEGER); SELECT no_such_function()"}};
  EXPECT_FALSE(migrate(*database, migrations, {}));
  EXPECT_EQ(ask("SELECT count(*) FROM sqlite_master WHERE name = 'half'"), 0);
  EXPECT_EQ(ask("SELECT count(*) FROM schema_migrations"), 1);
  EXPECT_TRUE(migrate(*database, std::span(migrations).first(1), {}));
}

TEST_F(SqliteFile, ThatIsNoDatabaseIsRefused) {
  std::ofstream(path()) << std::string(10'000, 'x');
  EXPECT_EQ(open().error().code, Error::kCorrupt);
}

TEST_F(SqliteFile, AFullDiskRefusesTheWholeBatchAndTheNextSmallOneGoesOn) {
  auto store = open(ByteCount{400U << 10U});
  ASSERT_TRUE(store) << store.error().message;
  std::uint64_t stored = 0;
  Result<IngestOutcome> outcome;
  for (int i = 0; i < 100 && outcome; ++i) {
    outcome = (*store)->ingest(service_, batch(stored + 1, 200), {});
    if (outcome) stored += 200;
  }
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, Error::kExhausted);
  EXPECT_TRUE(outcome.error().can_retry);
  EXPECT_GT(stored, 0U);
  store->reset();
  EXPECT_EQ(ask("SELECT count(*) FROM messages"), static_cast<std::int64_t>(stored));
  EXPECT_EQ(ask("SELECT count(*) FROM detections"), static_cast<std::int64_t>(stored));
  EXPECT_EQ(ask("SELECT max(last) FROM ledger_ranges"), static_cast<std::int64_t>(stored));
  auto larger = open(ByteCount{4U << 20U});
  EXPECT_TRUE((*larger)->ingest(service_, batch(stored + 1, 200), {})) << "more room, and it goes on";
}

/// A writer that is killed at a random moment tells through a pipe what it was told is committed.
TEST_F(SqliteFile, AfterKillHoldsExactlyWhatWasCommitted) {
  std::uint64_t told = 0;
  for (int round = 0; round < 5; ++round) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    const pid_t writer = fork();
    if (writer == 0) {
      const auto end_because = [](const std::string& reason) {
        std::cerr << "the writer: " << reason << std::endl;
        _exit(1);
      };
      auto store = open();
      if (!store) end_because(store.error().message);
      for (std::uint64_t first = told + 1;; first += 50) {
        const auto outcome = (*store)->ingest(service_, batch(first, 50), {});
        if (!outcome) end_because(outcome.error().message);
        const std::uint64_t last = first + 49;
        if (write(ends[1], &last, sizeof last) != sizeof last) end_because("nobody listens");
      }
    }
    close(ends[1]);
    for (int i = 0; i < 3 + round && read(ends[0], &told, sizeof told) == sizeof told; ++i) continue;
    kill(writer, SIGKILL);
    for (std::uint64_t more = 0; read(ends[0], &more, sizeof more) == sizeof more;) told = more;
    close(ends[0]);
    int status = 0;
    waitpid(writer, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";

    ASSERT_TRUE(open());
    const auto messages = static_cast<std::uint64_t>(ask("SELECT count(*) FROM messages"));
    EXPECT_TRUE(messages == told || messages == told + 50) << messages << " stored, " << told << " told";
    EXPECT_EQ(ask("SELECT count(*) FROM detections"), static_cast<std::int64_t>(messages));
    EXPECT_EQ(ask("SELECT sum(last - first + 1) FROM ledger_ranges"), static_cast<std::int64_t>(messages));
    EXPECT_EQ(ask("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
    told = messages;
  }
}

TEST_F(SqliteFile, TheAuditTrailCannotBeRewrittenInPlaceAndAForgedCopyIsFound) {
  const Principal admin = Principal::user("ada", Role::kAdmin);
  auto store = open();
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE((*store)->note_in_audit(admin, {.action = "test.step", .subject = std::to_string(i), .detail = {}}));
  auto database = Database::open({.path = path()});
  EXPECT_FALSE(database->execute("UPDATE audit SET actor = 'user:eve' WHERE id = 3"));
  EXPECT_FALSE(database->execute("DELETE FROM audit WHERE id = 3"));
  ASSERT_TRUE(database->execute("DROP TRIGGER audit_entries_are_final; UPDATE audit SET actor = 'user:eve' WHERE id = 3"));
  const auto report = (*store)->verify_audit(admin);
  ASSERT_TRUE(report && report->problem);
  EXPECT_EQ(report->problem->index, 3U);
  EXPECT_EQ(report->entries, 2U);
}

TEST_F(SqliteFile, EnrolsWhatItFirstSeesOnlyWhereThatIsThePolicy) {
  auto store = open();
  EXPECT_EQ((*store)->ingest(service_, batch(1, 1), {})->items, (std::vector{ItemOutcome::kStored}));
}

TEST_F(SqliteFile, ThatIsDamagedFailsWithoutBlamingAMessage) {
  auto store = open();
  ASSERT_TRUE((*store)->ingest(service_, batch(1, 2'000), {}));
  store->reset();
  const auto size = std::filesystem::file_size(path());
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096 * 40);
  file << std::string(size - 4096 * 40, 'x');
  file.close();
  store = open();
  ASSERT_TRUE(store);
  const auto outcome = (*store)->ingest(service_, batch(2'001, 2'000), {});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, Error::kCorrupt) << outcome.error().message;
  EXPECT_NE(outcome.error().message.find("Restore"), std::string::npos);
}

TEST_F(SqliteFile, AStatementThatCannotBePreparedSaysWhy) {
  ASSERT_TRUE(open());
  auto database = Database::open({.path = path()});
  const auto status = database->query("SELECT x FROM no_such_table").bind("1").run();
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("no_such_table"), std::string::npos) << status.error().message;
}

TEST_F(SqliteFile, ThousandsOfStrangersDoNotFillTheTable) {
  auto store = open_fleet_store({.path = path()});
  std::vector<IngestItem> items;
  for (int i = 0; i < 1500; ++i) {
    auto item = std::get<DetectionReport>(batch(1, 1).front());
    item.drone = *DroneId::parse("stranger-" + std::to_string(i));
    items.emplace_back(std::move(item));
  }
  ASSERT_TRUE((*store)->ingest(service_, items, {}));
  EXPECT_EQ(ask("SELECT count(*) FROM drones"), 1000);
}

}  // namespace
}  // namespace eyrie::storage::sqlite

namespace eyrie::fleet::compliance {
INSTANTIATE_FLEET_STORE_COMPLIANCE(Sqlite, storage::sqlite::Sqlite);
}
