// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/evidence_stage.hpp"

#include <atomic>
#include <latch>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "edge/testing/delivery.hpp"
#include "edge/testing/pictures.hpp"
#include "tests/support/temp_folder.hpp"
#include "web/http/problem.hpp"
#include "web/http/server.hpp"

namespace eyrie::edge {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// A gateway that answers every beginning of an upload as the test wants it.
class EvidenceStageTest : public testing::Test {
 protected:
  EvidenceStageTest() {
    web::Router router;
    router.add("POST", "/v1/uploads", [this](const web::Request&) {
      ++asked_;
      return answer_();
    });
    server_ = *web::HttpServer::start({}, std::move(router));
  }
  static web::Response has_it_already() {
    auto response = web::Response::empty(201);
    response.headers.add("Location", "/v1/uploads/one");
    response.headers.add("Upload-Offset", "1000000");
    return response;
  }
  void start() {
    stage_.emplace(EvidenceStage::Options{.drone = drone_, .token = "t", .http = {}},
                   *EvidenceFolder::open(folder_.path(), ByteCount{1U << 20U}), recorder_, *around_.courier, around_.metrics,
                   around_.log, around_.errors, system_clock());
  }
  FlaggedFrame flagged(std::uint64_t number) const {
    const auto frame = grey_frame(number);
    return {.frame = frame, .key = evidence_key(drone_, frame.captured_at, "frame", ".jpg"), .track_ids = {}};
  }
  bool is_waiting(std::uint64_t number) const {
    return std::filesystem::exists(folder_ / (std::filesystem::path(flagged(number).key).filename().string() + ".record"));
  }

  const DroneId drone_ = *DroneId::parse("drone-01");
  const test::TempFolder folder_;
  Surroundings around_;
  // There is no video, and the clips that go with the pictures wait for it.
  Recorder recorder_{{.ring = {}, .clips = {.patience = std::chrono::years{100}}}, around_.metrics};
  std::function<web::Response()> answer_ = has_it_already;  ///< set it before the stage starts
  std::atomic<int> asked_{0};
  std::atomic<bool> is_full_{true};
  std::latch is_asked_{1};
  std::latch may_answer_{1};
  std::unique_ptr<web::HttpServer> server_;
  std::optional<EvidenceStage> stage_;
};

TEST_F(EvidenceStageTest, PictureThatTheGatewayHasIsTold) {
  start();
  stage_->set_gateway(server_->url());
  stage_->flag(flagged(1));
  ASSERT_TRUE(becomes([&] { return around_.appended() == 1; }));
  ASSERT_TRUE(becomes([&] { return !is_waiting(1); }));
  EXPECT_EQ(around_.metrics.lost_evidence.value(), 0);
}

TEST_F(EvidenceStageTest, OtherBytesUnderItsKeyAreNotSentForEver) {
  answer_ = [] { return web::problem({.code = Error::kConflict, .message = "there are other bytes"}); };
  start();
  stage_->set_gateway(server_->url());
  stage_->flag(flagged(1));
  ASSERT_TRUE(becomes([&] { return around_.metrics.lost_evidence.value() == 1; }));
  stage_->stop();
  EXPECT_FALSE(is_waiting(1));
  EXPECT_EQ(asked_, 1);
  EXPECT_THAT(around_.log_lines, Contains(AllOf(HasSubstr(flagged(1).key), HasSubstr("there are other bytes"))));
  EXPECT_EQ(around_.appended(), 0U);
}

TEST_F(EvidenceStageTest, GatewayWithoutRoomIsWaitedFor) {
  answer_ = [this] {
    return is_full_ ? web::problem(retryable(Error::kExhausted, "too many beginnings")) : has_it_already();
  };
  start();
  stage_->set_gateway(server_->url());
  stage_->flag(flagged(1));
  ASSERT_TRUE(becomes([&] { return asked_ >= 2; }));
  EXPECT_TRUE(is_waiting(1));
  is_full_ = false;
  ASSERT_TRUE(becomes([&] { return around_.appended() == 1; }));
  EXPECT_EQ(around_.metrics.lost_evidence.value(), 0);
}

TEST_F(EvidenceStageTest, StopBreaksATransferOffAndKeepsTheEvidence) {
  answer_ = [this] {
    is_asked_.count_down();
    may_answer_.wait();
    return has_it_already();
  };
  start();
  stage_->set_gateway(server_->url());
  stage_->flag(flagged(1));
  is_asked_.wait();
  stage_->stop();  // would last until the answer comes, and it does not
  may_answer_.count_down();
  EXPECT_TRUE(is_waiting(1));
  EXPECT_THAT(around_.log_lines, Not(Contains(HasSubstr(flagged(1).key))));
}

TEST_F(EvidenceStageTest, NothingIsIdleUntilAllThatWasAskedForIsHandedOver) {
  start();
  ASSERT_TRUE(becomes([&] { return stage_->is_idle(); }));
  for (std::uint64_t i = 1; i <= 20; ++i) {
    stage_->flag(flagged(i));
    EXPECT_FALSE(stage_->is_idle());
  }
  EXPECT_FALSE(stage_->request_clip(from_nanoseconds(0), from_nanoseconds(1))) << "there is no video";
}

}  // namespace
}  // namespace eyrie::edge
