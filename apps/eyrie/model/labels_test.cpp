// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/labels.hpp"

#include <array>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace eyrie::model {
namespace {

using testing::HasSubstr;
using Paths = std::vector<std::filesystem::path>;

const std::array<std::string, 2> kNames{"person", "vehicle"};

class LabelsTest : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }
  [[nodiscard]] Error refused(const std::filesystem::path& path, const Paths& pictures) const {
    const auto labels = Labels::open(path, kNames, pictures);
    EXPECT_FALSE(labels);
    return labels ? Error{} : labels.error();
  }

  test::TempFolder folder_;
  imaging::Image picture_{imaging::PixelFormat::kBgr8, 100, 50};
};

constexpr const char* kCoco = R"({
  "images": [{"id": 7, "file_name": "a.png", "width": 100, "height": 50}, {"id": 8, "file_name": "b.png", "width": 100, "height": 50}],
  "categories": [{"id": 1, "name": "vehicle"}, {"id": 2, "name": "crane"}, {"id": 3, "name": "person"}],
  "annotations": [
    {"id": 1, "image_id": 7, "category_id": 1, "bbox": [10, 20, 30, 10]},
    {"id": 2, "image_id": 7, "category_id": 2, "bbox": [1, 2, 3, 4]},
    {"id": 3, "image_id": 7, "category_id": 3, "bbox": [5, 6, 7, 8], "iscrowd": 1}]})";

TEST_F(LabelsTest, ADataSetIsReadByTheNamesOfClassesAndOfPictures) {
  const auto labels = Labels::open(write("instances.json", kCoco), kNames, Paths{"elsewhere/a.png", "b.png"});
  ASSERT_TRUE(labels) << labels.error().message;
  const auto truth = labels->of("elsewhere/a.png", 3, picture_.view(), {});
  ASSERT_TRUE(truth);
  ASSERT_EQ(truth->size(), 2U);
  EXPECT_EQ((*truth)[0].picture, 3U);
  EXPECT_EQ((*truth)[0].class_index, 1U);
  EXPECT_EQ((*truth)[0].box, (evaluation::PixelBox{10, 20, 30, 10}));
  EXPECT_FALSE((*truth)[0].is_crowd);
  EXPECT_EQ((*truth)[1].class_index, 0U);
  EXPECT_TRUE((*truth)[1].is_crowd);
  EXPECT_TRUE(labels->of("b.png", 4, picture_.view(), {})->empty());
}

TEST_F(LabelsTest, APictureThatADataSetDoesNotListIsRefusedBeforeAnythingIsDone) {
  const Error error = refused(write("instances.json", kCoco), {"a.png", "c.png"});
  EXPECT_EQ(error.code, Error::kNotFound);
  EXPECT_THAT(error.message, HasSubstr("c.png"));
}

TEST_F(LabelsTest, ADataSetOfOtherThingsIsRefused) {
  const auto file = write("birds.json", R"({"images": [], "categories": [{"id": 1, "name": "bird"}], "annotations": []})");
  EXPECT_EQ(refused(file, {}).code, Error::kInvalidArgument);
}

TEST_F(LabelsTest, TwoPicturesOfOneNameAreRefused) {
  const auto file =
      write("two.json", R"({"images": [{"id": 1, "file_name": "north/1.png"}, {"id": 2, "file_name": "south/1.png"}],
    "categories": [{"id": 1, "name": "person"}], "annotations": []})");
  const Error error = refused(file, {"1.png"});
  EXPECT_EQ(error.code, Error::kConflict);
  EXPECT_THAT(error.message, HasSubstr("1.png"));
}

TEST_F(LabelsTest, YoloIsReadBesideThePicturesName) {
  write("a.txt", "1 0.5 0.5 0.2 0.4\n");
  const auto labels = Labels::open(folder_.path(), kNames, Paths{"a.png", "b.png"});
  ASSERT_TRUE(labels) << labels.error().message;
  const auto truth = labels->of("a.png", 0, picture_.view(), {});
  ASSERT_TRUE(truth);
  ASSERT_EQ(truth->size(), 1U);
  EXPECT_EQ((*truth)[0].class_index, 1U);
  EXPECT_NEAR((*truth)[0].box.left, 40, 1e-9);
  EXPECT_TRUE(labels->of("b.png", 1, picture_.view(), {})->empty()) << "without a file there is nothing in it";
}

TEST_F(LabelsTest, AFolderWithoutLabelsOfThePicturesIsRefused) {
  write("z.txt", "1 0.5 0.5 0.2 0.4\n");
  EXPECT_THAT(refused(folder_.path(), {"a.png"}).message, HasSubstr("a.txt"));
  EXPECT_EQ(refused(folder_ / "not-there", {"a.png"}).code, Error::kNotFound);
}

TEST_F(LabelsTest, WithoutLabelsWhatTheFloatModelSeesIsTrue) {
  const std::array<perception::Detection, 3> seen{{{.box = {1, 2, 3, 4}, .confidence = 0.6F, .class_id = 1},
                                                   {.box = {1, 2, 3, 4}, .confidence = 0.2F, .class_id = 0},
                                                   {.box = {1, 2, 3, 4}, .confidence = 0.01F, .class_id = 0}}};
  const auto truth = Labels::open({}, kNames, {})->of("a.png", 0, picture_.view(), seen);
  ASSERT_TRUE(truth);
  ASSERT_EQ(truth->size(), 2U);
  EXPECT_FALSE((*truth)[0].is_crowd);
  EXPECT_TRUE((*truth)[1].is_crowd) << "half seen";
}

}  // namespace
}  // namespace eyrie::model
