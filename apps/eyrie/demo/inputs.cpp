// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/demo/inputs.hpp"

#include <algorithm>
#include <fstream>

#include "eyrie/demo/child_process.hpp"
#include "model_loading/model_folders.hpp"

namespace eyrie::demo {
namespace {

namespace fs = std::filesystem;

// One event is all that a drone sees: a site with ten bare heads is one incident, and not ten and then ten more. In the test
// data the scene changes with each picture, so bare heads that come after a pause of ten seconds are taken for other
// people's.
constexpr const char* kNoHelmetRule =
    R"({"id":"no-helmet","kind":"class","scope":"view","incident_type":"no_helmet","title":"Person without helmet",
  "severity":4,"classes":["no_helmet","NO-Hardhat","no_hardhat"],"min_confidence":0.6,"k":3,"n":4,"cooldown_seconds":10})";
constexpr const char* kIntrusionRule =
    R"({"id":"closed-area","kind":"intrusion","scope":"view","incident_type":"intrusion","title":"Person in closed area",
  "severity":3,"classes":["person"],"zone":[[0.35,0.55],[0.65,0.55],[0.8,1.0],[0.2,1.0]],"min_confidence":0.4,"k":3,"n":5,
  "dwell_seconds":2,"cooldown_seconds":60})";

std::string rule_list() { return std::string("[") + kNoHelmetRule + "," + kIntrusionRule + "]"; }

std::vector<fs::path> pictures_in(const fs::path& folder) {
  std::vector<fs::path> pictures;
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(folder, problem)) {
    const auto extension = entry.path().extension();
    if (extension == ".jpg" || extension == ".jpeg" || extension == ".png") pictures.push_back(entry.path());
  }
  std::sort(pictures.begin(), pictures.end());
  return pictures;
}

/// A list for ffmpeg's concat reader, two pictures a second. The last is named twice: its duration is else ignored.
Status write_slide_list(const std::vector<fs::path>& pictures, const fs::path& list) {
  std::ofstream file(list);
  const auto quoted = [](const fs::path& path) {
    std::string text;
    for (const char c : fs::absolute(path).string()) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return "file '" + text + "'\n";
  };
  for (const auto& picture : pictures) file << quoted(picture) << "duration 0.5\n";
  file << quoted(pictures.back());
  file.close();
  return file ? Status{} : fail(Error::kExhausted, "cannot write " + list.string());
}

/// Still pictures as H.264 video: each for half a second at 10 frames a second, a key frame with every picture.
Status make_slide_show(const std::vector<fs::path>& pictures, const fs::path& work_folder, const fs::path& video,
                       const std::atomic<bool>& is_over) {
  const auto ffmpeg = find_program("ffmpeg");
  if (!ffmpeg) return fail(ffmpeg.error());
  const fs::path list = work_folder / "slides.txt";
  if (const auto written = write_slide_list(pictures, list); !written) return written;
  ChildProcess::Options options{
      .name = "ffmpeg", .program = *ffmpeg, .arguments = {}, .environment = {}, .log_file = work_folder / "ffmpeg.log"};
  options.arguments = {
      "-y",
      "-v",
      "error",
      "-f",
      "concat",
      "-safe",
      "0",
      "-i",
      list.string(),
      "-vf",
      "scale=720:720:force_original_aspect_ratio=decrease,pad=1280:720:-1:-1:color=black,format=yuv420p,fps=10",
      "-c:v",
      "libx264",
      "-preset",
      "veryfast",
      "-crf",
      "22",
      "-g",
      "5",
      "-bf",
      "0",
      "-movflags",
      "+faststart",
      video.string()};
  const auto code = run_to_end(std::move(options), is_over);
  if (!code) return fail(code.error());
  if (*code != 0)
    return fail(Error::kInternal,
                "ffmpeg could not make the slide show; its log is " + (work_folder / "ffmpeg.log").string());
  return {};
}

}  // namespace

Result<DemoInputs> inputs_from(const std::string& source, const fs::path& model) {
  const bool is_file = source.find("://") == std::string::npos;
  if (is_file && !fs::exists(source)) return fail(Error::kNotFound, source + ": no such video file (--source)");
  const auto network = model_loading::find_network(model);
  if (!network) return fail(network.error());
  if (!fs::exists(*network)) return fail(Error::kNotFound, network->string() + ": no such model file (--model)");
  DroneInput drone{.id = "drone-01", .name = "Drone 1", .source = source, .model = *network, .telemetry = {}};
  drone.is_looped = is_file;
  return DemoInputs{.drones = {drone}, .rules_json = rule_list()};
}

Result<DemoInputs> inputs_from_test_data(const fs::path& assets, const fs::path& work_folder,
                                         const std::atomic<bool>& is_over) {
  const auto pictures = pictures_in(assets / "labels/hardhat/test/images");
  const fs::path walk = assets / "video/vda_tokyo_walk.mp4";
  const fs::path ppe_model = assets / "detect/ppe14_yolov8n_640_fp32_dequant.onnx";
  const fs::path coco_model = assets / "detect/yolov8n_coco_fp32_dequant.onnx";
  for (const auto& file : {walk, ppe_model, coco_model}) {
    if (pictures.empty() || !fs::exists(file)) {
      return fail(Error::kNotFound,
                  "there is no video and no model here to show. Pass your own:\n"
                  "  make demo ARGS=\"--source rtsp://camera/stream --model yolov8n.onnx\"\n"
                  "  make demo ARGS=\"--source flight.mp4 --model yolov8n.onnx\"\n"
                  "or name the folder of the project's test data in EYRIE_TEST_ASSETS.");
    }
  }
  const fs::path slides = work_folder / "slides.mp4";
  if (const auto made = make_slide_show(pictures, work_folder, slides, is_over); !made) return fail(made.error());
  DemoInputs inputs;
  inputs.drones.push_back({.id = "drone-01",
                           .name = "Site drone",
                           .source = slides.string(),
                           .model = ppe_model,
                           .telemetry = assets / "telemetry/dji_srt/p4_rtk.SRT",
                           .is_looped = true});
  inputs.drones.push_back({.id = "drone-02",
                           .name = "Street drone",
                           .source = walk.string(),
                           .model = coco_model,
                           .telemetry = assets / "telemetry/dji_srt/p4_rtk.SRT",
                           .telemetry_offset = "24s",
                           .is_looped = true});
  inputs.rules_json = rule_list();
  return inputs;
}

}  // namespace eyrie::demo
