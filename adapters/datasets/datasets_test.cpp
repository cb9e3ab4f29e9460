// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/coco_json.hpp"
#include "datasets/data_yaml.hpp"
#include "datasets/mot_text.hpp"
#include "datasets/place_lines.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::datasets {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Files that somebody wrote.
class Files : public ::testing::Test {
 protected:
  fs::path write(const std::string& text, const char* name = "file") {
    const auto path = folder_ / name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

 private:
  test::TempFolder folder_;
};

using Coco = Files;
using CocoResultsFile = Files;
using DataYaml = Files;
using MotText = Files;
using PlaceLines = Files;

std::string coco_with(const std::string& annotations) {
  return R"({"images": [{"id": 9, "file_name": "b.jpg", "width": 100, "height": 50},
                        {"id": 4, "file_name": "a.jpg", "width": 640, "height": 480}],
             "categories": [{"id": 7, "name": "helmet"}, {"id": 2, "name": "person"}],
             "annotations": [)" +
         annotations + "]}";
}

std::string refusal_of(const Result<Dataset>& dataset) {
  EXPECT_FALSE(dataset);
  return dataset ? "" : dataset.error().message;
}

TEST_F(Coco, PicturesAndClassesComeInTheOrderOfTheirIds) {
  const auto dataset = read_coco(write(coco_with(R"({"id": 1, "image_id": 9, "category_id": 2, "bbox": [1, 2, 3.5, 4],
                                                     "area": 6, "iscrowd": 1, "ignore": 1, "segmentation": [[1, 2]]},
                                                    {"id": 2, "image_id": 4, "category_id": 7, "bbox": [0, 0, 8, 4]})")),
                                 "pictures");
  ASSERT_TRUE(dataset) << dataset.error().message;
  EXPECT_THAT(dataset->class_names, ElementsAre("person", "helmet"));
  EXPECT_THAT(dataset->class_ids, ElementsAre(2, 7));
  ASSERT_EQ(dataset->pictures.size(), 2U);
  EXPECT_EQ(dataset->pictures[0].id, "4");
  EXPECT_EQ(dataset->pictures[1].file, "pictures/b.jpg");
  ASSERT_EQ(dataset->truth.size(), 2U);
  EXPECT_EQ(dataset->truth[0].picture, 1U);
  EXPECT_EQ(dataset->truth[0].class_index, 0U);
  EXPECT_EQ(dataset->truth[0].area_px2, 6);
  EXPECT_TRUE(dataset->truth[0].is_crowd);
  EXPECT_EQ(dataset->truth[1].area_px2, 32) << "that of the box where none is given";
  EXPECT_FALSE(dataset->truth[1].is_crowd);
}

TEST_F(Coco, WhatIsWrongIsNamedWithItsPlace) {
  const auto refused = [&](const std::string& annotation) {
    const std::string right = R"({"id": 1, "image_id": 9, "category_id": 2, "bbox": [1, 2, 3, 4]},)";
    return refusal_of(read_coco(write(coco_with(right + annotation)), ""));
  };
  EXPECT_THAT(refused(R"({"image_id": 9, "category_id": 3, "bbox": [1, 2, 3, 4]})"),
              HasSubstr("annotations[1].category_id is 3, which is none of `categories`"));
  EXPECT_THAT(refused(R"({"image_id": 8, "category_id": 2, "bbox": [1, 2, 3, 4]})"),
              HasSubstr("annotations[1].image_id is 8, which is none of `images`"));
  EXPECT_THAT(refused(R"({"image_id": 9, "category_id": 2, "bbox": [90, 2, 30, 4]})"),
              HasSubstr("annotations[1].bbox says that the box lies outside of the picture: x 90.0 to 120.0"));
  EXPECT_THAT(refused(R"({"image_id": 9, "category_id": 2, "bbox": [1, 2, -3, 4]})"), HasSubstr("negative size"));
  EXPECT_THAT(refused(R"({"image_id": 9, "category_id": 2, "bbox": [1, 2, 3]})"), HasSubstr("[left, top, width, height]"));
  EXPECT_THAT(refused(R"({"image_id": 9, "category_id": 2})"), HasSubstr("annotations[1].bbox"));
  EXPECT_THAT(refused("7"), HasSubstr("annotations[1].image_id is no whole number"));
}

TEST_F(Coco, WhatIsNoGroundTruthIsRefused) {
  EXPECT_THAT(refusal_of(read_coco(write("[1, 2"), "")), HasSubstr("is no JSON"));
  EXPECT_THAT(refusal_of(read_coco(write("[]"), "")), HasSubstr("no list `images`"));
  EXPECT_THAT(refusal_of(read_coco(write(R"({"images": [], "categories": []})"), "")), HasSubstr("no list `annotations`"));
  EXPECT_THAT(refusal_of(read_coco("nowhere.json", "")), HasSubstr("nowhere.json"));
  EXPECT_THAT(refusal_of(read_coco(write(std::string(100'000, '[')), "")), HasSubstr("is no JSON"));
  const std::string twice = R"({"images": [{"id": 1, "file_name": "a"}, {"id": 1, "file_name": "b"}]})";
  EXPECT_THAT(refusal_of(read_coco(write(twice), "")), HasSubstr("have the id 1"));
}

Dataset two_pictures() {
  return {.class_names = {"person", "helmet"},
          .class_ids = {2, 7},
          .pictures = {{.id = "000000000036", .file = {}}, {.id = "a \"b\"", .file = {}}},
          .truth = {}};
}

TEST_F(CocoResultsFile, PicturesAreCalledByNumberOrName) {
  const auto results = read_coco_results(write(R"([{"image_id": 36, "category_id": 7, "bbox": [1, 2, 3, 4], "score": 0.5},
                {"image_id": "a \"b\"", "category_id": 2, "bbox": [1, 2, 3, 4], "score": 1},
                {"image_id": "000000000036", "category_id": 1, "bbox": [1, 2, 3, 4], "score": 1}])"),
                                         two_pictures());
  ASSERT_TRUE(results) << results.error().message;
  ASSERT_EQ(results->found.size(), 2U);
  EXPECT_EQ(results->found[0].picture, 0U);
  EXPECT_EQ(results->found[0].class_index, 1U);
  EXPECT_EQ(results->found[1].picture, 1U);
  EXPECT_EQ(results->left_out, 1U) << "there is no class 1";
}

TEST_F(CocoResultsFile, WhatIsWrittenReadsBackToTheLastBit) {
  const std::vector<evaluation::FoundBox> found{
      {.picture = 1,
       .class_index = 1,
       .box = {.left = 0.1, .top = 1.0 / 3, .width = 1e-7, .height = 123456.789},
       .score = 0.3},
      {.picture = 0, .class_index = 0, .box = {.left = 1, .top = 2, .width = 3, .height = 4}, .score = 1}};
  const auto results = read_coco_results(write(to_coco_results(found, two_pictures())), two_pictures());
  ASSERT_TRUE(results) << results.error().message;
  ASSERT_EQ(results->found.size(), found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(results->found[i].picture, found[i].picture);
    EXPECT_EQ(results->found[i].class_index, found[i].class_index);
    EXPECT_EQ(results->found[i].box, found[i].box);
    EXPECT_EQ(results->found[i].score, found[i].score);
  }
}

TEST_F(CocoResultsFile, AnUnknownPictureAndAMissingFieldAreRefused) {
  for (const auto* entry : {R"({"image_id": 37, "category_id": 7, "bbox": [1, 2, 3, 4], "score": 0.5})",
                            R"({"image_id": 36, "category_id": 7, "bbox": [1, 2, 3, 4]})",
                            R"({"image_id": null, "category_id": 7, "bbox": [1, 2, 3, 4], "score": 1})", "[]"}) {
    const auto results = read_coco_results(write("[" + std::string(entry) + "]"), two_pictures());
    ASSERT_FALSE(results) << entry;
    EXPECT_THAT(results.error().message, HasSubstr("file: [0]"));
  }
  EXPECT_FALSE(read_coco_results(write("{}"), two_pictures()));
}

TEST_F(DataYaml, NamesAreAListOrAMap) {
  const auto list = read_data_yaml(write("names: [a, 'b c']\nval: images/val\n"), "val");
  ASSERT_TRUE(list) << list.error().message;
  EXPECT_THAT(list->class_names, ElementsAre("a", "b c"));
  const auto map = read_data_yaml(write("names:\n  1: b\n  0: a\npath:\nval: [one, two.txt]\n"), "val");
  ASSERT_TRUE(map) << map.error().message;
  EXPECT_THAT(map->class_names, ElementsAre("a", "b"));
  ASSERT_EQ(map->sources.size(), 2U);
  EXPECT_EQ(map->sources[1].filename(), "two.txt");
}

TEST_F(DataYaml, PathsAreRelativeToPathAndThatToTheFile) {
  const auto file = write("names: [a]\npath: set\nval: images\n");
  const auto split = read_data_yaml(file, "val");
  ASSERT_TRUE(split) << split.error().message;
  EXPECT_THAT(split->sources, ElementsAre(file.parent_path() / "set/images"));
}

TEST_F(DataYaml, WhatIsWrongIsNamedWithItsLine) {
  const auto refused = [&](const std::string& text) {
    const auto split = read_data_yaml(write(text), "val");
    EXPECT_FALSE(split) << text;
    return split ? "" : split.error().message;
  };
  EXPECT_THAT(refused("val: images\nnames:\n  0: a\n  2: c\n"), HasSubstr("file:3: `names` has no class 1"));
  EXPECT_THAT(refused("val: images\n"), HasSubstr("there is no `names`"));
  EXPECT_THAT(refused("names: [a]\ntest: images\n"), HasSubstr("has no split `val`; there are: test"));
  EXPECT_THAT(refused("names: [a\nval: b"), HasSubstr("file:2: "));
  EXPECT_THAT(refused("names: [[a]]\nval: b"), HasSubstr("file:1: "));
  EXPECT_THAT(refused("- just a list"), HasSubstr("a map with `names`"));
  EXPECT_THAT(refused(std::string(200'000, '[')), HasSubstr("file:1: "));
}

TEST_F(DataYaml, AListNamesPicturesRelativeToItself) {
  const auto file = write("./images/a.jpg\r\nimages/b.jpg\n", "val.txt");
  const auto pictures = read_picture_list(file);
  ASSERT_TRUE(pictures);
  EXPECT_THAT(*pictures, ElementsAre(file.parent_path() / "./images/a.jpg", file.parent_path() / "images/b.jpg"));
}

TEST_F(MotText, BoxesMarkedOutOfTheTruthAreLeftOut) {
  const auto file = write("1,3,10,20.5,30,40,1,-1,-1,-1\n2, 3, 10, 20, 30, 40, 0, 1, 1\n2,4,1,2,3,4\n");
  const auto truth = read_mot(file, MotRole::kTruth);
  ASSERT_TRUE(truth) << truth.error().message;
  ASSERT_EQ(truth->size(), 2U);
  EXPECT_EQ(truth->at(0).frame, 1U);
  EXPECT_EQ(truth->at(0).id, 3U);
  EXPECT_EQ(truth->at(0).box, (evaluation::PixelBox{.left = 10, .top = 20.5, .width = 30, .height = 40}));
  EXPECT_EQ(read_mot(file, MotRole::kTracks)->size(), 3U) << "a confidence of 0 is one";
}

TEST_F(MotText, DetectionsComeInTheOrderOfFrames) {
  const auto detections = read_mot_detections(write("2,-1,5,6,7,8,0.5,-1,-1,-1\n1,-1,1,2,3,4\n2,-1,9,9,9,9,0.7\n"));
  ASSERT_TRUE(detections) << detections.error().message;
  ASSERT_EQ(detections->size(), 3U);
  EXPECT_EQ(detections->at(0).frame, 1U);
  EXPECT_EQ(detections->at(0).confidence, 1);
  EXPECT_EQ(detections->at(1).box, (evaluation::PixelBox{.left = 5, .top = 6, .width = 7, .height = 8}));
  EXPECT_EQ(detections->at(2).confidence, 0.7);
  EXPECT_FALSE(read_mot_detections(write("0,-1,5,6,7,8")));
}

TEST_F(MotText, WhatIsNoLineIsNamedWithItsPlace) {
  for (const auto* line : {"1,3,10,20,30", "0,3,10,20,30,40", "1.5,3,10,20,30,40", "2,x,10,20,30,40", "2,-1,10,20,30,40",
                           "2,3,10,20,-30,40", "2,3,nan,20,30,40", "1,1,0,0,1,1"}) {
    const auto points = read_mot(write("1,1,0,0,1,1\n" + std::string(line)), MotRole::kTracks);
    ASSERT_FALSE(points) << line;
    EXPECT_THAT(points.error().message, HasSubstr("file:2: ")) << line;
  }
}

TEST_F(PlaceLines, AreJoinedByIdAndFrame) {
  const auto places = read_place_estimates(write(R"({"id": "w", "frame": 2, "lat": 47, "lon": 8, "semi_major_m": 4, )"
                                                 R"("semi_minor_m": 2, "orientation_deg": 30, "more": []})"
                                                 "\n"));
  ASSERT_TRUE(places) << places.error().message;
  const auto& estimate = places->at({.id = "w", .frame = 2});
  EXPECT_EQ(estimate.position.lat_deg, 47);
  EXPECT_EQ(estimate.semi_minor_m, 2);
  const auto truth = read_true_places(write("{\"id\":\"w\",\"lat\":1,\"lon\":2}\n\n{\"id\":\"v\",\"lat\":1,\"lon\":2}"));
  ASSERT_TRUE(truth) << truth.error().message;
  EXPECT_TRUE(truth->contains({.id = "w", .frame = std::nullopt}));
}

TEST_F(PlaceLines, WhatIsNoPlaceIsNamedWithItsLine) {
  for (const auto* line : {"{", R"({"lat": 1, "lon": 2})", R"({"id": "w", "lat": 91, "lon": 2})", R"({"id": "w", "lat": 1})",
                           R"({"id": "v", "lat": 1, "lon": 2})", R"({"id": "w", "frame": 0.5, "lat": 1, "lon": 2})"}) {
    const auto places = read_true_places(write("{\"id\":\"v\",\"lat\":1,\"lon\":2}\n" + std::string(line)));
    ASSERT_FALSE(places) << line;
    EXPECT_THAT(places.error().message, HasSubstr("file:2")) << line;
  }
}

}  // namespace
}  // namespace eyrie::datasets
