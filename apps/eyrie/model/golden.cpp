// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/golden.hpp"

#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "inference/onnxruntime/engine.hpp"
#include "inference/openvino/engine.hpp"
#include "perception/golden.hpp"
#include "perception/quantization.hpp"
#include "perception/yolo_detector.hpp"
#include "pictures/decode.hpp"

namespace eyrie::model {
namespace {

namespace fs = std::filesystem;
using EnginePtr = std::shared_ptr<perception::InferenceEngine>;

/// Not as programs load a model: what is wrong with the golden file that lies there is no matter here.
struct Engines {
  EnginePtr reference;
  EnginePtr other;  ///< null where there is one engine only
};

Result<Engines> load(const fs::path& path) {
  auto openvino = inference::openvino::load(path.string(), {});
  if (path.extension() == ".onnx" && inference::onnxruntime::find_library()) {
    auto onnxruntime = inference::onnxruntime::load(path.string(), {});
    if (onnxruntime)
      return Engines{.reference = *std::move(onnxruntime), .other = openvino ? *std::move(openvino) : nullptr};
  }
  if (!openvino) return fail(openvino.error());
  return Engines{.reference = *std::move(openvino), .other = nullptr};
}

Status see(perception::YoloDetector& detector, const fs::path& picture, std::FILE* out) {
  const auto image = pictures::decode_file(picture);
  if (!image) return fail(image.error());
  const auto found = detector.detect(image->view());
  if (!found) return fail(found.error());
  if (found->empty()) {
    return fail(Error::kConflict, "the model finds nothing in " + picture.string() +
                                      ", so it may compute nonsense; no golden file was written. Try a picture that shows "
                                      "what the model knows.");
  }
  for (const auto& one : *found) {
    std::fprintf(out, "found %s %.2f\n", detector.class_names()[static_cast<std::size_t>(one.class_id)].c_str(),
                 static_cast<double>(one.confidence));
  }
  return {};
}

Status write(const std::string& text, const fs::path& to) {
  const fs::path draft = to.string() + "." + std::to_string(getpid());
  std::ofstream file(draft, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  std::error_code problem;
  if (file) fs::rename(draft, to, problem);
  if (file && !problem) return {};
  return fail(Error::kUnavailable, "cannot write " + to.string() + ". May you write there, and is there room?");
}

}  // namespace

Status run_golden(const GoldenOptions& options, std::FILE* out) {
  if (perception::quantized_path(options.model.string()).empty()) {
    return fail(Error::kInvalidArgument, options.model.string() +
                                             " is an int8 model: its golden file holds what the float model answers. "
                                             "`eyrie model quantize` makes both anew.");
  }
  const auto engines = load(options.model);
  if (!engines) return fail(engines.error());
  const auto detector = perception::YoloDetector::open(engines->reference, {});
  if (!detector) return fail(detector.error());
  if (!options.image.empty()) {
    if (const auto seen = see(**detector, options.image, out); !seen) return seen;
  }
  const auto golden = perception::make_golden(*engines->reference);
  if (!golden) return fail(golden.error());
  const fs::path target = perception::golden_path(options.model.string());
  if (const auto written = write(*golden, target); !written) return written;
  std::fprintf(out, "%s: written by %s\n", target.c_str(), engines->reference->model().backend.c_str());
  if (engines->other == nullptr) return {};
  if (const auto same = perception::check_golden(*engines->other, *golden); !same) return same;
  std::fprintf(out, "%s agrees\n", engines->other->model().backend.c_str());
  return {};
}

}  // namespace eyrie::model
