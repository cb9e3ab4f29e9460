// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "fleet/blobs.hpp"

/// What every `BlobStore` has to do, whatever it is made of. An adapter's test says how one is opened:
///
///     struct Files { static Result<std::unique_ptr<BlobStore>> open(const std::filesystem::path& folder); };
///     INSTANTIATE_TYPED_TEST_SUITE_P(Files, BlobStoreCompliance, Files);
///
/// `open` on a folder that was used before finds what was stored there; its objects may be up to 1 MiB.
namespace eyrie::fleet::compliance {

template <typename Adapter>
class BlobStoreCompliance : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    const std::string unique = std::string(info->test_suite_name()) + info->name() +
                               std::to_string(std::chrono::steady_clock::now().time_since_epoch().count());
    folder_ =
        std::filesystem::temp_directory_path() / ("eyrie-blobs-" + crypto::to_hex(crypto::sha256(unique)).substr(0, 16));
    std::filesystem::create_directories(folder_);
    reopen();
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  void reopen() {
    store_.reset();
    auto opened = Adapter::open(folder_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }
  static std::vector<std::uint8_t> bytes(std::size_t size, unsigned seed = 1) {
    std::vector<std::uint8_t> made(size);
    std::uint32_t state = seed;
    for (auto& byte : made) byte = static_cast<std::uint8_t>((state = state * 1'664'525U + 1'013'904'223U) >> 24U);
    return made;
  }
  [[nodiscard]] UploadRequest request(const std::vector<std::uint8_t>& of) const {
    return {.key = key_, .size = {of.size()}, .sha256 = crypto::sha256(of)};
  }
  static std::span<const std::uint8_t> part(const std::vector<std::uint8_t>& of, std::size_t from, std::size_t size) {
    return std::span(of).subspan(from, size);
  }

  std::filesystem::path folder_;
  std::unique_ptr<BlobStore> store_;
  const BlobKey key_ = *BlobKey::parse("drone-01/2025/09/24/clip_1758705015120.mp4");
  const Principal service_ = Principal::service("gateway");
  const Principal viewer_ = Principal::user("vera", Role::kViewer);
  const Principal drone_ = Principal::drone(*DroneId::parse("drone-01"));
  const Principal other_drone_ = Principal::drone(*DroneId::parse("drone-02"));
};

TYPED_TEST_SUITE_P(BlobStoreCompliance);

TYPED_TEST_P(BlobStoreCompliance, WhatWasPutIsReadBackWholeAndInParts) {
  const auto data = this->bytes(100'000);
  const auto put = this->store_->put(this->drone_, this->key_, data, crypto::sha256(data));
  ASSERT_TRUE(put) << put.error().message;
  const auto stat = this->store_->stat(this->viewer_, this->key_);
  EXPECT_EQ(stat->size.value, data.size());
  EXPECT_EQ(stat->sha256, crypto::sha256(data));
  EXPECT_EQ(this->store_->read(this->viewer_, this->key_, 0, data.size()), data);
  EXPECT_EQ(this->store_->read(this->viewer_, this->key_, 99'990, 1000)->size(), 10U);
  EXPECT_EQ(this->store_->read(this->viewer_, this->key_, 500, 2), (std::vector<std::uint8_t>{data[500], data[501]}));
  EXPECT_TRUE(this->store_->read(this->viewer_, this->key_, data.size(), 1)->empty());
  EXPECT_EQ(this->store_->read(this->viewer_, this->key_, data.size() + 1, 1).error().code, Error::kOutOfRange);
  this->reopen();
  EXPECT_EQ(this->store_->read(this->viewer_, this->key_, 0, data.size()), data);
}

TYPED_TEST_P(BlobStoreCompliance, AnObjectNeverChanges) {
  const auto data = this->bytes(1000);
  const auto other = this->bytes(1000, 2);
  ASSERT_TRUE(this->store_->put(this->drone_, this->key_, data, crypto::sha256(data)));
  EXPECT_TRUE(this->store_->put(this->drone_, this->key_, data, crypto::sha256(data))) << "the same again is no harm";
  EXPECT_EQ(this->store_->put(this->drone_, this->key_, other, crypto::sha256(other)).error().code, Error::kConflict);
  EXPECT_EQ(this->store_->read(this->viewer_, this->key_, 0, 1000), data);
}

TYPED_TEST_P(BlobStoreCompliance, BytesOfAnotherHashAreRefused) {
  const auto data = this->bytes(1000);
  EXPECT_EQ(this->store_->put(this->drone_, this->key_, data, crypto::sha256("other")).error().code, Error::kCorrupt);
  EXPECT_EQ(this->store_->stat(this->viewer_, this->key_).error().code, Error::kNotFound);
}

TYPED_TEST_P(BlobStoreCompliance, ADroneSeesAndWritesItsOwnOnly) {
  const auto data = this->bytes(10);
  EXPECT_EQ(this->store_->put(this->other_drone_, this->key_, data, crypto::sha256(data)).error().code,
            Error::kPermissionDenied);
  EXPECT_EQ(this->store_->put(this->viewer_, this->key_, data, crypto::sha256(data)).error().code, Error::kPermissionDenied);
  EXPECT_EQ(this->store_->create_upload(this->other_drone_, this->request(data)).error().code, Error::kPermissionDenied);
  ASSERT_TRUE(this->store_->put(this->drone_, this->key_, data, crypto::sha256(data)));
  EXPECT_EQ(this->store_->stat(this->other_drone_, this->key_).error().code, Error::kPermissionDenied);
  EXPECT_TRUE(this->store_->stat(this->drone_, this->key_));
  EXPECT_EQ(this->store_->remove(this->viewer_, this->key_).error().code, Error::kPermissionDenied);
  EXPECT_EQ(this->store_->remove(this->drone_, this->key_).error().code, Error::kPermissionDenied);
  const auto upload =
      this->store_->create_upload(this->service_, {.key = *BlobKey::parse("drone-01/x"), .size = {1}, .sha256 = {}});
  ASSERT_TRUE(upload);
  EXPECT_EQ(this->store_->append(this->other_drone_, upload->id, 0, this->bytes(1)).error().code, Error::kPermissionDenied);
}

TYPED_TEST_P(BlobStoreCompliance, RemovedIsGoneAndRemovingAgainSucceeds) {
  const auto data = this->bytes(10);
  ASSERT_TRUE(this->store_->put(this->service_, this->key_, data, crypto::sha256(data)));
  ASSERT_TRUE(this->store_->remove(this->service_, this->key_));
  EXPECT_EQ(this->store_->read(this->viewer_, this->key_, 0, 10).error().code, Error::kNotFound);
  EXPECT_TRUE(this->store_->remove(this->service_, this->key_));
}

TYPED_TEST_P(BlobStoreCompliance, AnUploadGoesOnWhereItStoppedAlsoAfterARestart) {
  const auto data = this->bytes(10'000);
  const auto created = this->store_->create_upload(this->drone_, this->request(data));
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_EQ(created->offset, 0U);
  EXPECT_EQ(this->store_->append(this->drone_, created->id, 0, this->part(data, 0, 4000))->offset, 4000U);
  EXPECT_EQ(this->store_->append(this->drone_, created->id, 0, this->part(data, 0, 4000)).error().code, Error::kConflict);
  EXPECT_EQ(this->store_->append(this->drone_, created->id, 5000, this->part(data, 5000, 10)).error().code,
            Error::kConflict);
  EXPECT_EQ(this->store_->finish(this->drone_, created->id).error().code, Error::kConflict);
  EXPECT_EQ(this->store_->stat(this->viewer_, this->key_).error().code, Error::kNotFound)
      << "nothing is seen before the end";

  this->reopen();
  const auto found = this->store_->upload(this->drone_, created->id);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->offset, 4000U);
  EXPECT_EQ(found->request.key, this->key_);
  EXPECT_EQ(this->store_->append(this->drone_, created->id, 4000, this->part(data, 4000, 6000))->offset, 10'000U);
  EXPECT_EQ(this->store_->append(this->drone_, created->id, 10'000, this->bytes(1)).error().code, Error::kTooLarge);

  this->reopen();  // between the last byte and the end
  EXPECT_FALSE(this->store_->upload(this->drone_, created->id)->is_finished);
  const auto finished = this->store_->finish(this->drone_, created->id);
  ASSERT_TRUE(finished) << finished.error().message;
  EXPECT_EQ(this->store_->read(this->viewer_, this->key_, 0, 10'000), data);
  EXPECT_TRUE(this->store_->upload(this->drone_, created->id)->is_finished);
  EXPECT_EQ(this->store_->finish(this->drone_, created->id)->sha256, finished->sha256)
      << "asking again gives the same answer";
}

TYPED_TEST_P(BlobStoreCompliance, AnUploadOfAnotherHashIsThrownAway) {
  const auto data = this->bytes(100);
  auto request = this->request(data);
  request.sha256 = crypto::sha256("other");
  const auto created = this->store_->create_upload(this->drone_, request);
  ASSERT_TRUE(this->store_->append(this->drone_, created->id, 0, data));
  EXPECT_EQ(this->store_->finish(this->drone_, created->id).error().code, Error::kCorrupt);
  EXPECT_EQ(this->store_->upload(this->drone_, created->id).error().code, Error::kNotFound);
  EXPECT_EQ(this->store_->stat(this->viewer_, this->key_).error().code, Error::kNotFound);
}

TYPED_TEST_P(BlobStoreCompliance, AnEmptyObjectIsAnObject) {
  const auto created = this->store_->create_upload(this->drone_, this->request({}));
  ASSERT_TRUE(this->store_->finish(this->drone_, created->id));
  EXPECT_TRUE(this->store_->read(this->viewer_, this->key_, 0, 10)->empty());
}

TYPED_TEST_P(BlobStoreCompliance, UnknownAndMalformedUploadIdsAreNotFound) {
  for (const char* id : {"", "nope", "..", "../objects", "a/b", "a b"}) {
    EXPECT_EQ(this->store_->upload(this->drone_, id).error().code, Error::kNotFound) << id;
    EXPECT_EQ(this->store_->append(this->drone_, id, 0, {}).error().code, Error::kNotFound) << id;
    EXPECT_EQ(this->store_->finish(this->drone_, id).error().code, Error::kNotFound) << id;
  }
}

TYPED_TEST_P(BlobStoreCompliance, PastTheLimitIsTooLarge) {
  const auto data = this->bytes((1U << 20U) + 1);
  EXPECT_EQ(this->store_->put(this->drone_, this->key_, data, crypto::sha256(data)).error().code, Error::kTooLarge);
  EXPECT_EQ(this->store_->create_upload(this->drone_, this->request(data)).error().code, Error::kTooLarge);
}

TYPED_TEST_P(BlobStoreCompliance, UploadsThatNobodyGoesOnWithExpire) {
  const auto created = this->store_->create_upload(this->drone_, this->request(this->bytes(10)));
  EXPECT_EQ(this->store_->expire_uploads(this->drone_, {}).error().code, Error::kPermissionDenied);
  const Timestamp never = from_nanoseconds(0);
  const Timestamp at_once = system_clock().now() + std::chrono::hours(1);
  EXPECT_EQ(this->store_->expire_uploads(this->service_, {.unfinished_since = never, .finished_since = at_once}), 0U);
  EXPECT_EQ(this->store_->expire_uploads(this->service_, {.unfinished_since = at_once, .finished_since = never}), 1U);
  EXPECT_EQ(this->store_->upload(this->drone_, created->id).error().code, Error::kNotFound);
}

TYPED_TEST_P(BlobStoreCompliance, FinishedUploadsExpireAndTheirObjectsStay) {
  const auto data = this->bytes(10);
  const auto created = this->store_->create_upload(this->drone_, this->request(data));
  ASSERT_TRUE(this->store_->append(this->drone_, created->id, 0, data));
  ASSERT_TRUE(this->store_->finish(this->drone_, created->id));
  const Timestamp at_once = system_clock().now() + std::chrono::hours(1);
  EXPECT_EQ(this->store_->expire_uploads(this->service_, {.unfinished_since = at_once, .finished_since = {}}), 0U);
  EXPECT_EQ(this->store_->expire_uploads(this->service_, {.unfinished_since = {}, .finished_since = at_once}), 1U);
  EXPECT_TRUE(this->store_->stat(this->viewer_, this->key_));
}

TYPED_TEST_P(BlobStoreCompliance, WhoForgotAnUploadsIdGoesOnWithIt) {
  const auto data = this->bytes(10'000);
  const auto created = this->store_->create_upload(this->drone_, this->request(data));
  ASSERT_TRUE(this->store_->append(this->drone_, created->id, 0, this->part(data, 0, 4000)));
  this->reopen();
  const auto again = this->store_->create_upload(this->drone_, this->request(data));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->id, created->id);
  EXPECT_EQ(again->offset, 4000U);
  ASSERT_TRUE(this->store_->append(this->drone_, again->id, 4000, this->part(data, 4000, 6000)));
  ASSERT_TRUE(this->store_->finish(this->drone_, again->id));
  const auto finished = this->store_->create_upload(this->drone_, this->request(data));
  ASSERT_TRUE(finished);
  EXPECT_TRUE(finished->is_finished) << "what is there need not be sent";
  EXPECT_EQ(finished->offset, data.size());
}

TYPED_TEST_P(BlobStoreCompliance, OtherBytesUnderAKeyAreRefusedForGood) {
  const auto data = this->bytes(100);
  const auto other = this->bytes(100, 2);
  const auto first = this->store_->create_upload(this->drone_, this->request(data));
  const auto second = this->store_->create_upload(this->drone_, this->request(other));
  ASSERT_TRUE(this->store_->append(this->drone_, first->id, 0, data));
  ASSERT_TRUE(this->store_->append(this->drone_, second->id, 0, other));
  ASSERT_TRUE(this->store_->finish(this->drone_, first->id));
  EXPECT_EQ(this->store_->finish(this->drone_, second->id).error().code, Error::kConflict);
  EXPECT_EQ(this->store_->upload(this->drone_, second->id).error().code, Error::kNotFound) << "it is not kept either";
  EXPECT_EQ(this->store_->create_upload(this->drone_, this->request(other)).error().code, Error::kConflict)
      << "and not sent again";
}

TYPED_TEST_P(BlobStoreCompliance, TwoWhoAppendAtOnceAreServedOneAfterTheOther) {
  const auto data = this->bytes(100'000);
  const auto created = this->store_->create_upload(this->drone_, this->request(data));
  const auto push = [&] {
    for (std::size_t at = 0; at < data.size(); at += 1000) {
      (void)this->store_->append(this->drone_, created->id, at, this->part(data, at, 1000));
    }
  };
  std::thread other(push);
  push();
  other.join();
  // Each piece was taken from one of them, or from none when both were late; then its sender goes on from the offset.
  for (auto state = this->store_->upload(this->drone_, created->id); state->offset < data.size();) {
    const std::size_t at = state->offset;
    state = this->store_->append(this->drone_, created->id, at, this->part(data, at, 1000));
    ASSERT_TRUE(state) << state.error().message;
  }
  ASSERT_TRUE(this->store_->finish(this->drone_, created->id));
  EXPECT_EQ(this->store_->read(this->viewer_, this->key_, 0, data.size()), data);
}

REGISTER_TYPED_TEST_SUITE_P(BlobStoreCompliance, WhatWasPutIsReadBackWholeAndInParts, AnObjectNeverChanges,
                            BytesOfAnotherHashAreRefused, ADroneSeesAndWritesItsOwnOnly,
                            RemovedIsGoneAndRemovingAgainSucceeds, AnUploadGoesOnWhereItStoppedAlsoAfterARestart,
                            AnUploadOfAnotherHashIsThrownAway, AnEmptyObjectIsAnObject,
                            UnknownAndMalformedUploadIdsAreNotFound, PastTheLimitIsTooLarge,
                            UploadsThatNobodyGoesOnWithExpire, FinishedUploadsExpireAndTheirObjectsStay,
                            WhoForgotAnUploadsIdGoesOnWithIt, OtherBytesUnderAKeyAreRefusedForGood,
                            TwoWhoAppendAtOnceAreServedOneAfterTheOther);

}  // namespace eyrie::fleet::compliance
