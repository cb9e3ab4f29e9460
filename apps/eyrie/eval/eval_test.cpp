// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <fstream>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "eyrie/eval/class_map.hpp"
#include "eyrie/eval/data.hpp"
#include "eyrie/eval/detections.hpp"
#include "eyrie/eval/places.hpp"
#include "eyrie/eval/tracks.hpp"
#include "pictures/jpeg.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::eval {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Names = std::vector<std::string>;

TEST(ClassMap, ClassesMeetByNameUnlessAPairSaysOtherwise) {
  const Names model{"person", "Hardhat", "vest"};
  const Names data{"helmet", "person", "bare"};
  const auto map = ClassMap::make(model, data, Names{"Hardhat=helmet"});
  ASSERT_TRUE(map) << map.error().message;
  EXPECT_EQ(map->data_class(0), 1U);
  EXPECT_EQ(map->data_class(1), 0U);
  EXPECT_EQ(map->data_class(2), std::nullopt);
  EXPECT_THAT(map->unknown_to_model(), ElementsAre("bare"));
}

TEST(ClassMap, APairGoesBeforeAName) {
  const auto map = ClassMap::make(Names{"person"}, Names{"person", "worker"}, Names{"person=worker"});
  ASSERT_TRUE(map) << map.error().message;
  EXPECT_EQ(map->data_class(0), 1U);
}

TEST(ClassMap, WhatDoesNotFitIsRefusedWithTheNamesThereAre) {
  const Names model{"person"};
  const Names data{"helmet"};
  for (const auto& pairs : {Names{}, Names{"person"}, Names{"person=hat"}, Names{"man=helmet"}, Names{"="}}) {
    const auto map = ClassMap::make(model, data, pairs);
    ASSERT_FALSE(map);
    EXPECT_THAT(map.error().message, HasSubstr("model has person; the data has helmet"));
  }
}

/// A reader's folder, and what a command says.
class Eval : public ::testing::Test {
 protected:
  fs::path write(const std::string& name, const std::string& text) {
    const auto path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  fs::path write_picture(const std::string& name, int width, int height) {
    const imaging::Image image(imaging::PixelFormat::kBgr8, width, height);
    const auto jpeg = pictures::JpegEncoder::open({.quality = 90})->encode(image.view());
    return write(name, std::string(jpeg->begin(), jpeg->end()));
  }

  template <typename Options>
  std::string say(Status (*run)(const Options&, std::FILE*), const Options& options) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), std::fclose);
    status_ = run(options, file.get());
    std::string text(static_cast<std::size_t>(std::ftell(file.get())), '\0');
    std::rewind(file.get());
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    return text;
  }

  test::TempFolder folder_;
  Status status_;
};

TEST_F(Eval, AYoloSetIsItsPicturesAndTheirLabels) {
  write("set/data.yaml", "names: [helmet, person]\nval: images/val\n");
  write_picture("set/images/val/b.jpg", 200, 100);
  write_picture("set/images/val/a.jpg", 100, 100);
  write("set/labels/val/b.txt", "1 0.5 0.5 0.5 0.5\n");
  const auto dataset = open_data({.data = folder_ / "set"});
  ASSERT_TRUE(dataset) << dataset.error().message;
  ASSERT_EQ(dataset->pictures.size(), 2U) << "one without labels has nothing in it";
  EXPECT_EQ(dataset->pictures[1].id, "b");
  ASSERT_EQ(dataset->truth.size(), 1U);
  EXPECT_EQ(dataset->truth[0].picture, 1U);
  EXPECT_EQ(dataset->truth[0].box, (evaluation::PixelBox{.left = 50, .top = 25, .width = 100, .height = 50}));
}

TEST_F(Eval, AYoloSetWhoseLabelsAreSomewhereElseIsRefused) {
  write("set/data.yaml", "names: [helmet]\nval: pictures\n");
  write_picture("set/pictures/a.jpg", 100, 100);
  const auto dataset = open_data({.data = folder_ / "set"});
  ASSERT_FALSE(dataset);
  EXPECT_THAT(dataset.error().message, HasSubstr("pictures/a.txt"));
}

TEST_F(Eval, AFaultyLabelIsNamedWithFileAndLine) {
  write("set/data.yaml", "names: [helmet]\nval: images\n");
  write_picture("set/images/a.jpg", 100, 100);
  write("set/labels/a.txt", "0 0.5 0.5 0.5 0.5\n1 0.5 0.5 0.5 0.5\n");
  const auto dataset = open_data({.data = folder_ / "set" / "data.yaml"});
  ASSERT_FALSE(dataset);
  EXPECT_THAT(dataset.error().message, HasSubstr("labels/a.txt:2: class 1 is none of the 1"));
}

TEST_F(Eval, WhatIsNoDataSetIsRefused) {
  fs::create_directories(folder_ / "empty");
  EXPECT_THAT(open_data({.data = folder_ / "none"}).error().message, HasSubstr("there is no"));
  EXPECT_THAT(open_data({.data = folder_ / "empty"}).error().message, HasSubstr("has no data.yaml"));
  EXPECT_THAT(open_data({.data = write("set.csv", "")}).error().message, HasSubstr("neither a COCO .json"));
}

TEST_F(Eval, DetectionsOfAFileAreTakenInPlaceOfAModel) {
  DetectEvalOptions options;
  options.data.data = write("truth.json", R"({"images": [{"id": 1, "file_name": "a.jpg", "width": 100, "height": 100}],
      "categories": [{"id": 1, "name": "person"}, {"id": 2, "name": "helmet"}],
      "annotations": [{"image_id": 1, "category_id": 1, "bbox": [10, 10, 50, 50]}]})");
  options.detections = write("found.json", R"([{"image_id": 1, "category_id": 1, "bbox": [10, 10, 50, 50], "score": 0.9},
                                               {"image_id": 1, "category_id": 9, "bbox": [10, 10, 50, 50], "score": 0.9}])");
  options.is_json = true;
  const auto document = json::parse(say(&run_detect_eval, options));
  ASSERT_TRUE(status_) << status_.error().message;
  ASSERT_EQ(document["coco"].size(), 12U);
  EXPECT_NEAR(document["coco"][0].get<double>(), 1, 1e-12);
  EXPECT_EQ(document["coco"][3], -1) << "nothing small is there";
  EXPECT_EQ(document["classes"][0]["name"], "person");
  EXPECT_NEAR(document["classes"][0]["ap50"].get<double>(), 1, 1e-12);
  EXPECT_TRUE(document["classes"][1]["ap"].is_null()) << "no helmet is there";
  EXPECT_EQ(document["left_out_boxes"], 1);
  EXPECT_TRUE(document["model"].is_null());

  options.is_json = false;
  const auto table = say(&run_detect_eval, options);
  EXPECT_THAT(table, HasSubstr("AP50       100.0"));
  EXPECT_THAT(table, HasSubstr("AP small       -"));
  EXPECT_THAT(table, HasSubstr("person"));
  EXPECT_THAT(table, Not(HasSubstr("helmet")));
}

TEST_F(Eval, TracksAreJudgedAgainstTruthAndWithoutTruthNotAtAll) {
  const auto lines = write("tracks.txt", "1,1,0,0,10,10\n2,1,0,0,10,10\n");
  const auto document = json::parse(say(&run_track_eval, {.truth = lines, .tracks = lines, .is_json = true}));
  EXPECT_NEAR(document["hota"].get<double>(), 1, 1e-12);
  EXPECT_EQ(document["idf1"], 1);
  EXPECT_EQ(document["frames"], 2);
  EXPECT_THAT(say(&run_track_eval, {.truth = lines, .tracks = lines}), HasSubstr("HOTA  100.0"));
  EXPECT_EQ(say(&run_track_eval, {.truth = write("none.txt", ""), .tracks = lines}), "");
  EXPECT_THAT(status_.error().message, HasSubstr("nothing to judge by"));
}

TEST_F(Eval, PlacesMeetTheirTruthByIdAndFrame) {
  const auto truth = write("truth.jsonl", R"({"id": "w", "frame": 1, "lat": 47.4, "lon": 8.5})"
                                          "\n"
                                          R"({"id": "w", "frame": 2, "lat": 47.4, "lon": 8.5})"
                                          "\n");
  const std::string ellipse = R"(, "semi_major_m": 2, "semi_minor_m": 1, "orientation_deg": 0})";
  const auto places = write("places.jsonl", R"({"id": "w", "frame": 2, "lat": 47.4, "lon": 8.5)" + ellipse + "\n" +
                                                R"({"id": "w", "frame": 3, "lat": 47.4, "lon": 8.5)" + ellipse + "\n");
  const auto document = json::parse(say(&run_locate_eval, {.truth = truth, .places = places, .is_json = true}));
  EXPECT_EQ(document["places"], 1);
  EXPECT_EQ(document["without_estimate"], 1);
  EXPECT_EQ(document["without_truth"], 1);
  EXPECT_NEAR(document["median_m"].get<double>(), 0, 1e-9);
  EXPECT_EQ(document["in_ellipse"], 1);
  const auto strangers = write("others.jsonl", R"({"id": "v", "lat": 0, "lon": 0)" + ellipse);
  EXPECT_EQ(say(&run_locate_eval, {.truth = truth, .places = strangers}), "");
  EXPECT_THAT(status_.error().message, HasSubstr("--places"));
}

}  // namespace
}  // namespace eyrie::eval
