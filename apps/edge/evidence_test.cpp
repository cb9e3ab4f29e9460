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

  static std::vector<std::string> lost(EvidenceFolder& folder) {
    std::vector<std::string> keys;
    for (const auto& lost : folder.take_lost()) keys.push_back(lost.key);
    return keys;
  }

  static constexpr auto kFrame = fleet::AttachmentKind::kFrame;
  static constexpr auto kClip = fleet::AttachmentKind::kClip;
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
  std::ofstream(folder_ / "clip_5.mp4.json.draft") << "half";
  const auto evidence = EvidenceFolder::open(folder_, 1_MiB);
  ASSERT_TRUE(evidence);
  EXPECT_TRUE(evidence->waiting().empty());
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(EvidenceTest, OldestClipsGiveWayBeforePictures) {
  auto folder = EvidenceFolder::open(folder_, ByteCount{6000});
  ASSERT_TRUE(folder);
  ASSERT_TRUE(folder->add(evidence(kFrame, 1, 1000)));
  ASSERT_TRUE(folder->add(evidence(kClip, 2, 1000)));
  ASSERT_TRUE(folder->add(evidence(kClip, 3, 1000)));
  ASSERT_TRUE(folder->add(evidence(kClip, 4, 1500)));
  EXPECT_EQ(folder->waiting().size(), 3U);
  EXPECT_EQ(lost(*folder), std::vector<std::string>{"drone-01/2025/09/24/clip_2000.mp4"});
  EXPECT_FALSE(folder->add(evidence(kClip, 5, 6000)));
  EXPECT_EQ(folder->waiting().size(), 3U) << "nothing gives way for what has no room even then";
}

TEST_F(EvidenceTest, PictureNeverGivesWayToAClip) {
  auto folder = EvidenceFolder::open(folder_, ByteCount{3000});
  ASSERT_TRUE(folder->add(evidence(kFrame, 1, 1000)));
  EXPECT_EQ(folder->add(evidence(kClip, 2, 2000)).error().code, Error::kExhausted);
  EXPECT_TRUE(lost(*folder).empty());
  EXPECT_TRUE(folder->add(evidence(kFrame, 3, 2000))) << "but to a newer picture";
  EXPECT_EQ(lost(*folder), std::vector<std::string>{"drone-01/2025/09/24/frame_1000.jpg"});
}

TEST_F(EvidenceTest, EveryByteOnDiskCounts) {
  auto folder = EvidenceFolder::open(folder_, 1_MiB);
  auto clip = evidence(kClip, 1, 100);
  clip.sidecar.assign(5000, ' ');
  ASSERT_TRUE(folder->add(clip));
  std::uint64_t on_disk = 0;
  for (const auto& entry : fs::directory_iterator(folder_)) on_disk += fs::file_size(entry.path());
  EXPECT_EQ(folder->waiting().front().on_disk.value, on_disk);
  EXPECT_EQ(EvidenceFolder::open(folder_, 1_MiB)->waiting().front().on_disk.value, on_disk) << "also after a restart";
}

TEST_F(EvidenceTest, TheSameTwiceIsOneAndOtherBytesUnderItsKeyAreRefused) {
  auto folder = EvidenceFolder::open(folder_, 1_MiB);
  ASSERT_TRUE(folder->add(evidence(kClip, 1, 100)));
  EXPECT_TRUE(folder->add(evidence(kClip, 1, 100)));
  EXPECT_EQ(folder->add(evidence(kClip, 1, 200)).error().code, Error::kConflict);
  ASSERT_EQ(folder->waiting().size(), 1U);
  EXPECT_EQ(fs::file_size(folder->waiting().front().file), 100U) << "what waits is as it was";
}

TEST_F(EvidenceTest, WhenTheDiskIsFullTheOldestClipsGiveWayToTheNewest) {
  std::uint64_t room = 4000;  // what others have left
  const auto write = [&](const fs::path& path, std::span<const std::uint8_t> bytes) -> Status {
    std::uint64_t used = 0;
    for (const auto& entry : fs::directory_iterator(folder_)) used += fs::file_size(entry.path());
    if (used + bytes.size() > room) return fail(Error::kExhausted, "no space left on device");
    return write_durably(path, bytes);
  };
  auto folder = EvidenceFolder::open(folder_, 1_MiB, write);
  ASSERT_TRUE(folder->add(evidence(kFrame, 1, 500)));
  ASSERT_TRUE(folder->add(evidence(kClip, 2, 1000)));
  ASSERT_TRUE(folder->add(evidence(kClip, 3, 1000)));
  EXPECT_TRUE(folder->add(evidence(kClip, 4, 600)));
  EXPECT_EQ(lost(*folder), std::vector<std::string>{"drone-01/2025/09/24/clip_2000.mp4"});

  room = 0;  // others take all: no more gives way than was wanted, and nothing is left of what was not taken
  EXPECT_EQ(folder->add(evidence(kFrame, 5, 100)).error().code, Error::kExhausted);
  EXPECT_EQ(lost(*folder), std::vector<std::string>{"drone-01/2025/09/24/clip_3000.mp4"});
  EXPECT_FALSE(fs::exists(folder_ / "frame_5000.jpg"));
  EXPECT_EQ(folder->waiting().size(), 2U);
}

TEST_F(EvidenceTest, WhatWasDamagedMeanwhileIsNamed) {
  ASSERT_TRUE(EvidenceFolder::open(folder_, 1_MiB)->add(evidence(kClip, 1, 100)));
  fs::resize_file(folder_ / "clip_1000.mp4", 50);
  auto folder = EvidenceFolder::open(folder_, 1_MiB);
  EXPECT_TRUE(folder->waiting().empty());
  EXPECT_EQ(lost(*folder), std::vector<std::string>{"drone-01/2025/09/24/clip_1000.mp4"});
  EXPECT_TRUE(fs::is_empty(folder_));
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
