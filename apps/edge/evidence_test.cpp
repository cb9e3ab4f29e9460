// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/evidence.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "crypto/sha256.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::edge {
namespace {

namespace fs = std::filesystem;
using namespace eyrie::literals;

class EvidenceTest : public testing::Test {
 protected:
  static Evidence evidence(fleet::AttachmentKind kind, std::int64_t at_s, std::size_t size) {
    Evidence made;
    auto& attachment = made.attachment;
    attachment.drone = *DroneId::parse("drone-01");
    attachment.kind = kind;
    const bool is_clip = kind == fleet::AttachmentKind::kClip;
    attachment.key = "drone-01/2025/09/24/" + std::string(is_clip ? "clip_" : "frame_") + std::to_string(at_s * 1000) +
                     (is_clip ? ".mp4" : ".jpg");
    attachment.media_type = is_clip ? "video/mp4" : "image/jpeg";
    attachment.captured_at = from_nanoseconds((1'758'705'015 + at_s) * 1'000'000'000);
    attachment.from = attachment.captured_at;
    attachment.to = attachment.captured_at;
    attachment.frame_id = "frame-0001";
    attachment.track_ids = {"t1"};
    made.bytes.assign(size, static_cast<std::uint8_t>(at_s));
    if (is_clip) made.sidecar = R"({"frames":[]})";
    return made;
  }

  const test::TempFolder temporary_;
  const fs::path folder_ = temporary_.path();
};

TEST_F(EvidenceTest, SurvivesARestartPicturesFirst) {
  auto before = EvidenceFolder::open(folder_, 1_MiB);
  ASSERT_TRUE(before);
  ASSERT_TRUE(before->add(evidence(fleet::AttachmentKind::kClip, 1, 100)));
  ASSERT_TRUE(before->add(evidence(fleet::AttachmentKind::kFrame, 2, 50)));
  const auto after = EvidenceFolder::open(folder_, 1_MiB);
  ASSERT_TRUE(after) << after.error().message;
  const auto waiting = after->waiting();
  ASSERT_EQ(waiting.size(), 2U);
  EXPECT_EQ(waiting[0].attachment.kind, fleet::AttachmentKind::kFrame);
  EXPECT_EQ(waiting[1].attachment.key, "drone-01/2025/09/24/clip_1000.mp4");
  EXPECT_EQ(waiting[1].attachment.sha256, crypto::to_hex(crypto::sha256(std::string(100, '\1'))));
  EXPECT_EQ(waiting[1].attachment.size.value, 100U);
  EXPECT_TRUE(fs::exists(waiting[1].sidecar));
  EXPECT_EQ(fs::file_size(waiting[1].file), 100U);
}

TEST_F(EvidenceTest, WriteThatWasCutOffLeavesNothing) {
  std::ofstream(folder_ / "clip_5.mp4") << "half";
  const auto evidence = EvidenceFolder::open(folder_, 1_MiB);
  ASSERT_TRUE(evidence);
  EXPECT_TRUE(evidence->waiting().empty());
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(EvidenceTest, OldestClipsGiveWayBeforePictures) {
  auto folder = EvidenceFolder::open(folder_, ByteCount{1000});
  ASSERT_TRUE(folder);
  ASSERT_TRUE(folder->add(evidence(fleet::AttachmentKind::kFrame, 1, 300)));
  ASSERT_TRUE(folder->add(evidence(fleet::AttachmentKind::kClip, 2, 300)));
  ASSERT_TRUE(folder->add(evidence(fleet::AttachmentKind::kClip, 3, 300)));
  ASSERT_TRUE(folder->add(evidence(fleet::AttachmentKind::kClip, 4, 300)));
  EXPECT_EQ(folder->waiting().size(), 3U);
  EXPECT_EQ(folder->take_given_up(), std::vector<std::string>{"drone-01/2025/09/24/clip_2000.mp4"});
  EXPECT_FALSE(folder->add(evidence(fleet::AttachmentKind::kClip, 5, 2000)));
}

TEST_F(EvidenceTest, RemovedEvidenceIsGone) {
  auto folder = EvidenceFolder::open(folder_, 1_MiB);
  ASSERT_TRUE(folder);
  ASSERT_TRUE(folder->add(evidence(fleet::AttachmentKind::kClip, 1, 100)));
  folder->remove(folder->waiting().front());
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace eyrie::edge
