// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/files/blob_store.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <mutex>
#include <optional>
#include <sys/stat.h>
#include <system_error>

#include "crypto/random.hpp"
#include "storage/files/file.hpp"

namespace eyrie::storage::files {
namespace {

using namespace fleet;

constexpr std::uint64_t kMaxRead = 64ULL << 20U;
constexpr std::size_t kBlock = 1U << 20U;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Result<std::string> read_text(const Folder& folder, std::string_view path) {
  const auto file = folder.file(path, OpenFor::kReading);
  if (!file) return fail(file.error());
  std::array<std::uint8_t, 1024> bytes{};
  const auto count = file->read(bytes, 0);
  if (!count) return fail(count.error());
  return std::string(reinterpret_cast<const char*>(bytes.data()), *count);
}

/// Writes a small file so that it is there whole or not at all.
Status write_text(const Folder& scratch, const Folder& folder, std::string_view path, std::string_view text) {
  const std::string name = crypto::random_token(12);
  {
    const auto file = scratch.file(name, OpenFor::kCreating);
    if (!file) return fail(file.error());
    auto status = file->write(bytes_of(text), 0);
    if (status) status = file->sync();
    if (!status) {
      (void)scratch.remove(name);
      return status;
    }
  }
  return folder.take(scratch, name, path);
}

Result<crypto::Digest> digest_of(const File& file) {
  crypto::Sha256 hash;
  std::vector<std::uint8_t> block(kBlock);
  for (std::uint64_t offset = 0;;) {
    const auto count = file.read(block, offset);
    if (!count) return fail(count.error());
    if (*count == 0) return hash.finish();
    hash.update(std::span(block).first(*count));
    offset += *count;
  }
}

bool is_upload_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::unexpected<Error> no_upload(std::string_view id) {
  return fail(Error::kNotFound, "no upload \"" + std::string(id.substr(0, 64)) + "\"; it may have run out. Begin anew");
}

/// Three lines: key, size, sha256.
std::string to_text(const UploadRequest& request) {
  return request.key.str() + "\n" + std::to_string(request.size.value) + "\n" + crypto::to_hex(request.sha256) + "\n";
}

Result<UploadRequest> parse_request(std::string_view text) {
  std::array<std::string_view, 3> lines;
  for (std::string_view& line : lines) {
    const std::size_t end = text.find('\n');
    line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  auto key = BlobKey::parse(lines[0]);
  const auto digest = crypto::digest_from_hex(lines[2]);
  std::uint64_t size = 0;
  const auto [stop, problem] = std::from_chars(lines[1].data(), lines[1].data() + lines[1].size(), size);
  if (!key || !digest || problem != std::errc{} || stop != lines[1].data() + lines[1].size()) {
    return fail(Error::kCorrupt, "the request of an upload is damaged. Begin the upload anew");
  }
  return UploadRequest{.key = std::move(*key), .size = {size}, .sha256 = *digest};
}

class FileBlobStore final : public BlobStore {
 public:
  FileBlobStore(BlobStoreOptions options, Folder objects, Folder digests, Folder uploads, Folder scratch)
      : options_(std::move(options)),
        objects_(std::move(objects)),
        digests_(std::move(digests)),
        uploads_(std::move(uploads)),
        scratch_(std::move(scratch)),
        open_uploads_(options_.uploads) {}

  /// What an earlier run of the program left.
  void remember_uploads() {
    for (const std::string& id : uploads_.names()) {
      const auto text = read_text(uploads_, id + "/request");
      auto request = text ? parse_request(*text) : Result<UploadRequest>(fail(text.error()));
      if (!request) {
        const auto code = request.error().code;
        const bool has_begun = code != Error::kNotFound && code != Error::kCorrupt;  // only this time it cannot be read
        if (!has_begun) (void)uploads_.remove_folder(id);
      } else if (uploads_.file(id + "/data", OpenFor::kReading)) {
        open_uploads_.begin(id, std::move(*request));
      }
    }
  }

  Result<BlobInfo> put(const Principal& principal, const BlobKey& key, std::span<const std::uint8_t> bytes,
                       const crypto::Digest& sha256) override {
    if (auto status = require(principal, Action::kReport, key.drone()); !status) return fail(status.error());
    if (auto status = check_size(bytes.size()); !status) return fail(status.error());
    if (crypto::sha256(bytes) != sha256) return wrong_hash(key);

    const std::string name = crypto::random_token(12);
    const auto file = scratch_.file(name, OpenFor::kCreating);
    if (!file) return fail(file.error());
    auto status = file->write(bytes, 0);
    if (status) status = file->sync();
    auto info = status ? publish(scratch_, name, key, sha256) : Result<BlobInfo>(fail(status.error()));
    (void)scratch_.remove(name);
    return info;
  }

  Result<BlobInfo> stat(const Principal& principal, const BlobKey& key) override {
    if (auto status = may_read(principal, key); !status) return fail(status.error());
    return info_of(key);
  }

  Result<std::vector<std::uint8_t>> read(const Principal& principal, const BlobKey& key, std::uint64_t offset,
                                         std::uint64_t length) override {
    if (auto status = may_read(principal, key); !status) return fail(status.error());
    const auto file = object(key);
    if (!file) return fail(file.error());
    const auto size = file->size();
    if (!size) return fail(size.error());
    if (offset > *size) {
      return fail(Error::kOutOfRange,
                  key.str() + " has " + std::to_string(*size) + " bytes, asked was from " + std::to_string(offset));
    }
    std::vector<std::uint8_t> bytes(std::min({length, kMaxRead, *size - offset}));
    const auto count = file->read(bytes, offset);
    if (!count) return fail(count.error());
    bytes.resize(*count);
    return bytes;
  }

  Status remove(const Principal& principal, const BlobKey& key) override {
    if (auto status = require(principal, Action::kManageUsers); !status) return status;
    const std::lock_guard lock(publishing_);
    if (auto status = objects_.remove(key.str()); !status) return status;
    return digests_.remove(key.str());
  }

  Result<UploadState> create_upload(const Principal& principal, const UploadRequest& request) override {
    if (auto status = require(principal, Action::kReport, request.key.drone()); !status) return fail(status.error());
    if (auto status = check_size(request.size.value); !status) return fail(status.error());
    const std::lock_guard creating(creating_);
    if (const auto open = open_uploads_.find(request)) {
      const std::lock_guard lock(lock_of(*open));
      if (auto state = find(principal, *open)) return state;
      open_uploads_.end(*open);  // somebody cleared the folder
    }
    const auto there = info_of(request.key);
    if (there && there->sha256 != request.sha256) return other_bytes(request.key);
    if (!there && there.error().code != Error::kNotFound) return fail(there.error());
    if (there) return answer_finished(request);
    if (auto status = open_uploads_.admit(request); !status) return fail(status.error());
    return begin_upload(request);
  }

  Result<UploadState> upload(const Principal& principal, std::string_view id) override {
    const std::lock_guard lock(lock_of(id));
    return find(principal, id);
  }

  Result<UploadState> append(const Principal& principal, std::string_view id, std::uint64_t offset,
                             std::span<const std::uint8_t> bytes) override {
    const std::lock_guard lock(lock_of(id));
    auto state = find(principal, id);
    if (!state) return state;
    if (offset != state->offset) {
      return fail(Error::kConflict,
                  "the upload stands at " + std::to_string(state->offset) + ", not at " + std::to_string(offset));
    }
    if (bytes.size() > state->request.size.value - offset) {
      return fail(Error::kTooLarge, "the upload was announced with " + std::to_string(state->request.size.value) + " bytes");
    }
    if (bytes.empty()) return state;
    const auto data = uploads_.file(std::string(id) + "/data", OpenFor::kWriting);
    if (!data) return fail(data.error());
    auto status = data->write(bytes, offset);
    if (status) status = data->sync();
    if (!status) {
      // What was not written whole is not there: the offset that was told stays true.
      (void)data->truncate(offset);
      return fail(status.error());
    }
    state->offset += bytes.size();
    return state;
  }

  Result<BlobInfo> finish(const Principal& principal, std::string_view id) override {
    const std::lock_guard lock(lock_of(id));
    const auto state = find(principal, id);
    if (!state) return fail(state.error());
    const UploadRequest& request = state->request;
    if (state->is_finished) return info_of(request.key);
    if (state->offset != request.size.value) {
      return fail(Error::kConflict, "the upload stands at " + std::to_string(state->offset) + " of " +
                                        std::to_string(request.size.value) + " bytes");
    }
    const auto folder = uploads_.folder(id, false);
    if (!folder) return fail(folder.error());
    if (auto status = check_hash(*folder, request); !status) {
      if (status.error().code == Error::kCorrupt) forget_upload(id);
      return fail(status.error());
    }
    // An upload whose data is gone and whose object is there is a finished one: no mark of its own could get lost.
    auto info = publish(*folder, "data", request.key, request.sha256);
    if (!info) {
      if (info.error().code == Error::kConflict) forget_upload(id);
      return info;
    }
    if (auto status = folder->remove("data"); !status) return fail(status.error());
    open_uploads_.end(id);
    return info;
  }

  Result<std::uint64_t> expire_uploads(const Principal& principal, const UploadExpiry& expiry) override {
    if (principal.kind() != Principal::Kind::kService) {
      return fail(Error::kPermissionDenied, principal.actor() + " may not expire uploads; only services do");
    }
    std::uint64_t count = 0;
    for (const std::string& id : uploads_.names()) {
      const std::lock_guard lock(lock_of(id));
      if (!is_over(id, expiry)) continue;
      if (auto status = uploads_.remove_folder(id); !status) return fail(status.error());
      open_uploads_.end(id);
      ++count;
    }
    return count;
  }

 private:
  static Status may_read(const Principal& principal, const BlobKey& key) {
    if (may(principal, Action::kReport, key.drone())) return {};
    return require(principal, Action::kView, key.drone());
  }

  Status check_size(std::uint64_t size) const {
    if (size <= options_.max_object.value) return {};
    return fail(Error::kTooLarge, "an object has at most " + std::to_string(options_.max_object.value) +
                                      " bytes, this one " + std::to_string(size));
  }

  static std::unexpected<Error> wrong_hash(const BlobKey& key) {
    return fail(Error::kCorrupt, "the bytes for " + key.str() + " do not have the announced sha256. Send them again");
  }

  static std::unexpected<Error> other_bytes(const BlobKey& key) {
    return fail(Error::kConflict, "there are other bytes under " + key.str() + ", and objects never change");
  }

  /// The folder of an upload: its data first, then its request, without which it never began.
  Result<UploadState> begin_upload(const UploadRequest& request) {
    const std::string id = crypto::random_token(24);
    const auto folder = uploads_.folder(id, true);
    if (!folder) return fail(folder.error());
    auto status = Status{};
    if (const auto data = folder->file("data", OpenFor::kCreating); !data) status = fail(data.error());
    if (status) status = write_text(scratch_, *folder, "request", to_text(request));
    if (!status) {
      (void)uploads_.remove_folder(id);
      return fail(status.error());
    }
    open_uploads_.begin(id, request);
    return UploadState{.id = id, .request = request};
  }

  /// An upload that is finished from the start has no data. Its id is made of the request: who asks again and again leaves
  /// one folder and not one each time.
  Result<UploadState> answer_finished(const UploadRequest& request) {
    const std::string text = to_text(request);
    const std::string id = crypto::to_hex(crypto::sha256(text));
    const std::lock_guard lock(lock_of(id));
    const auto folder = uploads_.folder(id, true);
    if (!folder) return fail(folder.error());
    if (auto status = write_text(scratch_, *folder, "request", text); !status) return fail(status.error());
    return UploadState{.id = id, .request = request, .offset = request.size.value, .is_finished = true};
  }

  void forget_upload(std::string_view id) {
    (void)uploads_.remove_folder(id);
    open_uploads_.end(id);
  }

  static Status check_hash(const Folder& upload, const UploadRequest& request) {
    const auto data = upload.file("data", OpenFor::kReading);
    if (!data) return fail(data.error());
    const auto digest = digest_of(*data);
    if (!digest) return fail(digest.error());
    if (*digest != request.sha256) return wrong_hash(request.key);
    return {};
  }

  Result<File> object(const BlobKey& key) const {
    auto file = objects_.file(key.str(), OpenFor::kReading);
    if (!file && file.error().code == Error::kNotFound) return fail(Error::kNotFound, "no object " + key.str());
    return file;
  }

  Result<BlobInfo> info_of(const BlobKey& key) const {
    const auto file = object(key);
    if (!file) return fail(file.error());
    struct ::stat about {};
    if (fstat(file->descriptor(), &about) != 0) return fail_with_errno("cannot look at " + key.str(), errno);
    const auto stored = std::chrono::seconds(about.st_mtim.tv_sec) + std::chrono::nanoseconds(about.st_mtim.tv_nsec);
    BlobInfo info{.size = {static_cast<std::uint64_t>(about.st_size)}, .sha256 = {}, .stored_at = Timestamp(stored)};
    const auto text = read_text(digests_, key.str());
    auto digest = text ? crypto::digest_from_hex(*text) : Result<crypto::Digest>(fail(text.error()));
    // Whoever copied objects into the folder did not bring digests: then the bytes tell.
    if (!digest) digest = digest_of(*file);
    if (!digest) return fail(digest.error());
    info.sha256 = *digest;
    return info;
  }

  /// Makes `name` of `from` the object, unless there is one: the same is fine, another is not. `from` may keep the file
  /// then.
  Result<BlobInfo> publish(const Folder& from, std::string_view name, const BlobKey& key, const crypto::Digest& sha256) {
    const std::lock_guard lock(publishing_);
    if (const auto there = info_of(key); there) {
      if (there->sha256 == sha256) return there;
      return other_bytes(key);
    } else if (there.error().code != Error::kNotFound) {
      return there;
    }
    // The digest first: an object whose digest is missing has to be read whole to tell it, one without object says nothing.
    if (auto status = write_text(scratch_, digests_, key.str(), crypto::to_hex(sha256)); !status)
      return fail(status.error());
    if (auto status = objects_.take(from, name, key.str()); !status) return fail(status.error());
    return info_of(key);
  }

  /// The state as the files tell it. Call with the upload's lock held.
  Result<UploadState> find(const Principal& principal, std::string_view id) {
    if (!is_upload_id(id)) return no_upload(id);
    const auto text = read_text(uploads_, std::string(id) + "/request");
    if (!text) return text.error().code == Error::kNotFound ? no_upload(id) : fail(text.error());
    auto request = parse_request(*text);
    if (!request) return fail(request.error());
    if (auto status = require(principal, Action::kReport, request->key.drone()); !status) return fail(status.error());

    UploadState state{.id = std::string(id), .request = std::move(*request), .offset = 0, .is_finished = false};
    const auto data = uploads_.file(std::string(id) + "/data", OpenFor::kReading);
    if (!data) {
      if (const auto info = info_of(state.request.key); !info || info->sha256 != state.request.sha256) return no_upload(id);
      state.offset = state.request.size.value;
      state.is_finished = true;
      return state;
    }
    const auto size = data->size();
    if (!size) return fail(size.error());
    state.offset = *size;
    return state;
  }

  [[nodiscard]] bool is_over(std::string_view id, const UploadExpiry& expiry) const {
    const auto data = changed_at(std::string(id) + "/data");
    if (data) return *data < expiry.unfinished_since;
    // Neither: the rest of one that was removed, or began a moment ago.
    const auto request = changed_at(std::string(id) + "/request");
    return request ? *request < expiry.finished_since : false;
  }

  [[nodiscard]] std::optional<Timestamp> changed_at(std::string_view path) const {
    const auto file = uploads_.file(path, OpenFor::kReading);
    struct ::stat about {};
    if (!file || fstat(file->descriptor(), &about) != 0) return std::nullopt;
    return Timestamp(std::chrono::seconds(about.st_mtim.tv_sec));
  }

  std::mutex& lock_of(std::string_view id) { return locks_[std::hash<std::string_view>{}(id) % locks_.size()]; }

  BlobStoreOptions options_;
  Folder objects_;
  Folder digests_;
  Folder uploads_;
  Folder scratch_;
  OpenUploads open_uploads_;
  std::mutex creating_;               // looking whether an upload has begun, and beginning it
  std::mutex publishing_;             // looking whether an object is there, and putting it there
  std::array<std::mutex, 64> locks_;  // of uploads: one at a time works on each
};

}  // namespace

Result<std::unique_ptr<BlobStore>> open_blob_store(const BlobStoreOptions& options) {
  std::error_code problem;
  std::filesystem::create_directories(options.folder, problem);
  if (problem)
    return fail(Error::kUnavailable, "cannot make the folder " + options.folder.string() + ": " + problem.message());
  const auto root = Folder::open(options.folder.string());
  if (!root) return fail(root.error());
  auto objects = root->folder("objects", true);
  auto digests = root->folder("digests", true);
  auto uploads = root->folder("uploads", true);
  auto scratch = root->folder("scratch", true);
  for (const auto* folder : {&objects, &digests, &uploads, &scratch}) {
    if (!*folder) return fail(folder->error());
  }
  // What a kill left half-written has no name anybody knows.
  for (const std::string& name : scratch->names()) (void)scratch->remove(name);
  auto store = std::make_unique<FileBlobStore>(options, std::move(*objects), std::move(*digests), std::move(*uploads),
                                               std::move(*scratch));
  store->remember_uploads();
  return store;
}

}  // namespace eyrie::storage::files
