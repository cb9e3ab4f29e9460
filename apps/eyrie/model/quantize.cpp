// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/quantize.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "eyrie/model/evaluation.hpp"
#include "eyrie/model/python.hpp"
#include "eyrie/model/quantize_script.hpp"
#include "inference/openvino/engine.hpp"
#include "model_loading/model_loading.hpp"
#include "perception/golden.hpp"
#include "perception/half.hpp"
#include "perception/letterbox.hpp"
#include "perception/quantization.hpp"
#include "perception/yolo.hpp"
#include "pictures/decode.hpp"
#include "pictures/sequence.hpp"

namespace eyrie::model {
namespace {

namespace fs = std::filesystem;
using perception::InferenceEngine;
using perception::YoloContract;

/// More make it slower and no better; at 640 pixels these are 300 MB on disk for a minute.
constexpr std::size_t kMaxCalibration = 64;
constexpr std::size_t kMinCalibration = 8;
constexpr std::size_t kHoldBack = 3;

/// Beside the model, where there is room for another one and what is finished can be renamed into place.
class WorkFolder {
 public:
  static Result<WorkFolder> make(const fs::path& beside) {
    std::string pattern = (fs::absolute(beside).parent_path() / ".eyrie-quantize-XXXXXX").string();
    if (mkdtemp(pattern.data()) != nullptr) return WorkFolder(pattern);
    return fail(Error::kUnavailable, "cannot write beside " + beside.string() + ". Copy the model to where you may write.");
  }
  ~WorkFolder() {
    std::error_code problem;
    if (!path_.empty()) fs::remove_all(path_, problem);
  }
  WorkFolder(WorkFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  WorkFolder& operator=(WorkFolder&&) = delete;
  [[nodiscard]] fs::path operator/(const char* name) const { return path_ / name; }

 private:
  explicit WorkFolder(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

struct Pictures {
  std::vector<fs::path> calibration;
  std::vector<fs::path> evaluation;
};

Result<std::vector<fs::path>> pictures_in(const fs::path& folder) {
  auto sequence = pictures::PictureSequence::open(folder, {});
  if (!sequence) return fail(sequence.error());
  return sequence->paths();
}

std::vector<fs::path> evenly_spread(const std::vector<fs::path>& paths, std::size_t most) {
  const std::size_t count = std::min(paths.size(), most);
  std::vector<fs::path> some;
  for (std::size_t i = 0; i < count; ++i) some.push_back(paths[i * paths.size() / count]);
  return some;
}

/// None serves both: a model looks better on what it was fitted to.
Result<Pictures> choose_pictures(const QuantizeOptions& options) {
  auto all = pictures_in(options.calibrate);
  if (!all) return fail(all.error());
  Pictures pictures;
  if (options.evaluate.empty()) {
    for (std::size_t i = 0; i < all->size(); ++i) {
      ((i + 1) % kHoldBack == 0 ? pictures.evaluation : pictures.calibration).push_back((*all)[i]);
    }
  } else {
    auto others = pictures_in(options.evaluate);
    if (!others) return fail(others.error());
    pictures = {.calibration = *std::move(all), .evaluation = *std::move(others)};
  }
  if (pictures.calibration.size() < kMinCalibration) {
    return fail(Error::kInvalidArgument, options.calibrate.string() + ": " + std::to_string(pictures.calibration.size()) +
                                             " pictures to calibrate with are too few; give 30 or more that show what the "
                                             "model will see.");
  }
  pictures.calibration = evenly_spread(pictures.calibration, kMaxCalibration);
  return pictures;
}

std::unexpected<Error> no_room(const fs::path& path) {
  return fail(Error::kExhausted, "cannot write " + path.string() + ". Is the disk full?");
}

Status write_text(const std::string& text, const fs::path& to) {
  std::ofstream file(to, std::ios::binary);
  file << text;
  file.close();
  return file ? Status{} : Status(no_room(to));
}

template <typename Element>
Status append_input(perception::Letterbox& letterbox, const imaging::Image& image, std::ostream& file) {
  std::vector<Element> input(std::size_t{3} * letterbox.width() * letterbox.height());
  if (const auto geometry = letterbox.apply(image.view(), std::span(input)); !geometry) return fail(geometry.error());
  file.write(reinterpret_cast<const char*>(input.data()), static_cast<std::streamsize>(input.size() * sizeof(Element)));
  return {};
}

/// Pictures as the network gets them from us and from nobody else.
Status write_inputs(const std::vector<fs::path>& paths, const YoloContract& contract, const fs::path& to) {
  perception::Letterbox letterbox(contract.width, contract.height);
  std::ofstream file(to, std::ios::binary);
  const bool is_half = contract.input_type == perception::ElementType::kFloat16;
  for (const auto& path : paths) {
    const auto image = pictures::decode_file(path);
    if (!image) return fail(image.error());
    const auto written =
        is_half ? append_input<perception::Half>(letterbox, *image, file) : append_input<float>(letterbox, *image, file);
    if (!written) return written;
    if (!file) return no_room(to);
  }
  file.close();
  return file ? Status{} : Status(no_room(to));
}

Result<std::shared_ptr<InferenceEngine>> load_exact(const fs::path& path) {
  // Absolute, so that no model is looked up by its name: the sibling lies beside a file.
  auto loaded = model_loading::load_model({.path = fs::absolute(path),
                                           .backend = model_loading::Backend::kOpenVino,
                                           .precision = perception::Precision::kF32,
                                           .cache_folder = {}});
  if (!loaded) return fail(loaded.error());
  const bool is_float = loaded->engine->model().precision != "int8" && !perception::quantized_path(path.string()).empty();
  if (is_float) return std::move(loaded->engine);
  return fail(Error::kInvalidArgument, path.string() + " is an int8 model already. Quantize the float model it came from.");
}

/// Runs the script; what comes out is `quantized.xml` in the folder. Gives the names of the tools.
Result<std::string> quantize(const perception::ModelInfo& info, const YoloContract& contract,
                             const std::vector<fs::path>& calibration, const WorkFolder& work, const std::string& python) {
  if (const auto written = write_inputs(calibration, contract, work / "inputs"); !written) return fail(written.error());
  const nlohmann::json request = {{"model", fs::absolute(info.path).string()},
                                  {"output", (work / "quantized.xml").string()},
                                  {"inputs", (work / "inputs").string()},
                                  {"shape", info.inputs.front().shape},
                                  {"type", perception::name_of(contract.input_type)},
                                  {"metadata", info.metadata}};
  const auto text = request.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);  // metadata may be any bytes
  if (const auto written = write_text(text, work / "request.json"); !written) return fail(written.error());
  return run_python(python, kQuantizeScript, work / "request.json", work / "log");
}

/// The record last: without it nothing of the others is used.
Status put_in_place(const WorkFolder& work, const fs::path& target, const std::string& golden, const std::string& record) {
  const fs::path record_path = perception::quantization_record_path(target.string());
  if (const auto written = write_text(golden, work / "golden"); !written) return written;
  if (const auto written = write_text(record, work / "record"); !written) return written;
  std::error_code problem;
  fs::remove(record_path, problem);
  const std::vector<std::pair<fs::path, fs::path>> moves{
      {work / "quantized.bin", fs::path(target).replace_extension(".bin")},
      {work / "quantized.xml", target},
      {work / "golden", perception::golden_path(target.string())},
      {work / "record", record_path}};
  for (const auto& [from, to] : moves) {
    fs::rename(from, to, problem);
    if (problem) return fail(Error::kUnavailable, "cannot write " + to.string() + ": " + problem.message());
  }
  return {};
}

void tell(const perception::QuantizationRecord& record, const fs::path& target, std::FILE* out) {
  std::fprintf(out, "%s: made of %zu pictures by %s, measured on %zu others (truth: %s)\n", target.c_str(),
               record.calibration_pictures, record.made_with.c_str(), record.evaluation_pictures, record.truth.c_str());
  std::fprintf(out, "%-20s %6s %8s %8s %6s   AP50\n", "", "boxes", "float", "int8", "loss");
  const auto row = [out](const perception::QuantizedAccuracy& one) {
    std::fprintf(out, "%-20s %6zu %8.1f %8.1f %6.1f\n", one.name.c_str(), one.boxes, one.float_ap50 * 100,
                 one.int8_ap50 * 100, one.loss() * 100);
  };
  for (const auto& one : record.classes) row(one);
  row(record.all);
}

}  // namespace

Status run_quantize(const QuantizeOptions& options, std::FILE* out) {
  const auto exact = load_exact(options.model);
  if (!exact) return fail(exact.error());
  const auto pictures = choose_pictures(options);
  if (!pictures) return fail(pictures.error());
  const auto contract = YoloContract::from((*exact)->model());
  if (!contract) return fail(contract.error());
  const auto labels = Labels::open(options.labels, contract->class_names, pictures->evaluation);
  if (!labels) return fail(labels.error());
  const auto work = WorkFolder::make(options.model);
  if (!work) return fail(work.error());
  const auto made_with = quantize((*exact)->model(), *contract, pictures->calibration, *work, options.python);
  if (!made_with) return fail(made_with.error());

  const auto quantized = inference::openvino::load((*work / "quantized.xml").string(), {});
  if (!quantized) return fail(quantized.error());
  auto accuracies = evaluate(*exact, *quantized, pictures->evaluation, *labels);
  if (!accuracies) return fail(accuracies.error());
  const std::string sha256 = (*quantized)->model().sha256;
  const perception::QuantizationRecord record{.model_sha256 = (*exact)->model().sha256,
                                              .quantized_sha256 = sha256,
                                              .made_with = *made_with,
                                              .truth = options.labels.empty() ? "float model" : "labels",
                                              .calibration_pictures = pictures->calibration.size(),
                                              .evaluation_pictures = pictures->evaluation.size(),
                                              .all = std::move(accuracies->all),
                                              .classes = std::move(accuracies->classes)};
  const auto golden = perception::make_golden(**exact, sha256);
  if (!golden) return fail(golden.error());
  const fs::path target = perception::quantized_path(options.model.string());
  if (const auto placed = put_in_place(*work, target, *golden, perception::to_json(record)); !placed) return placed;
  tell(record, target, out);
  return perception::check_accuracy(record);
}

}  // namespace eyrie::model
