// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/cli.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "capture/ffmpeg/mp4.hpp"
#include "tests/support/temp_folder.hpp"
#include "world/output/gzip.hpp"
#include "world/output/testing/gunzip.hpp"
#include "world/program/labels.hpp"

namespace eyrie::world {
namespace {

struct Ran {
  int code = 0;
  std::string errors;
};

Ran run_with(const std::vector<std::string>& arguments) {
  std::vector<const char*> argv{"eyrie-world"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  ::testing::internal::CaptureStderr();
  const int code = run(static_cast<int>(argv.size()), argv.data());
  return {code, ::testing::internal::GetCapturedStderr()};
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Cli, RefusesWhatItDoesNotKnowAndNamesTheOption) {
  EXPECT_EQ(run_with({"render"}).code, 2);
  const Ran weather = run_with({"render", "--out", "x", "--weather", "snow"});
  EXPECT_EQ(weather.code, 2);
  EXPECT_THAT(weather.errors,
              ::testing::AllOf(::testing::HasSubstr("--weather"), ::testing::HasSubstr("day|low-sun|overcast")));
  EXPECT_THAT(run_with({"render", "--out", "x", "--size", "wide"}).errors, ::testing::HasSubstr("--size"));
  EXPECT_THAT(run_with({"render", "--out", "x", "--time", "-1"}).errors, ::testing::HasSubstr("--time"));
  EXPECT_THAT(run_with({"render", "--out", "x", "--camera", "1,2"}).errors, ::testing::HasSubstr("--camera"));
  EXPECT_THAT(run_with({"dataset", "--scenes", "0", "--out", "x"}).errors, ::testing::HasSubstr("--scenes"));
  EXPECT_THAT(run_with({"dataset", "--scenes", "1", "--out", "x", "--format", "voc"}).errors,
              ::testing::HasSubstr("coco|yolo"));
}

TEST(Cli, RefusesACameraUnderTheGround) {
  const test::TempFolder folder;
  const auto out = folder / "never-written";
  const Ran ran = run_with({"render", "--out", out.string(), "--camera", "0,0,-2,0,-30"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.errors, ::testing::AllOf(::testing::HasSubstr("under the ground"), ::testing::HasSubstr("third number")));
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(Cli, RendersAPictureWithItsTruthAndDepth) {
  const test::TempFolder folder;
  ASSERT_EQ(run_with({"render", "--seed", "5", "--size", "160x90", "--samples", "1", "--out", folder.path().string()}).code,
            0);
  EXPECT_THAT(bytes_of(folder.path() / "picture.png"), ::testing::StartsWith("\x89PNG"));
  const std::string depth = bytes_of(folder.path() / "depth.npy");
  EXPECT_THAT(depth.substr(1, 5), "NUMPY");
  EXPECT_THAT(depth, ::testing::HasSubstr("'shape': (90, 160)"));
  EXPECT_EQ(depth.size() % 64, 160 * 90 * 4 % 64);
  const auto truth = nlohmann::json::parse(bytes_of(folder.path() / "truth.json"));
  EXPECT_EQ(truth["camera"]["width_px"], 160);
  EXPECT_FALSE(truth["objects"].empty());
}

TEST(Cli, ADataSetIsTheSameForTheSameSeedWithAnyNumberOfThreads) {
  const test::TempFolder folder;
  const auto write = [&folder](const std::string& name, const std::string& threads) {
    return run_with({"dataset", "--scenes", "2", "--views", "1", "--seed", "7", "--size", "96x54", "--threads", threads,
                     "--out", (folder.path() / name).string()})
        .code;
  };
  ASSERT_EQ(write("a", "1"), 0);
  ASSERT_EQ(write("b", "2"), 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() / "a")) {
    if (!entry.is_regular_file()) continue;
    const auto twin = folder.path() / "b" / std::filesystem::relative(entry.path(), folder.path() / "a");
    EXPECT_EQ(bytes_of(entry.path()), bytes_of(twin)) << twin;
  }
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "a/images/train/00001_00.png"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "a/labels/train/00001_00.txt"));
  EXPECT_THAT(bytes_of(folder.path() / "a/data.yaml"), ::testing::HasSubstr("2: no_helmet"));
}

TEST(Cli, WritesCocoForThoseWhoWantIt) {
  const test::TempFolder folder;
  ASSERT_EQ(run_with({"dataset", "--scenes", "1", "--views", "2", "--size", "160x90", "--format", "coco", "--depth", "--out",
                      folder.path().string()})
                .code,
            0);
  const auto document = nlohmann::json::parse(bytes_of(folder.path() / "annotations/instances_train.json"));
  EXPECT_EQ(document["images"].size(), 2U);
  EXPECT_EQ(document["categories"].size(), 4U);
  for (const auto& annotation : document["annotations"]) {
    EXPECT_GE(annotation["bbox"][0], 0);
    EXPECT_LE(annotation["bbox"][0].get<int>() + annotation["bbox"][2].get<int>(), 160);
  }
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "depth/train/00000_01.npy"));
}

TEST(Cli, ADataSetThatWasCutGoesOnWithoutRenderingAgain) {
  const test::TempFolder folder;
  const auto write = [&folder](const std::string& seed, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"dataset",
                                       "--scenes",
                                       "2",
                                       "--views",
                                       "1",
                                       "--seed",
                                       seed,
                                       "--size",
                                       "96x54",
                                       "--format",
                                       "coco",
                                       "--out",
                                       folder.path().string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_with(arguments);
  };
  ASSERT_EQ(write("7", {}).code, 0);
  const auto first = folder.path() / "images/train/00000_00.png";
  const auto second = folder.path() / "images/train/00001_00.png";
  const auto labels = folder.path() / "annotations/instances_train.json";
  const std::string second_picture = bytes_of(second);
  const std::string all_labels = bytes_of(labels);
  std::ofstream(first) << "kept";
  std::filesystem::remove(second);
  std::filesystem::remove(labels);

  EXPECT_EQ(write("7", {"--resume"}).code, 0);
  EXPECT_EQ(bytes_of(first), "kept");
  EXPECT_EQ(bytes_of(second), second_picture);
  EXPECT_EQ(bytes_of(labels), all_labels);

  const auto other = write("8", {"--resume"});
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.errors, ::testing::AllOf(::testing::HasSubstr("dataset.json"), ::testing::HasSubstr("\"seed\":7")));

  std::string recipe = bytes_of(folder.path() / "dataset.json");
  recipe.replace(recipe.find("\"drawn_as\":") + 11, 1, "1");
  std::ofstream(folder.path() / "dataset.json") << recipe;
  EXPECT_EQ(write("7", {"--resume"}).code, 1) << "what an older version rendered has other labels";
}

constexpr const char* kTinyMission = R"(seed = 3
start = "2026-06-01T08:00:00Z"
lasts_s = 4

[site]
seed = 5

[video]
width_px = 160
height_px = 88
samples = 1

[[zone]]
name = "crane"
centre = { east_m = 4.0, north_m = 8.0 }
radius_m = 6.0

[[drone]]
id = "drone-1"
start = { east_m = -10.0, north_m = -24.0, height_m = 12.0 }
step = [{ fly_to = { east_m = 0.0, north_m = -24.0, height_m = 12.0 }, look_at = { east_m = 0.0, north_m = -5.0 } }]

[[drone]]
id = "drone-2"
start = { east_m = 0.0, north_m = 0.0, height_m = 25.0 }
pitch_deg = -90
)";

/// A folder with the tiny mission, and what `render` makes of it.
class MissionOfTwo : public ::testing::Test {
 protected:
  MissionOfTwo() { std::ofstream(folder_ / "mission.toml") << kTinyMission; }
  [[nodiscard]] Ran render(const std::string& out, std::vector<std::string> more = {}) const {
    more.insert(more.begin(),
                {"render", "--mission", (folder_ / "mission.toml").string(), "--out", (folder_ / out).string()});
    return run_with(more);
  }
  [[nodiscard]] std::string bytes(const std::string& name) const { return bytes_of(folder_ / name); }

  test::TempFolder folder_;
};

TEST_F(MissionOfTwo, WritesFilmTruthDepthAndTelemetryOfAPiece) {
  ASSERT_EQ(render("out", {"--drone", "drone-1", "--seconds", "1..3"}).code, 0);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out/drone-2"));
  const auto film = capture::probe_clip(folder_ / "out/drone-1/video.mp4");
  ASSERT_TRUE(film) << film.error().message;
  EXPECT_EQ(film->frames, 25U);
  EXPECT_EQ(film->duration, std::chrono::seconds(2));
  EXPECT_EQ(film->width, 160);

  std::istringstream lines(testing::gunzipped(bytes("out/drone-1/truth.jsonl.gz")));
  int frame = 13;  // the first at 1 s or later, of 12.5 a second
  for (std::string line; std::getline(lines, line); ++frame) {
    const auto truth = nlohmann::json::parse(line);
    EXPECT_NEAR(truth["time_s"].get<double>(), frame / 12.5, 1e-6);
    EXPECT_EQ(truth["camera"]["height_px"], 88);
    EXPECT_FALSE(truth["objects"].empty());
  }
  EXPECT_EQ(frame, 38);
  const std::string depth = bytes("out/drone-1/depth/000015.png");
  ASSERT_THAT(depth, ::testing::StartsWith("\x89PNG"));
  EXPECT_EQ(depth.substr(16, 10), std::string("\0\0\0\x28\0\0\0\x16\x10\0", 10));  // IHDR: 40 x 22, 16 bits, grey
  EXPECT_THAT(bytes("out/drone-1/telemetry.jsonl"), ::testing::StartsWith("{\"drone_id\":\"drone-1\""));
  EXPECT_THAT(bytes("out/zones.geojson"), ::testing::HasSubstr("crane"));
}

TEST_F(MissionOfTwo, IsTheSameForTheSameSeedWithAnyNumberOfThreads) {
  ASSERT_EQ(render("a", {"--seconds", "0..0.4", "--threads", "1"}).code, 0);
  ASSERT_EQ(render("b", {"--seconds", "0..0.4", "--threads", "2"}).code, 0);
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "a")) {
    if (!entry.is_regular_file()) continue;
    ++files;
    EXPECT_EQ(bytes_of(entry.path()), bytes_of(folder_ / "b" / std::filesystem::relative(entry.path(), folder_ / "a")));
  }
  EXPECT_EQ(files, 1 + 2 * 6);
}

TEST_F(MissionOfTwo, ItsTruthIsToldInTheFormsOfTheEvaluation) {
  ASSERT_EQ(render("out", {"--drone", "drone-1", "--seconds", "0..0.4"}).code, 0);
  const std::string flight = (folder_ / "out/drone-1").string();
  const auto told = [&](const std::string& form) {
    const std::string file = (folder_ / form).string();
    EXPECT_EQ(run_with({"truth", "--flight", flight, "--form", form, "--class", "vehicle", "--out", file}).code, 0);
    return bytes(form);
  };
  const auto boxes = nlohmann::json::parse(told("coco"));
  ASSERT_EQ(boxes["images"].size(), 5U);
  EXPECT_EQ(boxes["images"][4]["file_name"], "000005.png");
  std::map<std::string, std::string> vehicles;  // by frame and track
  for (const auto& box : boxes["annotations"]) {
    if (box["category_id"] == 4) vehicles[box["image_id"].dump() + "," + box["track_id"].dump()] = box["bbox"].dump();
  }
  ASSERT_FALSE(vehicles.empty());

  std::istringstream tracks(told("tracks"));
  std::size_t lines = 0;
  for (std::string line; std::getline(tracks, line); ++lines) {
    const auto key = line.substr(0, line.find(',', line.find(',') + 1));
    ASSERT_TRUE(vehicles.contains(key)) << line;
    const std::string& box = vehicles[key];
    EXPECT_THAT(line, ::testing::StartsWith(key + "," + box.substr(1, box.size() - 2) + ","));
  }
  EXPECT_EQ(lines, vehicles.size());
  std::istringstream places(told("places"));
  for (std::string line; std::getline(places, line); --lines) {
    const auto place = nlohmann::json::parse(line);
    EXPECT_TRUE(vehicles.contains(place["frame"].dump() + "," + place["id"].get<std::string>()));
    EXPECT_NEAR(place["lat"].get<double>(), 47.3977, 1e-3);
  }
  EXPECT_EQ(lines, 0U);
}

TEST_F(MissionOfTwo, ATruthThatIsNoneIsRefusedWithItsLine) {
  const auto refused = [this](const std::string& what) {
    return run_with({"truth", "--flight", folder_.path().string(), "--out", (folder_ / what).string()}).errors;
  };
  EXPECT_THAT(refused("a"), ::testing::HasSubstr("--flight"));
  std::ofstream(folder_ / "truth.jsonl.gz") << "{}\n";  // zlib reads what is not compressed as it is
  EXPECT_THAT(refused("b"), ::testing::HasSubstr("truth.jsonl.gz:1: not the truth of a frame"));
  const auto whole = gzipped(std::string(100'000, '\n'));
  ASSERT_TRUE(whole);
  std::ofstream(folder_ / "truth.jsonl.gz", std::ios::binary) << whole->substr(0, whole->size() / 2);
  EXPECT_THAT(refused("c"), ::testing::HasSubstr("truth.jsonl.gz:"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "b"));
}

TEST_F(MissionOfTwo, HasAMapThatIsTheSameWithAnyNumberOfThreads) {
  const auto map = [this](const std::string& out, const std::string& threads, const std::string& reach) {
    return run_with({"map", "--mission", (folder_ / "mission.toml").string(), "--reach", reach, "--samples", "1",
                     "--threads", threads, "--out", (folder_ / out).string()});
  };
  ASSERT_EQ(map("a", "1", "20").code, 0);
  ASSERT_EQ(map("b", "3", "20").code, 0);
  EXPECT_THAT(bytes("a/map.pmtiles"), ::testing::StartsWith("PMTiles"));
  EXPECT_EQ(bytes("a/map.pmtiles"), bytes("b/map.pmtiles"));
  EXPECT_THAT(map("no", "1", "900").errors, ::testing::HasSubstr("--reach"));
  EXPECT_THAT(run_with({"map", "--mission", "none.toml", "--out", (folder_ / "no").string()}).errors,
              ::testing::HasSubstr("cannot read the mission none.toml"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "no"));
}

TEST_F(MissionOfTwo, WhatItDoesNotHaveIsRefusedBeforeAnythingIsWritten) {
  EXPECT_THAT(render("no", {"--drone", "drone-3"}).errors, ::testing::HasSubstr("it has drone-1, drone-2"));
  EXPECT_THAT(render("no", {"--seconds", "9..12"}).errors, ::testing::HasSubstr("it lasts 4 s"));
  EXPECT_THAT(render("no", {"--seconds", "3"}).errors, ::testing::HasSubstr("such as 10..12.5"));
  EXPECT_THAT(render("no", {"--time", "3"}).errors, ::testing::HasSubstr("--time excludes --mission"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "no"));
}

TEST(DataSet, ASiteIsEitherForTrainingOrForValidation) {
  EXPECT_FALSE(is_for_validation(0));
  EXPECT_FALSE(is_for_validation(6));
  EXPECT_TRUE(is_for_validation(7));
  EXPECT_TRUE(is_for_validation(15));
}

TEST(Labels, LeaveOutWhatNobodyCouldTell) {
  ObjectTruth object{.object_class = ObjectClass::kHelmet,
                     .modal = PixelBox{10, 20, 14, 26},
                     .amodal = {10, 20, 14, 26},
                     .modal_px = 20,
                     .amodal_px = 20,
                     .low = {},
                     .high = {},
                     .position = {}};
  EXPECT_EQ(yolo_lines(std::array{object}, 100, 100), "1 0.120000 0.230000 0.040000 0.060000\n");
  object.amodal_px = 1000;
  EXPECT_EQ(yolo_lines(std::array{object}, 100, 100), "");
  object.amodal_px = 20;
  object.modal = PixelBox{10, 20, 12, 26};
  EXPECT_EQ(yolo_lines(std::array{object}, 100, 100), "");
}

}  // namespace
}  // namespace eyrie::world
