// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/eval/detections.hpp"

#include <algorithm>
#include <fstream>
#include <utility>

#include "datasets/coco_json.hpp"
#include "eyrie/detect/loading.hpp"
#include "eyrie/detect/progress.hpp"
#include "eyrie/eval/class_map.hpp"
#include "eyrie/eval/detection_report.hpp"
#include "eyrie/eval/picture_reader.hpp"
#include "eyrie/eval/pixel_box.hpp"
#include "perception/yolo_detector.hpp"

namespace eyrie::eval {
namespace {

namespace fs = std::filesystem;
using datasets::Dataset;
using evaluation::FoundBox;
using perception::YoloDetector;

/// Detections, and who made them.
struct Findings {
  std::vector<FoundBox> boxes;
  std::size_t left_out = 0;  ///< of classes that the data does not have
  std::optional<perception::ModelInfo> model;
  perception::StageTimes times;  ///< of all pictures
};

Status look_at(std::uint32_t picture, const imaging::ImageView& image, YoloDetector& detector, const ClassMap& classes,
               Findings& findings) {
  const auto detections = detector.detect(image);
  if (!detections) return fail(detections.error());
  const auto times = detector.last_times();
  findings.times.preprocess += times.preprocess;
  findings.times.infer += times.infer;
  findings.times.postprocess += times.postprocess;
  for (const auto& detection : *detections) {
    const auto class_index = classes.data_class(detection.class_id);
    if (!class_index) {
      ++findings.left_out;
      continue;
    }
    findings.boxes.push_back({.picture = picture,
                              .class_index = *class_index,
                              .box = inside(detection.box, image),
                              .score = static_cast<double>(detection.confidence)});
  }
  return {};
}

/// By the code of `eyrie detect`.
Result<Findings> run_model(const DetectEvalOptions& options, const Dataset& dataset) {
  detect::Progress progress;
  const auto loaded = detect::load_and_tell({.path = options.model,
                                             .backend = options.backend,
                                             .precision = options.precision,
                                             .threads = options.threads,
                                             .cache_folder = model_loading::default_cache_folder()},
                                            progress);
  if (!loaded) return fail(loaded.error());
  const auto detector = YoloDetector::open(loaded->engine, options.detector);
  if (!detector) return fail(detector.error());
  const auto classes = ClassMap::make((*detector)->class_names(), dataset.class_names, options.class_pairs);
  if (!classes) return fail(classes.error());
  for (const auto& name : classes->unknown_to_model()) {
    std::fprintf(stderr, "eyrie: the model has no class %s: all of its boxes count as missed (--class)\n", name.c_str());
  }
  const auto reader = open_pictures(options.data.images);
  if (!reader) return fail(reader.error());
  Findings findings{.boxes = {}, .left_out = 0, .model = loaded->engine->model(), .times = {}};
  progress.begin(dataset.pictures.size());
  for (std::uint32_t picture = 0; picture < dataset.pictures.size(); ++picture) {
    const auto pixels = (*reader)->read(dataset.pictures[picture]);
    if (!pixels) return fail(pixels.error());
    const auto seen = look_at(picture, pixels->view, **detector, *classes, findings);
    if (!seen) return fail(seen.error());
    progress.count_frame();
  }
  return findings;
}

Result<Findings> read_detections(const fs::path& file, const Dataset& dataset) {
  auto results = datasets::read_coco_results(file, dataset);
  if (!results) return fail(results.error());
  return Findings{.boxes = std::move(results->found), .left_out = results->left_out, .model = std::nullopt, .times = {}};
}

Status save(const Findings& findings, const Dataset& dataset, const fs::path& to) {
  std::ofstream file(to, std::ios::binary);
  file << datasets::to_coco_results(findings.boxes, dataset);
  file.close();
  return file ? Status{} : fail(Error::kUnavailable, "cannot write " + to.string() + ". (--save)");
}

}  // namespace

Status run_detect_eval(const DetectEvalOptions& options, std::FILE* out) {
  const auto dataset = open_data(options.data);
  if (!dataset) return fail(dataset.error());
  auto findings = options.model.empty() ? read_detections(options.detections, *dataset) : run_model(options, *dataset);
  if (!findings) return fail(findings.error());
  if (!options.save.empty()) {
    if (const auto saved = save(*findings, *dataset, options.save); !saved) return saved;
  }
  const DetectionReport report{
      .data = options.data.data.string(),
      .detections = options.detections.string(),
      .model = std::move(findings->model),
      .class_names = dataset->class_names,
      .pictures = dataset->pictures.size(),
      .times = findings->times,
      .left_out = findings->left_out,
      .accuracy = evaluation::judge_detections(dataset->truth, findings->boxes, dataset->class_names.size())};
  const auto text = options.is_json ? to_json(report) : to_table(report);
  std::fputs(text.c_str(), out);
  return {};
}

}  // namespace eyrie::eval
