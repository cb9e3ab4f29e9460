// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/labels.hpp"

#include <array>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace eyrie::model {
namespace {

const std::array<std::string, 2> kNames{"person", "vehicle"};

class LabelsTest : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.path() / name) << text;
    return folder_.path() / name;
  }

  test::TempFolder folder_;
  imaging::Image picture_{imaging::PixelFormat::kBgr8, 100, 50};
};

TEST_F(LabelsTest, CocoIsReadByTheNamesOfClassesAndOfPictures) {
  const auto file = write("instances.json", R"({
    "images": [{"id": 7, "file_name": "a.png", "width": 100, "height": 50}, {"id": 8, "file_name": "b.png", "width": 100, "height": 50}],
    "categories": [{"id": 1, "name": "vehicle"}, {"id": 2, "name": "crane"}, {"id": 3, "name": "person"}],
    "annotations": [
      {"id": 1, "image_id": 7, "category_id": 1, "bbox": [10, 20, 30, 10]},
      {"id": 2, "image_id": 7, "category_id": 2, "bbox": [1, 2, 3, 4]},
      {"id": 3, "image_id": 7, "category_id": 3, "bbox": [5, 6, 7, 8], "iscrowd": 1}]})");
  const auto labels = Labels::open(file, kNames);
  ASSERT_TRUE(labels) << labels.error().message;
  const auto truth = labels->of("elsewhere/a.png", picture_, {});
  ASSERT_TRUE(truth);
  ASSERT_EQ(truth->size(), 2U);
  EXPECT_EQ((*truth)[0].class_id, 1);
  EXPECT_EQ((*truth)[0].box.x_max, 40);
  EXPECT_FALSE((*truth)[0].is_difficult);
  EXPECT_EQ((*truth)[1].class_id, 0);
  EXPECT_TRUE((*truth)[1].is_difficult);
  EXPECT_TRUE(labels->of("b.png", picture_, {})->empty());
  const auto missing = labels->of("c.png", picture_, {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Error::kNotFound);
  EXPECT_NE(missing.error().message.find("c.png"), std::string::npos);
}

TEST_F(LabelsTest, CocoOfOtherThingsIsRefused) {
  const auto file = write("birds.json", R"({"images": [], "categories": [{"id": 1, "name": "bird"}], "annotations": []})");
  const auto labels = Labels::open(file, kNames);
  ASSERT_FALSE(labels);
  EXPECT_EQ(labels.error().code, Error::kInvalidArgument);
}

TEST_F(LabelsTest, YoloIsReadBesideThePicturesName) {
  write("a.txt", "1 0.5 0.5 0.2 0.4\n");
  const auto truth = Labels::open(folder_.path(), kNames)->of("a.png", picture_, {});
  ASSERT_TRUE(truth);
  ASSERT_EQ(truth->size(), 1U);
  EXPECT_EQ((*truth)[0].class_id, 1);
  EXPECT_FLOAT_EQ((*truth)[0].box.x_min, 40);
}

TEST_F(LabelsTest, WithoutLabelsWhatTheFloatModelSeesIsTrue) {
  const std::array<perception::Detection, 3> seen{{{.box = {1, 2, 3, 4}, .confidence = 0.6F, .class_id = 1},
                                                   {.box = {1, 2, 3, 4}, .confidence = 0.2F, .class_id = 0},
                                                   {.box = {1, 2, 3, 4}, .confidence = 0.01F, .class_id = 0}}};
  const auto truth = Labels::open({}, kNames)->of("a.png", picture_, seen);
  ASSERT_TRUE(truth);
  ASSERT_EQ(truth->size(), 2U);
  EXPECT_FALSE((*truth)[0].is_difficult);
  EXPECT_TRUE((*truth)[1].is_difficult);
}

}  // namespace
}  // namespace eyrie::model
