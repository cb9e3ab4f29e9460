// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/evidence.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

#include "crypto/sha256.hpp"
#include "wire/json.hpp"

namespace eyrie::edge {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRecordExtension = ".record";

Status write_durably(const fs::path& path, std::span<const std::uint8_t> bytes) {
  const auto give_up = [&](int fd) {
    const int problem = errno;
    if (fd >= 0) ::close(fd);
    std::error_code ignored;
    fs::remove(path, ignored);
    return fail(problem == ENOSPC || problem == EDQUOT ? Error::kExhausted : Error::kUnavailable,
                "cannot write " + path.string() + ": " + std::strerror(problem) + " (setting: journal.folder)");
  };
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return give_up(fd);
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return give_up(fd);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  if (::fsync(fd) != 0) return give_up(fd);
  ::close(fd);
  return {};
}

void sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// A file name for a key: the part after the last slash is unique to a drone and a moment.
std::string stem_of(const std::string& key) { return fs::path(key).filename().string(); }

bool goes_first(const WaitingEvidence& a, const WaitingEvidence& b) {
  const auto rank = [](const WaitingEvidence& evidence) {
    return std::pair(evidence.attachment.kind == fleet::AttachmentKind::kClip, evidence.attachment.captured_at);
  };
  return rank(a) < rank(b);
}

std::optional<fleet::Attachment> read_record(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  // Written by ourselves: the drone is the one it names, and no time is too far ahead.
  const auto start = text.find("\"drone_id\":\"");
  if (start == std::string::npos) return std::nullopt;
  const auto name = start + std::strlen("\"drone_id\":\"");
  const auto drone = DroneId::parse(std::string_view(text).substr(name, text.find('"', name) - name));
  if (!drone) return std::nullopt;
  const auto event = wire::parse_event(text, *drone, Timestamp::max() - std::chrono::hours{24});
  if (!event || !std::holds_alternative<fleet::Attachment>(*event)) return std::nullopt;
  return std::get<fleet::Attachment>(*event);
}

}  // namespace

Result<EvidenceFolder> EvidenceFolder::open(fs::path folder, ByteCount max_bytes) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem)
    return fail(Error::kUnavailable,
                "cannot make " + folder.string() + ": " + problem.message() + " (setting: journal.folder)");
  EvidenceFolder evidence(std::move(folder), max_bytes);
  if (const auto loaded = evidence.load(); !loaded) return fail(loaded.error());
  return evidence;
}

Status EvidenceFolder::load() {
  std::error_code problem;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder_, problem)) files.push_back(entry.path());
  if (problem) return fail(Error::kUnavailable, "cannot read " + folder_.string() + ": " + problem.message());
  std::vector<fs::path> known;
  for (const auto& file : files) {
    if (file.extension() != kRecordExtension) continue;
    const auto attachment = read_record(file);
    if (!attachment) continue;
    WaitingEvidence evidence{
        .attachment = *attachment, .file = fs::path(file).replace_extension(), .sidecar = {}, .record = file};
    if (!fs::exists(evidence.file)) continue;
    const fs::path sidecar = evidence.file.string() + ".json";
    if (fs::exists(sidecar)) evidence.sidecar = sidecar;
    known.insert(known.end(), {evidence.file, evidence.sidecar, evidence.record});
    waiting_.push_back(std::move(evidence));
  }
  for (const auto& file : files) {
    if (std::find(known.begin(), known.end(), file) == known.end()) fs::remove(file, problem);
  }
  std::sort(waiting_.begin(), waiting_.end(), goes_first);
  return {};
}

bool EvidenceFolder::make_room(std::uint64_t bytes) {
  if (bytes > max_bytes_.value) return false;
  const auto used = [this] {
    std::uint64_t total = 0;
    for (const auto& evidence : waiting_) total += evidence.attachment.size.value;
    return total;
  };
  while (used() + bytes > max_bytes_.value) {
    auto victim = std::find_if(waiting_.begin(), waiting_.end(), [](const auto& evidence) {
      return evidence.attachment.kind == fleet::AttachmentKind::kClip;
    });
    if (victim == waiting_.end()) victim = waiting_.begin();
    given_up_.push_back(victim->attachment.key);
    const WaitingEvidence evidence = *victim;
    remove(evidence);
  }
  return true;
}

Status EvidenceFolder::add(Evidence evidence) {
  if (!make_room(evidence.bytes.size())) {
    return fail(Error::kExhausted,
                evidence.attachment.key + " is larger than all room for evidence (setting: journal.max_evidence)");
  }
  evidence.attachment.size = {evidence.bytes.size()};
  evidence.attachment.sha256 = crypto::to_hex(crypto::sha256(std::span<const std::uint8_t>(evidence.bytes)));
  WaitingEvidence waiting{
      .attachment = evidence.attachment, .file = folder_ / stem_of(evidence.attachment.key), .sidecar = {}, .record = {}};
  waiting.record = waiting.file.string() + kRecordExtension;
  if (const auto written = write_durably(waiting.file, evidence.bytes); !written) return written;
  if (!evidence.sidecar.empty()) {
    waiting.sidecar = waiting.file.string() + ".json";
    if (const auto written = write_durably(waiting.sidecar, bytes_of(evidence.sidecar)); !written) return written;
  }
  // `seq` counts from 1 on the wire; the record's is never sent.
  evidence.attachment.message = {.epoch = "waiting", .seq = 1};
  const fs::path draft = waiting.record.string() + ".draft";
  if (const auto written = write_durably(draft, bytes_of(wire::to_json(fleet::Event(evidence.attachment)))); !written)
    return written;
  std::error_code problem;
  fs::rename(draft, waiting.record, problem);
  if (problem) return fail(Error::kUnavailable, "cannot write " + waiting.record.string() + ": " + problem.message());
  sync_folder(folder_);
  waiting_.insert(std::upper_bound(waiting_.begin(), waiting_.end(), waiting, goes_first), waiting);
  return {};
}

std::vector<WaitingEvidence> EvidenceFolder::waiting() const { return waiting_; }

void EvidenceFolder::remove(const WaitingEvidence& evidence) {
  std::error_code ignored;
  fs::remove(evidence.record, ignored);
  fs::remove(evidence.file, ignored);
  if (!evidence.sidecar.empty()) fs::remove(evidence.sidecar, ignored);
  std::erase_if(waiting_, [&](const auto& other) { return other.record == evidence.record; });
}

std::vector<std::string> EvidenceFolder::take_given_up() { return std::exchange(given_up_, {}); }

}  // namespace eyrie::edge
