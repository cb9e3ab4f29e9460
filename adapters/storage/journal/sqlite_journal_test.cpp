// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/journal/sqlite_journal.hpp"

#include <csignal>
#include <fstream>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/support/child_process.hpp"
#include "tests/support/journal_compliance.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::storage {
namespace {

using namespace std::chrono_literals;
using test::append;
using test::bury;
using test::entry;
using test::seqs_of;
using test::TempFolder;

std::unique_ptr<SqliteJournal> open_journal(SqliteJournal::Options options) {
  auto journal = SqliteJournal::open(std::move(options), system_clock());
  EXPECT_TRUE(journal) << journal.error().message;
  return journal ? *std::move(journal) : nullptr;
}

std::unique_ptr<SqliteJournal> open_journal(const std::filesystem::path& file) {
  return open_journal({.file = file, .group_delay = 1ms});
}

struct SqliteTraits {
  /// A journal that takes its folder with it.
  class InTempFolder final : public delivery::Journal {
   public:
    [[nodiscard]] const std::string& epoch() const noexcept override { return journal_->epoch(); }
    [[nodiscard]] Result<delivery::SeqRange> append(std::span<const delivery::NewEntry> e) override {
      return journal_->append(e);
    }
    [[nodiscard]] Result<std::vector<delivery::StoredEntry>> read(std::span<const std::uint64_t> s) const override {
      return journal_->read(s);
    }
    [[nodiscard]] Result<std::vector<delivery::EntryInfo>> index() const override { return journal_->index(); }
    [[nodiscard]] Status forget(const delivery::RangeSet& r) override { return journal_->forget(r); }
    [[nodiscard]] Result<std::vector<delivery::EntryInfo>> bury(std::span<const delivery::SeqRange> r,
                                                                const delivery::ComposeTombstone& c) override {
      return journal_->bury(r, c);
    }
    [[nodiscard]] delivery::JournalStats stats() const override { return journal_->stats(); }

   private:
    TempFolder folder_;
    std::unique_ptr<SqliteJournal> journal_ = open_journal(folder_ / "journal.db");
  };
  [[nodiscard]] static std::unique_ptr<delivery::Journal> make() { return std::make_unique<InTempFolder>(); }
};

}  // namespace
}  // namespace eyrie::storage

namespace eyrie::test {
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, JournalCompliance, storage::SqliteTraits);
}

namespace eyrie::storage {
namespace {

TEST(SqliteJournal, WhatWasThereIsThereAgainAfterAReopen) {
  const TempFolder folder;
  const auto file = folder / "deep/er/journal.db";
  std::string epoch;
  {
    const auto journal = open_journal(file);
    epoch = journal->epoch();
    for (int i = 0; i < 5; ++i) append(*journal, entry("x", delivery::Urgency::kClip));
    ASSERT_TRUE(bury(*journal, {2, 3}));
    ASSERT_TRUE(journal->forget({{1, 1}, {5, 5}}));
  }
  const auto journal = open_journal(file);
  EXPECT_EQ(journal->epoch(), epoch);
  EXPECT_EQ(journal->set_aside(), "");
  EXPECT_EQ(seqs_of(*journal), (std::vector<std::uint64_t>{2, 4}));
  EXPECT_TRUE(journal->index()->front().is_tombstone);
  EXPECT_EQ(journal->stats().tombstoned, 2U);
  EXPECT_EQ(append(*journal, entry("y")).first, 6U)
      << "the highest number was acknowledged and deleted; it is not given out again";
}

TEST(SqliteJournal, EveryFileHasAnEpochOfItsOwn) {
  const TempFolder folder;
  EXPECT_NE(open_journal(folder / "a.db")->epoch(), open_journal(folder / "b.db")->epoch());
}

TEST(SqliteJournal, SecondProcessOnTheSameFileIsRefused) {
  const TempFolder folder;
  const auto journal = open_journal(folder / "journal.db");
  const auto second = SqliteJournal::open({.file = folder / "journal.db"}, system_clock());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Error::kConflict) << second.error().message;
}

TEST(SqliteJournal, AppendOfNothingUsesNoNumber) {
  const TempFolder folder;
  const auto journal = open_journal(folder / "journal.db");
  const std::vector<delivery::NewEntry> none;
  EXPECT_TRUE(journal->append(none));
  EXPECT_EQ(journal->stats().next_seq, 1U);
}

/// The child's side of the kill test: appends, and tells each confirmed number through the pipe, until it is killed.
void append_until_killed(const std::filesystem::path& file, int pipe) {
  auto journal = SqliteJournal::open({.file = file, .group_delay = 1ms}, system_clock());
  if (!journal) ::_exit(1);
  std::mutex write_mutex;
  const auto work = [&] {
    while (true) {
      const std::vector<delivery::NewEntry> entries{entry("a"), entry("b")};
      const auto range = (*journal)->append(entries);
      if (!range) ::_exit(2);
      const std::lock_guard lock(write_mutex);
      for (std::uint64_t seq = range->first; seq <= range->last; ++seq) {
        if (::write(pipe, &seq, sizeof seq) != sizeof seq) ::_exit(3);
      }
    }
  };
  const std::jthread second(work);
  work();
}

TEST(SqliteJournal, KillNineAtAnyMomentLosesNothingThatWasConfirmed) {
  const TempFolder folder;
  const auto file = folder / "journal.db";
  std::mt19937 random(1);
  std::set<std::uint64_t> confirmed;
  for (int round = 0; round < 20; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) append_until_killed(file, pipe[1]);
    ::close(pipe[1]);
    // Killed after a random number of confirmations, so somewhere in the middle of the next commit.
    const int patience = std::uniform_int_distribution<int>(1, 60)(random);
    std::uint64_t seq = 0;
    int seen = 0;
    while (::read(pipe[0], &seq, sizeof seq) == sizeof seq) {
      ASSERT_TRUE(confirmed.insert(seq).second) << seq << " was given out twice";
      if (++seen == patience) ::kill(child, SIGKILL);
    }
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended with " << WEXITSTATUS(status);
  }
  const auto journal = open_journal(file);
  EXPECT_EQ(journal->set_aside(), "");
  const auto index = journal->index();
  ASSERT_TRUE(index);
  for (std::size_t i = 0; i < index->size(); ++i) ASSERT_EQ((*index)[i].seq(), i + 1) << "a hole or a double";
  ASSERT_FALSE(confirmed.empty());
  EXPECT_GE(index->size(), *confirmed.rbegin());
  EXPECT_EQ(journal->stats().next_seq, index->size() + 1);
  const std::vector<std::uint64_t> all(confirmed.begin(), confirmed.end());
  const auto entries = journal->read(all);
  ASSERT_EQ(entries->size(), all.size());
  for (const auto& stored : *entries) {
    ASSERT_EQ(stored.payload.rfind(journal->epoch() + ':' + std::to_string(stored.info.seq()) + ':', 0), 0U)
        << stored.payload;
  }
}

TEST(SqliteJournal, FullFileRefusesWithoutUsingANumberAndRecovers) {
  const TempFolder folder;
  const auto journal = open_journal({.file = folder / "journal.db", .group_delay = 0ms, .max_file = 1_MiB});
  const auto big = entry(std::string(50'000, 'x'));
  Result<delivery::SeqRange> last;
  do {
    last = journal->append(std::span(&big, 1));
  } while (last && last->first < 1000);
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().code, Error::kExhausted) << last.error().message;
  EXPECT_TRUE(last.error().can_retry);
  const auto full = journal->stats();
  EXPECT_LE(full.file.value, (1_MiB).value + 9 * 1024 * 1024) << "the file and its log";
  EXPECT_EQ(full.entries, full.next_seq - 1);
  ASSERT_TRUE(bury(*journal, {1, 5})) << "giving up makes room";
  EXPECT_EQ(append(*journal, big).first, full.next_seq);
  ASSERT_TRUE(journal->forget({{1, 10}}));
  EXPECT_EQ(append(*journal, big).first, full.next_seq + 1);
}

TEST(SqliteJournal, OneJobThatDoesNotFitLeavesTheOthersOfItsGroupAlone) {
  const TempFolder folder;
  const auto journal = open_journal({.file = folder / "journal.db", .group_delay = 20ms, .max_file = 1_MiB});
  const auto huge = entry(std::string(2'000'000, 'x'));
  std::jthread other([&] { EXPECT_FALSE(journal->append(std::span(&huge, 1))); });
  for (int i = 0; i < 20; ++i) {
    const auto small = entry("small");
    const auto range = journal->append(std::span(&small, 1));
    // A full disk may take the whole group with it; then it says so, and the next attempt succeeds.
    EXPECT_TRUE(range || range.error().can_retry);
  }
  other.join();
  const auto seqs = seqs_of(*journal);
  for (std::size_t i = 0; i < seqs.size(); ++i) ASSERT_EQ(seqs[i], i + 1);
  EXPECT_EQ(append(*journal, entry("next")).first, seqs.size() + 1);
}

/// A disk of 3 MiB for as long as it lives.
class SmallDisk {
 public:
  SmallDisk() : is_mounted_(shell("mount -t tmpfs -o size=3m tmpfs " + folder_.path().string() + " 2>/dev/null")) {}
  ~SmallDisk() {
    if (is_mounted_) shell("umount " + folder_.path().string());
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool is_mounted() const { return is_mounted_; }
  [[nodiscard]] std::filesystem::path operator/(const char* name) const { return folder_ / name; }
  /// As another program fills it, to the last block.
  void fill() const {
    shell("dd if=/dev/zero of=" + (*this / "ballast").string() + " bs=1k oflag=append conv=notrunc 2>/dev/null");
  }

 private:
  static bool shell(const std::string& command) { return std::system(command.c_str()) == 0; }

  TempFolder folder_;
  bool is_mounted_;
};

TEST(SqliteJournal, DiskThatIsFullIsExhaustedUntilThereIsRoom) {
  const SmallDisk disk;
  if (!disk.is_mounted()) GTEST_SKIP() << "mounting a small tmpfs needs root";
  {
    const auto journal = open_journal({.file = disk / "journal.db", .group_delay = 0ms});
    const auto big = entry(std::string(30'000, 'x'));
    append(*journal, big);
    disk.fill();
    Result<delivery::SeqRange> last;
    do {
      last = journal->append(std::span(&big, 1));
    } while (last && last->first < 1000);
    ASSERT_FALSE(last);
    EXPECT_EQ(last.error().code, Error::kExhausted) << last.error().message;
    const auto next = journal->stats().next_seq;
    std::filesystem::remove(disk / "ballast");
    EXPECT_EQ(append(*journal, big).first, next);
  }
  {
    const auto journal = open_journal(disk / "journal.db");
    const auto seqs = seqs_of(*journal);
    for (std::size_t i = 0; i < seqs.size(); ++i) ASSERT_EQ(seqs[i], i + 1);
  }
}

TEST(SqliteJournal, DiskThatOthersFilledStillLetsWhatWasAcknowledgedBeDeleted) {
  const SmallDisk disk;
  if (!disk.is_mounted()) GTEST_SKIP() << "mounting a small tmpfs needs root";
  {
    const auto journal = open_journal({.file = disk / "journal.db", .group_delay = 0ms, .reserve = 256_KiB});
    const auto message = entry(std::string(1'000, 'x'));
    for (int i = 0; i < 500; ++i) append(*journal, message);
    disk.fill();
    Result<delivery::SeqRange> last;
    do {
      last = journal->append(std::span(&message, 1));
    } while (last && last->first < 5'000);
    ASSERT_FALSE(last);
    const auto next = journal->stats().next_seq;
    for (std::uint64_t round = 0; round < 5; ++round) {
      ASSERT_TRUE(journal->forget({{1 + round * 50, 25 + round * 50}}));
      ASSERT_TRUE(bury(*journal, {26 + round * 50, 50 + round * 50}));
      EXPECT_EQ(append(*journal, message).first, next + round) << "there is room again";
    }
    EXPECT_EQ(journal->stats().tombstoned, 125U);
  }
  EXPECT_EQ(seqs_of(*open_journal(disk / "journal.db")).front(), 26U);
}

TEST(SqliteJournal, OpensOnAFullDiskAfterItWasKilled) {
  const SmallDisk disk;
  if (!disk.is_mounted()) GTEST_SKIP() << "mounting a small tmpfs needs root";
  {
    // What a kill -9 leaves: the files as they are while the journal is open.
    const TempFolder folder;
    const auto journal = open_journal({.file = folder / "journal.db", .group_delay = 0ms, .reserve = 256_KiB});
    for (int i = 0; i < 10; ++i) append(*journal, entry("x"));  // few: in the log, which has no room to spare
    for (const char* name : {"journal.db", "journal.db-wal", "journal.db-reserve"}) {
      std::filesystem::copy_file(folder / name, disk / name);
    }
  }
  disk.fill();
  const auto journal = open_journal({.file = disk / "journal.db", .group_delay = 0ms, .reserve = 256_KiB});
  ASSERT_NE(journal, nullptr);
  EXPECT_EQ(seqs_of(*journal).size(), 10U);
  ASSERT_TRUE(journal->forget({{1, 5}}));
  EXPECT_EQ(append(*journal, entry("y")).first, 11U) << "there is room again";
}

TEST(SqliteJournal, NeedsNoSharedMemoryWhichAFullDiskHasNoRoomFor) {
  const TempFolder folder;
  append(*open_journal(folder / "journal.db"), entry("x"));
  const auto again = open_journal(folder / "journal.db");
  append(*again, entry("y"));
  EXPECT_FALSE(std::filesystem::exists(folder / "journal.db-shm"));
}

TEST(SqliteJournal, DamagedFileIsSetAsideAndANewEpochBegins) {
  const TempFolder folder;
  const auto file = folder / "journal.db";
  std::string epoch;
  {
    const auto journal = open_journal(file);
    epoch = journal->epoch();
    for (int i = 0; i < 200; ++i) append(*journal, entry(std::string(500, 'x')));
  }
  {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(4096);
    bytes << std::string(20'000, '\xAA');
  }
  const auto journal = open_journal(file);
  ASSERT_NE(journal, nullptr);
  EXPECT_NE(journal->set_aside().find("set aside as"), std::string::npos) << journal->set_aside();
  EXPECT_NE(journal->epoch(), epoch);
  EXPECT_EQ(append(*journal, entry("new")).first, 1U);
  const auto aside = std::count_if(std::filesystem::directory_iterator(folder.path()), {}, [](const auto& item) {
    return item.path().string().find(".damaged-") != std::string::npos && !item.path().string().ends_with("-wal");
  });
  EXPECT_EQ(aside, 1) << "what was in it is kept for whoever wants to look";
}

TEST(SqliteJournal, WhatIsNoJournalIsNotOverwritten) {
  const TempFolder folder;
  const auto file = folder / "journal.db";
  std::ofstream(file) << "these are my notes, and not a database at all; please leave them as they are"
                      << std::string(4096, '.');
  const auto journal = open_journal(file);
  ASSERT_NE(journal, nullptr);
  EXPECT_NE(journal->set_aside(), "");
}

TEST(SqliteJournal, FolderThatCannotBeWrittenIsSaidSo) {
  const auto journal = SqliteJournal::open({.file = "/proc/eyrie/journal.db"}, system_clock());
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().code, Error::kUnavailable);
  EXPECT_NE(journal.error().message.find("journal.file"), std::string::npos);
}

TEST(SqliteJournal, FileStaysSmallWhenWhatGoesInIsAcknowledged) {
  const TempFolder folder;
  const auto journal = open_journal({.file = folder / "journal.db", .group_delay = 0ms});
  const std::vector<delivery::NewEntry> batch(200, entry(std::string(2000, 'x')));
  for (int round = 0; round < 60; ++round) {
    const auto range = journal->append(batch);
    ASSERT_TRUE(range);
    ASSERT_TRUE(journal->forget({*range}));
  }
  // 24 MB went through; the file holds one round and the kept free pages, the log its limit.
  EXPECT_LT(journal->stats().file.value, (16_MiB).value);
  EXPECT_EQ(journal->stats().entries, 0U);
  EXPECT_EQ(journal->stats().payload.value, 0U);
}

}  // namespace
}  // namespace eyrie::storage
