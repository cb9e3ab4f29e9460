// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/evidence.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <numeric>
#include <optional>
#include <utility>

#include "crypto/sha256.hpp"
#include "wire/json.hpp"

namespace eyrie::edge {
namespace {

namespace fs = std::filesystem;
using fleet::AttachmentKind;

constexpr const char* kRecordExtension = ".record";

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// A file name for a key: the part after the last slash is unique to a drone and a moment.
std::string stem_of(const std::string& key) { return fs::path(key).filename().string(); }

bool goes_first(const WaitingEvidence& a, const WaitingEvidence& b) {
  const auto rank = [](const WaitingEvidence& evidence) {
    return std::pair(evidence.attachment.kind == AttachmentKind::kClip, evidence.attachment.captured_at);
  };
  return rank(a) < rank(b);
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// 0 for what is not there.
std::uint64_t size_of(const fs::path& path) {
  std::error_code problem;
  const auto size = fs::file_size(path, problem);
  return problem ? 0 : size;
}

std::string hash_of(const std::string& text) { return crypto::to_hex(crypto::sha256(text)); }

std::optional<fleet::Attachment> read_record(const fs::path& path) {
  const std::string text = text_of(path);
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

/// The files of evidence with this key.
WaitingEvidence placed(const fs::path& folder, const std::string& key) {
  WaitingEvidence evidence;
  evidence.file = folder / stem_of(key);
  evidence.record = evidence.file.string() + kRecordExtension;
  return evidence;
}

fs::path sidecar_of(const fs::path& file) { return file.string() + ".json"; }

void remove_files(const WaitingEvidence& evidence) {
  std::error_code ignored;
  fs::remove(evidence.record, ignored);
  fs::remove(evidence.file, ignored);
  if (!evidence.sidecar.empty()) fs::remove(evidence.sidecar, ignored);
}

}  // namespace

Result<EvidenceFolder> EvidenceFolder::open(fs::path folder, ByteCount max_bytes, WriteFile write) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem)
    return fail(Error::kUnavailable,
                "cannot make " + folder.string() + ": " + problem.message() + " (setting: journal.folder)");
  EvidenceFolder evidence(std::move(folder), max_bytes, std::move(write));
  if (const auto loaded = evidence.load(); !loaded) return fail(loaded.error());
  return evidence;
}

Status EvidenceFolder::load() {
  std::error_code problem;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder_, problem)) files.push_back(entry.path());
  if (problem) return fail(Error::kUnavailable, "cannot read " + folder_.string() + ": " + problem.message());
  for (const auto& file : files) {
    if (file.extension() == kRecordExtension) load(file);
  }
  std::vector<fs::path> known;
  for (const auto& evidence : waiting_) known.insert(known.end(), {evidence.file, evidence.sidecar, evidence.record});
  std::ranges::sort(known);
  for (const auto& file : files) {
    if (!std::ranges::binary_search(known, file)) fs::remove_all(file, problem);
  }
  std::sort(waiting_.begin(), waiting_.end(), goes_first);
  return {};
}

void EvidenceFolder::load(const fs::path& record) {
  const auto attachment = read_record(record);
  if (!attachment) {
    lost_.push_back({.key = record.filename().string(), .reason = "its record cannot be read"});
    return;
  }
  WaitingEvidence evidence = placed(folder_, attachment->key);
  evidence.attachment = *attachment;
  if (evidence.record != record || size_of(evidence.file) != attachment->size.value) {
    lost_.push_back({.key = attachment->key, .reason = "its file is damaged"});
    return;
  }
  if (const fs::path sidecar = sidecar_of(evidence.file); fs::exists(sidecar)) {
    evidence.sidecar = sidecar;
    evidence.sidecar_sha256 = hash_of(text_of(sidecar));
  }
  evidence.on_disk = {size_of(evidence.file) + size_of(evidence.sidecar) + size_of(record)};
  waiting_.push_back(std::move(evidence));
}

Status EvidenceFolder::add(Evidence evidence) {
  auto& attachment = evidence.attachment;
  attachment.size = {evidence.bytes.size()};
  attachment.sha256 = crypto::to_hex(crypto::sha256(std::span<const std::uint8_t>(evidence.bytes)));
  WaitingEvidence waiting = placed(folder_, attachment.key);
  waiting.attachment = attachment;
  if (const auto same = std::ranges::find(waiting_, waiting.file, &WaitingEvidence::file); same != waiting_.end()) {
    if (same->attachment.key == attachment.key && same->attachment.sha256 == attachment.sha256) return {};
    return fail(Error::kConflict, "other bytes wait for upload under " + attachment.key);
  }
  if (!evidence.sidecar.empty()) {
    waiting.sidecar = sidecar_of(waiting.file);
    waiting.sidecar_sha256 = hash_of(evidence.sidecar);
  }
  // `seq` counts from 1 on the wire; the record's is never sent.
  attachment.message = {.epoch = "waiting", .seq = 1};
  const std::string record = wire::to_json(fleet::Event(attachment));
  waiting.on_disk = {evidence.bytes.size() + evidence.sidecar.size() + record.size()};

  if (!can_make_room(waiting.on_disk, attachment.kind))
    return fail(Error::kExhausted, "no room for " + attachment.key + " (setting: journal.max_evidence)");
  make_room(waiting.on_disk, attachment.kind);
  auto written = write(waiting, evidence, record);
  if (!written && written.error().code == Error::kExhausted) {
    // Others fill the disk. Evidence gives way for as much as is wanted, and no more: that may be not enough.
    ByteCount freed;
    while (const auto* victim = freed < waiting.on_disk ? next_to_give_way(attachment.kind) : nullptr)
      freed.value += give_way(*victim, "the disk is full (setting: journal.folder)").value;
    if (freed.value > 0) written = write(waiting, evidence, record);
  }
  if (!written) return written;
  waiting_.insert(std::upper_bound(waiting_.begin(), waiting_.end(), waiting, goes_first), waiting);
  return {};
}

/// All of it or nothing; the record comes last.
Status EvidenceFolder::write(const WaitingEvidence& waiting, const Evidence& evidence, const std::string& record) const {
  auto written = write_(waiting.file, evidence.bytes);
  if (written && !waiting.sidecar.empty()) written = write_(waiting.sidecar, bytes_of(evidence.sidecar));
  if (written) written = write_(waiting.record, bytes_of(record));
  if (!written) remove_files(waiting);
  return written;
}

const WaitingEvidence* EvidenceFolder::next_to_give_way(AttachmentKind kind) const {
  const auto clip = std::ranges::find(waiting_, AttachmentKind::kClip, [](const auto& e) { return e.attachment.kind; });
  if (clip != waiting_.end()) return &*clip;
  return kind == AttachmentKind::kFrame && !waiting_.empty() ? &waiting_.front() : nullptr;
}

bool EvidenceFolder::can_make_room(ByteCount bytes, AttachmentKind kind) const {
  std::uint64_t stays = 0;
  for (const auto& evidence : waiting_) {
    const bool may_give_way = evidence.attachment.kind == AttachmentKind::kClip || kind == AttachmentKind::kFrame;
    if (!may_give_way) stays += evidence.on_disk.value;
  }
  return stays + bytes.value <= max_bytes_.value;
}

void EvidenceFolder::make_room(ByteCount bytes, AttachmentKind kind) {
  std::uint64_t total = used().value + bytes.value;
  while (total > max_bytes_.value)
    total -= give_way(*next_to_give_way(kind), "newer evidence needs the room (setting: journal.max_evidence)").value;
}

ByteCount EvidenceFolder::give_way(const WaitingEvidence& victim, std::string reason) {
  const ByteCount freed = victim.on_disk;
  lost_.push_back({.key = victim.attachment.key, .reason = std::move(reason)});
  remove(victim);
  return freed;
}

ByteCount EvidenceFolder::used() const {
  return {std::transform_reduce(waiting_.begin(), waiting_.end(), std::uint64_t{0}, std::plus{},
                                [](const auto& evidence) { return evidence.on_disk.value; })};
}

void EvidenceFolder::remove(WaitingEvidence evidence) {
  remove_files(evidence);
  std::erase_if(waiting_, [&](const auto& other) { return other.record == evidence.record; });
}

std::vector<LostEvidence> EvidenceFolder::take_lost() { return std::exchange(lost_, {}); }

}  // namespace eyrie::edge
