// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <new>
#include <utility>

#include "crypto/base64.hpp"
#include "gateway/testing/gateway_fixture.hpp"
#include "pictures/jpeg.hpp"

namespace eyrie::gateway {
namespace {

using fleet::Role;

/// Out of memory in its first picture.
class FailsOnce final : public perception::Detector {
 public:
  [[nodiscard]] Result<std::span<const perception::Detection>> detect(const imaging::ImageView& view) override {
    if (!std::exchange(has_failed_, true)) throw std::bad_alloc();
    return healthy_.detect(view);
  }
  [[nodiscard]] const std::vector<std::string>& class_names() const noexcept override { return healthy_.class_names(); }
  [[nodiscard]] perception::StageTimes last_times() const noexcept override { return {}; }

 private:
  TwoThings healthy_;
  bool has_failed_ = false;
};

TEST(DetectorPool, ADetectorThatMetADefectIsThereForTheNextPicture) {
  std::vector<std::unique_ptr<perception::Detector>> detectors;
  detectors.push_back(std::make_unique<FailsOnce>());
  DetectorPool pool("fails-once@1", std::move(detectors));
  const imaging::Image picture(imaging::PixelFormat::kBgr8, 64, 48);
  EXPECT_THROW((void)pool.find(picture.view()), std::bad_alloc);
  EXPECT_TRUE(pool.find(picture.view()));
}

class InferApi : public GatewayFixture {
 protected:
  InferApi() {
    enrol("drone-01");
    auto encoder = pictures::JpegEncoder::open({});
    jpeg_ = *encoder->encode(imaging::Image(imaging::PixelFormat::kBgr8, 64, 48).view());
  }
  Answer infer(const std::string& picture, const std::string& drone = "drone-01") {
    return call("POST", "/infer", R"({"drone_id":")" + drone + R"(","frame_b64":")" + picture + "\"}", operator_);
  }
  const std::string operator_ = sign_in_as(Role::kOperator);
  std::vector<std::uint8_t> jpeg_;
};

TEST_F(InferApi, PictureInBoxesOutAndRowsWritten) {
  const auto answer = infer(crypto::base64_encode(jpeg_));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(field(answer.body, "status"), "ok");
  EXPECT_EQ(field(answer.body, "width"), "64");
  EXPECT_NE(answer.body.find(R"({"class":"person","conf":0.9,"bbox":[0,0,0.5,1]})"), std::string::npos) << answer.body;
  EXPECT_NE(answer.body.find(R"("bbox":[0,0,0.25,0.25])"), std::string::npos) << "cut off at the picture's edge";
  const auto stored = call("GET", "/v1/detections?drone=drone-01", {}, operator_);
  EXPECT_NE(stored.body.find(field(answer.body, "frame_id")), std::string::npos);
}

TEST_F(InferApi, LinkIsReadFromTheObjectStore) {
  ASSERT_TRUE(blobs_->put(service_, *fleet::BlobKey::parse("drone-01/a.jpg"), jpeg_, crypto::sha256(jpeg_)));
  EXPECT_EQ(infer("s3://eyrie/drone-01/a.jpg").status, 200);
  EXPECT_EQ(infer("s3://eyrie/drone-01/b.jpg").status, 404);
  EXPECT_EQ(infer("s3://eyrie/../etc/passwd").status, 400);
  EXPECT_EQ(infer("s3://eyrie").status, 400);
}

TEST_F(InferApi, WhatIsNoPictureIsRefusedWithItsReason) {
  EXPECT_EQ(infer("AAAA").status, 422);
  EXPECT_EQ(infer("not base64!").status, 400);
  const std::vector<std::uint8_t> cut(jpeg_.begin(), jpeg_.begin() + static_cast<std::ptrdiff_t>(jpeg_.size() / 2));
  EXPECT_EQ(infer(crypto::base64_encode(cut)).status, 422);
  // 30,000 pixels wide by its header: refused before memory is taken for it.
  auto huge = jpeg_;
  for (std::size_t i = 0; i + 8 < huge.size(); ++i) {
    if (huge[i] == 0xFF && huge[i + 1] == 0xC0) huge[i + 7] = 0x75, huge[i + 8] = 0x30;
  }
  EXPECT_EQ(infer(crypto::base64_encode(huge)).status, 413);
  EXPECT_EQ(infer(crypto::base64_encode(jpeg_), "drone-99").status, 404);
  for (const char* body : {"", "x", "[]", "{}", R"({"drone_id":"drone-01"})", R"({"drone_id":1,"frame_b64":"AAAA"})",
                           R"({"drone_id":"drone-01","frame_b64":""})", R"({"drone_id":"../","frame_b64":"AAAA"})"}) {
    EXPECT_EQ(call("POST", "/infer", body, operator_, {{"Content-Type", "application/json"}, {"X", "y"}}).status, 400)
        << body;
  }
}

TEST_F(InferApi, WithoutANetworkItSaysWhichSetting) {
  InferService none(
      nullptr, [](std::span<const std::uint8_t>) -> Result<imaging::Image> { return imaging::Image(); }, *store_, *blobs_,
      *live_, metrics_, clock_);
  const auto answer = none.infer(service_, {.drone = *DroneId::parse("drone-01"), .picture = "AAAA"});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Error::kUnavailable);
  EXPECT_NE(answer.error().message.find("model.path"), std::string::npos);
}

}  // namespace
}  // namespace eyrie::gateway
