// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/truth_export.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/temp_folder.hpp"

namespace eyrie::world {
namespace {

nlohmann::json person(int track_id) {
  return {{"class", "person"},
          {"track_id", track_id},
          {"amodal_box", {100, 100, 140, 200}},
          {"modal_box", {100, 100, 140, 200}},
          {"visibility", 1.0},
          {"position", {{"lat_deg", 47.0}, {"lon_deg", 8.0}, {"alt_m", 400.0}}}};
}

void add_frame(std::ofstream& truth, double time_s, const std::vector<nlohmann::json>& objects) {
  const nlohmann::json straight_down{{1, 0, 0}, {0, -1, 0}, {0, 0, -1}};
  const nlohmann::json camera{{"width_px", 960}, {"height_px", 540}, {"enu_from_camera", straight_down}};
  truth << nlohmann::json{{"time_s", time_s}, {"camera", camera}, {"objects", objects}} << '\n';
}

TEST(TruthExport, WhoWasAwayForMoreThanASecondIsAnotherTrack) {
  const test::TempFolder folder;
  {
    std::ofstream truth(folder / "truth.jsonl.gz");  // zlib reads what is not compressed as it is
    add_frame(truth, 0.0, {person(14), person(15)});
    add_frame(truth, 0.9, {person(15)});
    add_frame(truth, 1.0, {person(14), person(15)});
    add_frame(truth, 2.1, {person(14)});
  }
  ASSERT_TRUE(export_truth({.flight = folder.path(), .form = TruthForm::kTracks, .out = folder / "tracks.txt"}));
  std::ifstream tracks(folder / "tracks.txt");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(tracks), {}),
            "1,14,100,100,40,100,1,1,1.00\n1,15,100,100,40,100,1,1,1.00\n"
            "2,15,100,100,40,100,1,1,1.00\n"
            "3,14,100,100,40,100,1,1,1.00\n3,15,100,100,40,100,1,1,1.00\n"
            "4,10014,100,100,40,100,1,1,1.00\n");
}

TEST(TruthExport, CocoTellsThatAPictureIsFromAbove) {
  const test::TempFolder folder;
  {
    std::ofstream truth(folder / "truth.jsonl.gz");
    add_frame(truth, 0.0, {person(14)});
  }
  ASSERT_TRUE(export_truth({.flight = folder.path(), .form = TruthForm::kCoco, .out = folder / "coco.json"}));
  std::ifstream coco(folder / "coco.json");
  EXPECT_NEAR(nlohmann::json::parse(coco)["images"][0]["pitch_deg"].get<double>(), -90, 1e-9);
}

}  // namespace
}  // namespace eyrie::world
