// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/journal/sqlite_journal.hpp"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "crypto/random.hpp"
#include "storage/journal/disk_reserve.hpp"
#include "storage/journal/journal_file.hpp"

namespace eyrie::storage {
namespace {

using namespace delivery;
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kMaxGroupDelay = 20ms;
/// A group of this many does not wait for more.
constexpr std::size_t kMaxGroup = 256;
/// When more pages than this lie free inside the file, some go back to the disk with each deletion.
constexpr std::int64_t kFreePagesKept = 1024;

constexpr std::string_view kInsert =
    "INSERT INTO entries (seq, last, is_tombstone, urgency, stream, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
constexpr std::string_view kForget =
    "DELETE FROM entries WHERE seq BETWEEN ?1 AND ?2 AND last <= ?2 RETURNING is_tombstone, length(payload)";
constexpr std::string_view kBury = "DELETE FROM entries WHERE seq BETWEEN ?1 AND ?2 RETURNING is_tombstone, length(payload)";
constexpr std::string_view kRead =
    "SELECT seq, last, is_tombstone, urgency, length(payload), stream, payload FROM entries WHERE seq = ?1";
constexpr std::string_view kIndex = "SELECT seq, last, is_tombstone, urgency, length(payload) FROM entries ORDER BY seq";
constexpr std::string_view kSaveTotals =
    "UPDATE meta SET value = CASE name WHEN 'next_seq' THEN ?1 ELSE ?2 END WHERE name IN ('next_seq', 'tombstoned')";

/// What the file amounts to; goes back to what it was when a transaction does.
struct Totals {
  std::uint64_t next_seq = 1;
  std::uint64_t tombstoned = 0;
  std::uint64_t entries = 0;
  std::uint64_t payload = 0;
};

EntryInfo info_of(const Statement& row) {
  return {.range = {row.number(0), row.number(1)},
          .urgency = static_cast<Urgency>(row.number(3)),
          .bytes = static_cast<std::uint32_t>(row.number(4)),
          .is_tombstone = row.number(2) != 0};
}

/// Renames a damaged journal and its log out of the way. Where it went.
Result<std::string> set_file_aside(const std::filesystem::path& file, const Clock& clock) {
  const std::string aside = file.string() + ".damaged-" + std::to_string(to_nanoseconds(clock.now()) / 1'000'000);
  std::error_code error;
  std::filesystem::rename(file, aside, error);
  if (error) return fail(Error::kUnavailable, "cannot rename the damaged journal " + file.string() + ": " + error.message());
  for (const char* suffix : {"-wal", "-shm"}) {
    std::error_code ignored;  // there may be none
    std::filesystem::rename(file.string() + suffix, aside + suffix, ignored);
  }
  return aside;
}

std::uint64_t size_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

}  // namespace

/// Everything that writes is a job; one thread takes all jobs that have come, runs them in one transaction and commits
/// once. A job that fails is undone alone. On a full disk the reserve is used to put the log into the file, which as a rule
/// makes room; when it does not, the jobs that delete are written with the reserve itself.
class SqliteJournal::Impl {
 public:
  Impl(Options options, JournalFile file, std::string set_aside)
      : options_(std::move(options)),
        file_(std::move(file)),
        reserve_(options_.file.string() + "-reserve", options_.reserve),
        epoch_(file_.epoch()),
        set_aside_(std::move(set_aside)) {}

  ~Impl() {
    {
      const std::lock_guard lock(queue_mutex_);
      is_stopping_ = true;
    }
    job_arrived_.notify_all();
    if (thread_.joinable()) thread_.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Status start() {
    for (const auto& [statement, sql] : {std::pair{&insert_, kInsert},
                                         {&forget_, kForget},
                                         {&bury_, kBury},
                                         {&read_, kRead},
                                         {&index_, kIndex},
                                         {&save_totals_, kSaveTotals}}) {
      auto prepared = Statement::prepare(file_, sql);
      if (!prepared) return fail(std::move(prepared).error());
      *statement = *std::move(prepared);
    }
    const auto next_seq = file_.query_number("SELECT value FROM meta WHERE name = 'next_seq'");
    const auto tombstoned = file_.query_number("SELECT value FROM meta WHERE name = 'tombstoned'");
    const auto entries = file_.query_number("SELECT count(*) FROM entries");
    const auto payload = file_.query_number("SELECT coalesce(sum(length(payload)), 0) FROM entries");
    for (const auto& number : {next_seq, tombstoned, entries, payload}) {
      if (!number) return fail(number.error());
    }
    totals_ = {.next_seq = static_cast<std::uint64_t>(*next_seq),
               .tombstoned = static_cast<std::uint64_t>(*tombstoned),
               .entries = static_cast<std::uint64_t>(*entries),
               .payload = static_cast<std::uint64_t>(*payload)};
    durable_totals_ = totals_;
    reserve_.take();
    thread_ = std::thread([this] { run(); });
    return {};
  }

  [[nodiscard]] const std::string& epoch() const noexcept { return epoch_; }
  [[nodiscard]] const std::string& set_aside() const noexcept { return set_aside_; }

  Result<SeqRange> append(std::span<const NewEntry> entries) {
    SeqRange range;
    auto status = submit(Purpose::kStore, [&]() -> Status {
      range = {totals_.next_seq, totals_.next_seq + entries.size() - 1};
      for (const NewEntry& entry : entries) {
        const std::uint64_t seq = totals_.next_seq++;
        const std::string payload = entry.compose({epoch_, seq});
        if (auto inserted = insert({seq, seq}, false, entry.urgency, entry.stream, payload); !inserted) return inserted;
      }
      return {};
    });
    if (!status) return fail(std::move(status).error());
    return range;
  }

  Status forget(const RangeSet& acknowledged) {
    return submit(Purpose::kMakeRoom, [&]() -> Status {
      for (const SeqRange& range : acknowledged.ranges()) {
        forget_.bind(1, range.first).bind(2, range.last);
        if (auto status = forget_.for_each_row(file_, [this](const Statement& row) { subtract(row); }); !status)
          return status;
      }
      return shrink();
    });
  }

  Result<std::vector<EntryInfo>> bury(std::span<const SeqRange> ranges, const ComposeTombstone& compose) {
    std::vector<EntryInfo> tombstones;
    auto status = submit(Purpose::kMakeRoom, [&]() -> Status {
      tombstones.clear();
      for (const SeqRange& range : ranges) {
        auto tombstone = put_tombstone(range, compose({epoch_, range.first}, range));
        if (!tombstone) return fail(std::move(tombstone).error());
        tombstones.push_back(*tombstone);
      }
      return {};
    });
    if (!status) return fail(std::move(status).error());
    return tombstones;
  }

  Result<std::vector<StoredEntry>> read(std::span<const std::uint64_t> seqs) {
    std::vector<std::uint64_t> ascending(seqs.begin(), seqs.end());
    std::sort(ascending.begin(), ascending.end());
    std::vector<StoredEntry> entries;
    const std::lock_guard lock(file_mutex_);
    for (const std::uint64_t seq : ascending) {
      read_.bind(1, seq);
      auto status = read_.for_each_row(file_, [&entries](const Statement& row) {
        entries.push_back({.info = info_of(row), .stream = static_cast<Stream>(row.number(5)), .payload = row.blob(6)});
      });
      if (!status) return fail(std::move(status).error());
    }
    return entries;
  }

  Result<std::vector<EntryInfo>> index() {
    std::vector<EntryInfo> index;
    const std::lock_guard lock(file_mutex_);
    auto status = index_.for_each_row(file_, [&index](const Statement& row) { index.push_back(info_of(row)); });
    if (!status) return fail(std::move(status).error());
    return index;
  }

  JournalStats stats() const {
    Totals totals;
    {
      const std::lock_guard lock(queue_mutex_);
      totals = durable_totals_;
    }
    const ByteCount file{size_of(options_.file) + size_of(options_.file.string() + "-wal")};
    return {.next_seq = totals.next_seq,
            .entries = totals.entries,
            .tombstoned = totals.tombstoned,
            .payload = {totals.payload},
            .file = file};
  }

 private:
  enum class Purpose : std::uint8_t { kStore, kMakeRoom };
  struct Job {
    Purpose purpose;
    std::function<Status()> work;  ///< may be run again when the first time was undone
    Status outcome;
    bool is_done = false;
  };

  Status submit(Purpose purpose, std::function<Status()> work) {
    Job job{.purpose = purpose, .work = std::move(work), .outcome = {}};
    std::unique_lock lock(queue_mutex_);
    if (is_stopping_) return fail(Error::kUnavailable, "the journal is being closed");
    queue_.push_back(&job);
    job_arrived_.notify_one();
    job_done_.wait(lock, [&job] { return job.is_done; });
    return std::move(job.outcome);
  }

  void run() {
    std::unique_lock lock(queue_mutex_);
    while (true) {
      job_arrived_.wait(lock, [this] { return !queue_.empty() || is_stopping_; });
      if (queue_.empty()) return;
      job_arrived_.wait_for(lock, options_.group_delay, [this] { return is_stopping_ || queue_.size() >= kMaxGroup; });
      std::vector<Job*> group = std::exchange(queue_, {});
      lock.unlock();
      {
        const std::lock_guard file_lock(file_mutex_);
        commit(group);
      }
      lock.lock();
      durable_totals_ = totals_;
      for (Job* const job : group) job->is_done = true;
      job_done_.notify_all();
    }
  }

  void commit(const std::vector<Job*>& group) {
    run_together(group);
    std::vector<Job*> rest = group;
    keep_those_without_room(rest);
    if (!rest.empty() && empty_log()) {
      run_together(rest);
      keep_those_without_room(rest);
    }
    const auto makes_room = [](const Job* job) { return job->purpose == Purpose::kMakeRoom; };
    std::erase_if(rest, std::not_fn(makes_room));
    if (!rest.empty()) {
      reserve_.release();
      run_together(rest);
    }
    if (std::any_of(group.begin(), group.end(), makes_room)) refill_reserve();
  }

  static void keep_those_without_room(std::vector<Job*>& jobs) {
    std::erase_if(jobs, [](const Job* job) { return job->outcome || job->outcome.error().code != Error::kExhausted; });
  }

  /// All in one transaction. When it cannot be committed, then all have that outcome.
  void run_together(const std::vector<Job*>& group) {
    const Totals before = totals_;
    auto status = file_.execute("BEGIN IMMEDIATE");
    for (Job* const job : group) {
      if (status) status = run_alone(*job);
    }
    if (status) status = save_totals(before);
    if (status) status = file_.execute("COMMIT");
    if (status) return;
    if (file_.is_in_transaction()) (void)file_.execute("ROLLBACK");
    totals_ = before;
    for (Job* const job : group) {
      if (job->outcome) job->outcome = status;
    }
  }

  /// Puts the write-ahead log into the file, which may have to grow by as much. True when that left room on the disk: the
  /// reserve is whole.
  bool empty_log() {
    reserve_.release();
    const auto emptied = file_.query_number("PRAGMA wal_checkpoint(TRUNCATE)");
    return reserve_.take() && emptied;
  }

  /// When the disk does not give it, then out of what is free inside the file.
  void refill_reserve() {
    if (!reserve_.take() && file_.execute("PRAGMA incremental_vacuum")) (void)empty_log();
  }

  /// Runs a job so that it alone is undone when it fails. An error of this call is one of the whole transaction.
  Status run_alone(Job& job) {
    const Totals before = totals_;
    if (auto status = file_.execute("SAVEPOINT job"); !status) return status;
    job.outcome = job.work();
    if (job.outcome) return file_.execute("RELEASE job");
    totals_ = before;
    // A full disk or an I/O error can make SQLite roll everything back by itself.
    if (!file_.is_in_transaction()) return job.outcome;
    return file_.execute("ROLLBACK TO job; RELEASE job");
  }

  Status insert(SeqRange range, bool is_tombstone, Urgency urgency, Stream stream, std::string_view payload) {
    insert_.bind(1, range.first).bind(2, range.last).bind(3, std::uint64_t{is_tombstone});
    insert_.bind(4, static_cast<std::uint64_t>(urgency)).bind(5, static_cast<std::uint64_t>(stream)).bind(6, payload);
    if (auto status = insert_.run(file_); !status) return status;
    ++totals_.entries;
    totals_.payload += payload.size();
    return {};
  }

  /// In the place of whatever is kept of `range`.
  Result<EntryInfo> put_tombstone(SeqRange range, const std::string& payload) {
    bury_.bind(1, range.first).bind(2, range.last);
    auto deleted = bury_.for_each_row(file_, [this](const Statement& row) {
      subtract(row);
      if (row.number(0) == 0) ++totals_.tombstoned;
    });
    if (!deleted) return fail(std::move(deleted).error());
    const EntryInfo tombstone{.range = range,
                              .urgency = Urgency::kAlert,
                              .bytes = static_cast<std::uint32_t>(payload.size()),
                              .is_tombstone = true};
    if (auto put = insert(range, true, tombstone.urgency, Stream::kEvents, payload); !put)
      return fail(std::move(put).error());
    return tombstone;
  }

  void subtract(const Statement& deleted) {
    --totals_.entries;
    totals_.payload -= deleted.number(1);
  }

  Status save_totals(const Totals& before) {
    if (totals_.next_seq == before.next_seq && totals_.tombstoned == before.tombstoned) return {};
    return save_totals_.bind(1, totals_.next_seq).bind(2, totals_.tombstoned).run(file_);
  }

  /// Gives some of the free pages back to the disk; the rest is room for what comes next.
  Status shrink() {
    const auto free_pages = file_.query_number("PRAGMA freelist_count");
    if (!free_pages) return fail(free_pages.error());
    return *free_pages > kFreePagesKept ? file_.execute("PRAGMA incremental_vacuum(256)") : Status{};
  }

  const Options options_;
  std::mutex file_mutex_;  ///< of the connection and everything below
  JournalFile file_;
  DiskReserve reserve_;
  const std::string epoch_;
  const std::string set_aside_;
  Totals totals_;
  Statement insert_;
  Statement forget_;
  Statement bury_;
  Statement read_;
  Statement index_;
  Statement save_totals_;

  mutable std::mutex queue_mutex_;
  std::condition_variable job_arrived_;
  std::condition_variable job_done_;
  std::vector<Job*> queue_;
  Totals durable_totals_;
  bool is_stopping_ = false;
  std::thread thread_;
};

Result<std::unique_ptr<SqliteJournal>> SqliteJournal::open(Options options, const Clock& clock) {
  options.group_delay = std::min(options.group_delay, kMaxGroupDelay);
  std::error_code error;
  if (options.file.has_parent_path()) std::filesystem::create_directories(options.file.parent_path(), error);
  if (error) {
    return fail(Error::kUnavailable, "cannot make the journal's folder " + options.file.parent_path().string() + ": " +
                                         error.message() + " (setting: journal.file)");
  }
  std::string set_aside;
  const JournalFile::Limits limits{.file = options.max_file, .log = options.reserve};
  auto file = JournalFile::open(options.file, limits, crypto::uuid_v7(clock.now()));
  if (!file && file.error().code == Error::kCorrupt) {
    const auto aside = set_file_aside(options.file, clock);
    if (!aside) return fail(aside.error());
    set_aside = file.error().message + ". It was set aside as " + *aside + " and a new journal begun";
    file = JournalFile::open(options.file, limits, crypto::uuid_v7(clock.now()));
  }
  if (!file) return fail(std::move(file).error());
  auto impl = std::make_unique<Impl>(std::move(options), *std::move(file), std::move(set_aside));
  if (auto status = impl->start(); !status) return fail(std::move(status).error());
  return std::unique_ptr<SqliteJournal>(new SqliteJournal(std::move(impl)));
}

SqliteJournal::SqliteJournal(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SqliteJournal::~SqliteJournal() = default;

const std::string& SqliteJournal::set_aside() const noexcept { return impl_->set_aside(); }
const std::string& SqliteJournal::epoch() const noexcept { return impl_->epoch(); }
Result<SeqRange> SqliteJournal::append(std::span<const NewEntry> entries) { return impl_->append(entries); }
Result<std::vector<StoredEntry>> SqliteJournal::read(std::span<const std::uint64_t> seqs) const { return impl_->read(seqs); }
Result<std::vector<EntryInfo>> SqliteJournal::index() const { return impl_->index(); }
Status SqliteJournal::forget(const RangeSet& acknowledged) { return impl_->forget(acknowledged); }
Result<std::vector<EntryInfo>> SqliteJournal::bury(std::span<const SeqRange> ranges, const ComposeTombstone& compose) {
  return impl_->bury(ranges, compose);
}
JournalStats SqliteJournal::stats() const { return impl_->stats(); }

}  // namespace eyrie::storage
