// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/client/uploader.hpp"

#include <fstream>
#include <numeric>
#include <thread>

#include <gtest/gtest.h>

#include "crypto/sha256.hpp"
#include "tests/support/temp_folder.hpp"
#include "web/client/testing/tus_server.hpp"

namespace eyrie::web {
namespace {

class UploaderTest : public testing::Test {
 protected:
  UploaderTest() { std::ofstream(upload_.file, std::ios::binary) << bytes_; }

  Uploader open(HttpClient::Options http = {}) {
    return *Uploader::open({.url = server_.url(),
                            .token = "token",
                            .first_piece = 64_KiB,
                            .smallest_piece = 4_KiB,
                            .largest_piece = 128_KiB,
                            .http = std::move(http)});
  }

  static std::string made_up(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 + i / 256);
    return bytes;
  }

  const test::TempFolder folder_;
  const std::string bytes_ = made_up(300'000);
  TusServer server_;
  Upload upload_{.file = folder_ / "clip.mp4",
                 .key = "drone-01/2025/09/24/clip_1.mp4",
                 .sha256 = crypto::to_hex(crypto::sha256(bytes_))};
};

TEST_F(UploaderTest, PiecesGrowWhileTheyGetThrough) {
  auto uploader = open();
  const auto sent = uploader.send(upload_);
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_TRUE(server_.bytes() == bytes_);
  EXPECT_EQ(server_.pieces(), (std::vector<std::size_t>{64 << 10, 128 << 10, 300'000 - (192 << 10)}));
}

TEST_F(UploaderTest, PiecesShrinkUntilTheyGetThroughAThinLink) {
  server_.break_pieces_above(10'000);
  auto uploader = open();
  const auto sent = uploader.send(upload_);
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_TRUE(server_.bytes() == bytes_);
}

TEST_F(UploaderTest, LinkTooThinForTheSmallestPieceIsAFailureThatMayPass) {
  server_.break_pieces_above(1000);
  auto uploader = open();
  const auto sent = uploader.send(upload_);
  ASSERT_FALSE(sent);
  EXPECT_TRUE(sent.error().can_retry);
  server_.break_pieces_above(1 << 30);
  EXPECT_TRUE(uploader.send(upload_));
}

TEST_F(UploaderTest, AnotherUploaderGoesOnWhereTheFirstBrokeOff) {
  auto uploader = open();
  server_.break_after_pieces(1);
  ASSERT_FALSE(uploader.send(upload_));
  server_.break_after_pieces(1000);
  auto other = open();
  ASSERT_TRUE(other.send(upload_));
  EXPECT_TRUE(server_.bytes() == bytes_);
  EXPECT_EQ(server_.begun(), 1);
  const auto pieces = server_.pieces();
  EXPECT_EQ(std::accumulate(pieces.begin(), pieces.end(), std::size_t{0}), bytes_.size()) << "nothing was sent twice";
}

TEST_F(UploaderTest, AnswerThatGotLostCostsNothing) {
  server_.lose_next_answer();
  auto uploader = open();
  ASSERT_TRUE(uploader.send(upload_));
  EXPECT_TRUE(server_.bytes() == bytes_);
}

TEST_F(UploaderTest, OtherBytesUnderTheKeyAreForGood) {
  server_.keep_other_bytes_under(upload_.key);
  auto uploader = open();
  const auto sent = uploader.send(upload_);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Error::kConflict);
  EXPECT_FALSE(sent.error().can_retry);
}

TEST_F(UploaderTest, DamagedFileIsSentTwiceAndThenGivenUp) {
  upload_.sha256 = crypto::to_hex(crypto::sha256("what it was"));
  auto uploader = open();
  const auto sent = uploader.send(upload_);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Error::kCorrupt);
  EXPECT_FALSE(sent.error().can_retry);
  EXPECT_EQ(server_.begun(), 2);
}

TEST_F(UploaderTest, LinkOnWhichNothingMovesIsGivenUp) {
  server_.fall_silent();
  auto uploader = open({.patience = std::chrono::seconds(1)});
  const auto sent = uploader.send(upload_);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Error::kTimeout);
  EXPECT_TRUE(sent.error().can_retry);
}

TEST_F(UploaderTest, StopEndsATransferAtOnce) {
  server_.fall_silent();
  std::stop_source stop;
  auto uploader = open({.patience = std::chrono::hours(1), .stop = stop.get_token()});
  const std::jthread stopping([&] {
    server_.wait_for_a_call();
    stop.request_stop();
  });
  const auto sent = uploader.send(upload_);  // else it would last for an hour
  ASSERT_FALSE(sent);
  EXPECT_TRUE(sent.error().can_retry);
  EXPECT_FALSE(uploader.send(upload_)) << "and no other begins";
}

}  // namespace
}  // namespace eyrie::web
