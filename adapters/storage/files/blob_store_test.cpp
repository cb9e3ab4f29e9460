// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/files/blob_store.hpp"

#include <array>
#include <csignal>
#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "fleet/testing/blobs_compliance.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::storage::files {
namespace {

using namespace eyrie::literals;
using namespace fleet;

struct Files {
  static Result<std::unique_ptr<BlobStore>> open(const std::filesystem::path& folder) {
    return open_blob_store({.folder = folder / "store", .max_object = {1U << 20U}});
  }
};

class FileBlobs : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = open_blob_store({.folder = folder_});
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }

  const test::TempFolder temp_;
  const std::filesystem::path folder_ = temp_.path();
  std::unique_ptr<BlobStore> store_;
  const Principal service_ = Principal::service("gateway");
  const BlobKey key_ = *BlobKey::parse("drone-01/2025/09/24/frame_1.jpg");
};

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST_F(FileBlobs, AnObjectIsAFileUnderItsKey) {
  ASSERT_TRUE(store_->put(service_, key_, bytes_of("picture"), crypto::sha256("picture")));
  std::ifstream file(folder_ / "objects" / key_.str());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "picture");
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "scratch"));
}

TEST_F(FileBlobs, WhatSomebodyCopiedIntoTheFolderIsAnObjectToo) {
  std::filesystem::create_directories((folder_ / "objects" / key_.str()).parent_path());
  std::ofstream(folder_ / "objects" / key_.str()) << "by hand";
  EXPECT_EQ(store_->stat(service_, key_)->sha256, crypto::sha256("by hand"));
}

TEST_F(FileBlobs, NoSymbolicLinkIsFollowed) {
  const auto outside = folder_ / "outside";
  std::filesystem::create_directories(outside / "24");
  std::ofstream(outside / "24" / "frame_1.jpg") << "secret";
  // A link in the place of the file, and one in the place of a folder on the way.
  std::filesystem::create_directories(folder_ / "objects/drone-01/2025/09/24");
  std::filesystem::create_symlink(outside / "24" / "frame_1.jpg", folder_ / "objects" / key_.str());
  EXPECT_EQ(store_->read(service_, key_, 0, 10).error().code, Error::kNotFound);
  std::filesystem::remove_all(folder_ / "objects/drone-01/2025/09");
  std::filesystem::create_symlink(outside, folder_ / "objects/drone-01/2025/09");
  EXPECT_EQ(store_->read(service_, key_, 0, 10).error().code, Error::kNotFound);
  const BlobKey fresh = *BlobKey::parse("drone-01/2025/09/25/frame_2.jpg");
  EXPECT_FALSE(store_->put(service_, fresh, bytes_of("x"), crypto::sha256("x")));
  EXPECT_FALSE(std::filesystem::exists(outside / "25"));
}

TEST_F(FileBlobs, APipeInThePlaceOfAnObjectDoesNotHoldUp) {
  std::filesystem::create_directories((folder_ / "objects" / key_.str()).parent_path());
  ASSERT_EQ(mkfifo((folder_ / "objects" / key_.str()).c_str(), 0600), 0);
  EXPECT_EQ(store_->read(service_, key_, 0, 10).error().code, Error::kNotFound);
}

TEST_F(FileBlobs, WhatAKillLeftHalfWrittenIsSweptAway) {
  std::ofstream(folder_ / "scratch" / "half") << "written";
  ASSERT_TRUE(open_blob_store({.folder = folder_}));
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "scratch"));
}

TEST_F(FileBlobs, NoDroneFillsTheDiskWithBeginnings) {
  auto store = *open_blob_store({.folder = folder_, .uploads = {.uploads = 3, .bytes = 1000_B}});
  const auto begin = [&](std::string_view key, std::uint64_t size) {
    const auto parsed = *BlobKey::parse(key);
    return store->create_upload(Principal::drone(parsed.drone()), {.key = parsed, .size = {size}, .sha256 = {}});
  };
  ASSERT_TRUE(begin("drone-01/a", 500));
  const auto past_bytes = begin("drone-01/b", 501);
  ASSERT_FALSE(past_bytes);
  EXPECT_EQ(past_bytes.error().code, Error::kExhausted);
  EXPECT_TRUE(past_bytes.error().can_retry);
  ASSERT_TRUE(begin("drone-01/b", 100));
  ASSERT_TRUE(begin("drone-01/c", 100));
  store = *open_blob_store({.folder = folder_, .uploads = {.uploads = 3, .bytes = 1000_B}});
  EXPECT_EQ(begin("drone-01/d", 1).error().code, Error::kExhausted) << "a restart forgets nothing";
  EXPECT_TRUE(begin("drone-02/a", 500)) << "another drone has its own";
  const Timestamp at_once = system_clock().now() + std::chrono::hours(1);
  ASSERT_EQ(store->expire_uploads(service_, {.unfinished_since = at_once, .finished_since = at_once}), 4U);
  EXPECT_TRUE(begin("drone-01/d", 1));
}

TEST_F(FileBlobs, WhoAsksForWhatIsThereAgainAndAgainLeavesOneFolder) {
  const auto data = bytes_of("picture");
  ASSERT_TRUE(store_->put(service_, key_, data, crypto::sha256(data)));
  const UploadRequest request{.key = key_, .size = {data.size()}, .sha256 = crypto::sha256(data)};
  const auto first = store_->create_upload(service_, request);
  ASSERT_TRUE(first && first->is_finished);
  EXPECT_EQ(store_->create_upload(service_, request)->id, first->id);
  EXPECT_TRUE(store_->upload(service_, first->id)->is_finished);
  using Listing = std::filesystem::directory_iterator;
  EXPECT_EQ(std::distance(Listing(folder_ / "uploads"), Listing()), 1);
}

TEST_F(FileBlobs, AnUploadThatAKillKeptFromBeginningIsSweptAway) {
  std::filesystem::create_directories(folder_ / "uploads" / "half");
  std::ofstream(folder_ / "uploads" / "half" / "data") << "";
  ASSERT_TRUE(open_blob_store({.folder = folder_}));
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "uploads"));
}

/// Every offset that was told before the kill is still there after it, and the upload goes on to a good end.
TEST_F(FileBlobs, AnUploadSurvivesKillsAtAnyMoment) {
  const std::string data(300'000, 'v');
  const auto created = store_->create_upload(service_, {.key = key_, .size = {data.size()}, .sha256 = crypto::sha256(data)});
  ASSERT_TRUE(created);
  bool is_finished = false;
  for (int round = 0; round < 30 && !is_finished; ++round) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
      auto store = open_blob_store({.folder = folder_});
      auto state = (*store)->upload(service_, created->id);
      while (state && state->offset < data.size()) {
        const auto part = bytes_of(data).subspan(state->offset, std::min<std::size_t>(5000, data.size() - state->offset));
        state = (*store)->append(service_, created->id, state->offset, part);
        if (state && write(ends[1], &state->offset, sizeof state->offset) < 0) _exit(1);
      }
      (void)(*store)->finish(service_, created->id);
      _exit(0);
    }
    close(ends[1]);
    std::uint64_t told = 0;
    for (int i = 0; i < 3 + round && read(ends[0], &told, sizeof told) == sizeof told; ++i) continue;
    kill(child, SIGKILL);
    for (std::uint64_t more = 0; read(ends[0], &more, sizeof more) == sizeof more;) told = more;
    close(ends[0]);
    waitpid(child, nullptr, 0);

    auto reopened = open_blob_store({.folder = folder_});
    const auto state = (*reopened)->upload(service_, created->id);
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_GE(state->offset, told);
    if (state->offset == data.size()) is_finished = (*reopened)->finish(service_, created->id).has_value();
  }
  EXPECT_TRUE(is_finished);
  EXPECT_EQ(store_->stat(service_, key_)->sha256, crypto::sha256(data));
}

}  // namespace
}  // namespace eyrie::storage::files

namespace eyrie::fleet::compliance {
INSTANTIATE_TYPED_TEST_SUITE_P(Files, BlobStoreCompliance, storage::files::Files);
}
