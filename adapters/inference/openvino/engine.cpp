// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "inference/openvino/engine.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <sstream>
#include <thread>
#include <utility>
#include <vector>

#include <openvino/openvino.hpp>

#include "inference/model_file.hpp"
#include "perception/onnx_file.hpp"

namespace eyrie::inference::openvino {
namespace {

using perception::ElementType;
using perception::EngineOptions;
using perception::ModelInfo;
using perception::Precision;
using perception::TensorSpec;

/// Below this many threads a stream of its own costs more latency than it brings throughput (YOLOv8n, two cores: 46 ms
/// one after the other on both cores, 88 ms side by side on one core each).
constexpr int kThreadsPerStream = 4;

ElementType element_type(const ov::element::Type& type) {
  if (type == ov::element::f32) return ElementType::kFloat32;
  if (type == ov::element::f16) return ElementType::kFloat16;
  if (type == ov::element::i8) return ElementType::kInt8;
  if (type == ov::element::u8) return ElementType::kUint8;
  if (type == ov::element::i32) return ElementType::kInt32;
  if (type == ov::element::i64) return ElementType::kInt64;
  return ElementType::kOther;
}

template <typename Port>
TensorSpec spec_of(const Port& port) {
  TensorSpec spec;
  spec.name = port.get_names().empty() ? port.get_node()->get_friendly_name() : port.get_any_name();
  spec.type = element_type(port.get_element_type());
  const auto shape = port.get_partial_shape();
  if (shape.rank().is_dynamic()) return spec;
  for (const auto& dimension : shape) spec.shape.push_back(dimension.is_static() ? dimension.get_length() : -1);
  return spec;
}

/// The last lines of the library's message, which tell the cause; the first ones tell its source files.
std::string reason_of(const std::exception& exception) {
  std::istringstream lines(exception.what());
  std::string reason;
  for (std::string line; std::getline(lines, line);) {
    const bool is_noise = line.empty() || line.starts_with("Exception from") || line.starts_with("Check '");
    if (!is_noise) reason += (reason.empty() ? "" : "; ") + line;
  }
  constexpr std::size_t kMaxLength = 400;
  if (reason.empty()) reason = exception.what();
  return reason.size() > kMaxLength ? reason.substr(0, kMaxLength) + " ..." : reason;
}

/// Fixes the inputs' open dimensions, so that memory can be bound before the first run.
Status fix_inputs(ov::Model& model, const ModelInfo& info, const EngineOptions& options) {
  std::map<ov::Output<ov::Node>, ov::PartialShape> shapes;
  for (std::size_t i = 0; i < model.inputs().size(); ++i) {
    const auto port = model.input(i);
    const auto declared = spec_of(port);
    if (port.get_partial_shape().rank().is_dynamic() || declared.type == ElementType::kOther) {
      return fail(Error::kUnsupported, "input " + declared.name + " is not a tensor of f32, f16, i8, u8, i32 or i64");
    }
    const auto shape = perception::fixed_shape(declared, info.metadata,
                                               i == 0 ? std::span(options.input_shape) : std::span<const std::int64_t>{});
    if (!shape) return fail(shape.error());
    shapes[port] = ov::PartialShape(std::vector<ov::Dimension>(shape->begin(), shape->end()));
  }
  model.reshape(shapes);
  return {};
}

/// What most of the heavy layers are computed in.
std::string precision_of(const ov::CompiledModel& compiled) {
  std::map<std::string, int> counts;
  for (const auto& node : compiled.get_runtime_model()->get_ops()) {
    const auto& notes = node->get_rt_info();
    const auto type = notes.find("layerType");
    const auto precision = notes.find("runtimePrecision");
    if (type == notes.end() || precision == notes.end()) continue;
    const auto layer = type->second.as<std::string>();
    if (layer == "Convolution" || layer == "MatMul" || layer == "FullyConnected") {
      ++counts[precision->second.as<std::string>()];
    }
  }
  const auto most = std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
  if (most == counts.end()) return "f32";
  if (most->first == "u8" || most->first == "i8") return "int8";
  return most->first;
}

ov::AnyMap settings_of(const EngineOptions& options) {
  const int threads =
      options.threads > 0 ? options.threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const bool is_bf16 = options.precision == Precision::kBf16 || (options.precision == Precision::kAuto && has_native_bf16());
  const int streams = std::clamp(threads / kThreadsPerStream, 1, std::max(1, options.requests));
  ov::AnyMap settings{
      ov::hint::inference_precision(is_bf16 ? ov::element::bf16 : ov::element::f32),
      ov::hint::performance_mode(streams == 1 ? ov::hint::PerformanceMode::LATENCY : ov::hint::PerformanceMode::THROUGHPUT),
      ov::num_streams(streams),
      ov::inference_num_threads(threads),
      // Several programs share the machine: a thread nailed to a core waits for whoever else is there.
      ov::hint::enable_cpu_pinning(false),
      ov::hint::enable_hyper_threading(true),
  };
  if (!options.cache_folder.empty()) settings.insert(ov::cache_dir(options.cache_folder));
  return settings;
}

class Request final : public perception::InferenceRequest {
 public:
  /// Binds memory to every input, and to every output whose size is known beforehand.
  explicit Request(ov::InferRequest request, const ov::CompiledModel& compiled) : request_(std::move(request)) {
    for (const auto& port : compiled.inputs()) {
      inputs_.emplace_back(port.get_element_type(), port.get_shape());
      std::ranges::fill(bytes_of(inputs_.back()), std::byte{0});
      request_.set_tensor(port, inputs_.back());
    }
    for (const auto& port : compiled.outputs()) {
      const bool is_fixed = port.get_partial_shape().is_static();
      outputs_.push_back({.port = port, .tensor = {}, .shape = {}, .is_fixed = is_fixed});
      if (!is_fixed) continue;
      outputs_.back().tensor = ov::Tensor(port.get_element_type(), port.get_shape());
      request_.set_tensor(port, outputs_.back().tensor);
      outputs_.back().take_shape();
    }
  }

  std::span<std::byte> input(std::size_t index) override { return bytes_of(inputs_.at(index)); }

  Status run() override {
    try {
      // Through the library's queue, which is first come, first served: with 16 callers of infer() on two cores the slowest
      // waits three times the median, here 1.1 times; and a lone caller's thread count no longer hangs on who calls.
      request_.start_async();
      request_.wait();
      for (auto& output : outputs_) {
        if (output.is_fixed) continue;
        output.tensor = request_.get_tensor(output.port);
        output.take_shape();
      }
      return {};
    } catch (const std::exception& exception) {
      return fail(Error::kInternal, "OpenVINO could not run the model: " + reason_of(exception));
    }
  }

  std::span<const std::byte> output(std::size_t index) const override {
    const auto& tensor = outputs_.at(index).tensor;
    if (!tensor) return {};
    return {static_cast<const std::byte*>(tensor.data()), tensor.get_byte_size()};
  }

  std::span<const std::int64_t> output_shape(std::size_t index) const override { return outputs_.at(index).shape; }

 private:
  struct Output {
    ov::Output<const ov::Node> port;
    ov::Tensor tensor;
    std::vector<std::int64_t> shape;
    bool is_fixed = true;

    void take_shape() { shape.assign(tensor.get_shape().begin(), tensor.get_shape().end()); }
  };

  static std::span<std::byte> bytes_of(ov::Tensor& tensor) {
    return {static_cast<std::byte*>(tensor.data()), tensor.get_byte_size()};
  }

  ov::InferRequest request_;
  std::vector<ov::Tensor> inputs_;
  std::vector<Output> outputs_;
};

class Engine final : public perception::InferenceEngine {
 public:
  Engine(ov::CompiledModel compiled, ModelInfo info) : compiled_(std::move(compiled)), info_(std::move(info)) {}

  const ModelInfo& model() const noexcept override { return info_; }

  Result<std::unique_ptr<perception::InferenceRequest>> create_request() override {
    try {
      return std::make_unique<Request>(compiled_.create_infer_request(), compiled_);
    } catch (const std::exception& exception) {
      return fail(Error::kExhausted, "OpenVINO could not prepare a run of " + info_.path + ": " + reason_of(exception));
    }
  }

 private:
  ov::CompiledModel compiled_;
  ModelInfo info_;
};

/// OpenVINO's own format keeps what ONNX calls metadata as texts under `model_info`.
void take_notes(const ov::Model& model, ModelInfo& info) {
  const std::string section = "model_info";
  if (!model.has_rt_info({section})) return;
  for (const auto& [key, value] : model.get_rt_info<ov::AnyMap>(section)) {
    if (value.is<std::string>()) info.metadata.emplace(key, value.as<std::string>());
  }
}

Result<std::shared_ptr<perception::InferenceEngine>> compile(ModelInfo info, const EngineOptions& options) {
  info.backend = "openvino";
  ov::Core core;
  const auto model = core.read_model(info.path);
  take_notes(*model, info);
  if (const auto status = fix_inputs(*model, info, options); !status) {
    return fail(status.error().code, info.path + ": " + status.error().message);
  }
  auto compiled = core.compile_model(model, "CPU", settings_of(options));
  for (const auto& port : compiled.inputs()) info.inputs.push_back(spec_of(port));
  for (const auto& port : compiled.outputs()) info.outputs.push_back(spec_of(port));
  info.precision = precision_of(compiled);

  auto engine = std::make_shared<Engine>(std::move(compiled), std::move(info));
  auto request = engine->create_request();
  if (!request) return fail(request.error());
  if (const auto status = (*request)->run(); !status) return fail(status.error());
  return engine;
}

}  // namespace

bool has_native_bf16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") > 0;
#else
  return false;
#endif
}

std::string library_version() { return ov::get_openvino_version().buildNumber; }

Result<std::shared_ptr<perception::InferenceEngine>> load(const std::string& path, const EngineOptions& options) {
  if (options.precision == Precision::kBf16 && !has_native_bf16()) {
    return fail(Error::kUnsupported, "this CPU has no bf16 instructions. Use precision auto or f32.");
  }
  auto file = read_model_file(path);
  if (!file) return fail(file.error());
  try {
    return compile(std::move(file->info), options);
  } catch (const std::exception& exception) {
    return fail(Error::kUnsupported,
                path + ": OpenVINO cannot load the model: " + reason_of(exception) + foreign_operators_of(file->onnx));
  }
}

}  // namespace eyrie::inference::openvino
