// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "inference/onnxruntime/engine.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <new>
#include <span>
#include <thread>
#include <utility>

#include "inference/model_file.hpp"
#include "inference/onnxruntime/library.hpp"

namespace eyrie::inference::onnxruntime {
namespace {

using perception::ElementType;
using perception::ModelInfo;
using perception::Precision;
using perception::TensorSpec;

using SessionOptions = decltype(Owned(std::declval<const Library&>(), abi::kReleaseSessionOptions));
using Session = decltype(Owned(std::declval<const Library&>(), abi::kReleaseSession));
using MemoryInfo = decltype(Owned(std::declval<const Library&>(), abi::kReleaseMemoryInfo));
using Value = decltype(Owned(std::declval<const Library&>(), abi::kReleaseValue));
using Binding = decltype(Owned(std::declval<const Library&>(), abi::kReleaseIoBinding));

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

ElementType element_type(abi::TensorType type) {
  switch (type) {
    case abi::kFloat: return ElementType::kFloat32;
    case abi::kFloat16: return ElementType::kFloat16;
    case abi::kInt8: return ElementType::kInt8;
    case abi::kUint8: return ElementType::kUint8;
    case abi::kInt32: return ElementType::kInt32;
    case abi::kInt64: return ElementType::kInt64;
  }
  return ElementType::kOther;
}

abi::TensorType tensor_type(ElementType type) {
  switch (type) {
    case ElementType::kFloat32: return abi::kFloat;
    case ElementType::kFloat16: return abi::kFloat16;
    case ElementType::kInt8: return abi::kInt8;
    case ElementType::kUint8: return abi::kUint8;
    case ElementType::kInt32: return abi::kInt32;
    case ElementType::kInt64: return abi::kInt64;
    case ElementType::kOther: break;
  }
  return abi::TensorType{0};
}

std::size_t size_of(ElementType type) {
  switch (type) {
    case ElementType::kFloat32:
    case ElementType::kInt32: return 4;
    case ElementType::kFloat16: return 2;
    case ElementType::kInt8:
    case ElementType::kUint8: return 1;
    case ElementType::kInt64: return 8;
    case ElementType::kOther: break;
  }
  return 0;
}

bool is_fixed(std::span<const std::int64_t> shape) {
  return std::ranges::all_of(shape, [](std::int64_t size) { return size >= 0; });
}

std::size_t byte_count(ElementType type, std::span<const std::int64_t> shape) {
  std::size_t count = size_of(type);
  for (const auto size : shape) count *= static_cast<std::size_t>(std::max<std::int64_t>(size, 0));
  return count;
}

/// Zeroed memory on a cache line, as wide vector loads want it.
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t size) : size_(size), bytes_(new (kAlignment) std::byte[std::max<std::size_t>(size, 1)]()) {}
  [[nodiscard]] std::span<std::byte> bytes() const noexcept { return {bytes_.get(), size_}; }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Delete {
    void operator()(std::byte* bytes) const noexcept { ::operator delete[](bytes, kAlignment); }
  };
  std::size_t size_ = 0;
  std::unique_ptr<std::byte[], Delete> bytes_;
};

/// Type and shape of what `info` describes; nothing when that is not a tensor.
Result<TensorSpec> spec_of(const Library& library, const abi::OrtTensorInfo* info) {
  TensorSpec spec;
  if (info == nullptr) {
    spec.type = ElementType::kOther;
    return spec;
  }
  abi::TensorType type{};
  std::size_t rank = 0;
  if (auto s = library.call(abi::kGetTensorElementType, info, &type); !s) return fail(s.error());
  if (auto s = library.call(abi::kGetDimensionsCount, info, &rank); !s) return fail(s.error());
  spec.type = element_type(type);
  spec.shape.resize(rank);
  if (auto s = library.call(abi::kGetDimensions, info, spec.shape.data(), rank); !s) return fail(s.error());
  return spec;
}

template <typename CountSlot, typename NameSlot, typename TypeSlot>
Result<std::vector<TensorSpec>> specs_of(const Library& library, const abi::OrtSession* session, CountSlot count_slot,
                                         NameSlot name_slot, TypeSlot type_slot) {
  abi::OrtAllocator* allocator = nullptr;
  std::size_t count = 0;
  if (auto s = library.call(abi::kGetAllocatorWithDefaultOptions, &allocator); !s) return fail(s.error());
  if (auto s = library.call(count_slot, session, &count); !s) return fail(s.error());
  std::vector<TensorSpec> specs;
  for (std::size_t i = 0; i < count; ++i) {
    Owned type(library, abi::kReleaseTypeInfo);
    const abi::OrtTensorInfo* info = nullptr;  // a part of `type`
    if (auto s = library.call(type_slot, session, i, type.out()); !s) return fail(s.error());
    if (auto s = library.call(abi::kCastTypeInfoToTensorInfo, type.get(), &info); !s) return fail(s.error());
    auto spec = spec_of(library, info);
    if (!spec) return fail(spec.error());
    char* name = nullptr;
    if (auto s = library.call(name_slot, session, i, allocator, &name); !s) return fail(s.error());
    spec->name = name;
    if (auto s = library.call(abi::kAllocatorFree, allocator, name); !s) return fail(s.error());
    specs.push_back(*std::move(spec));
  }
  return specs;
}

class Request final : public perception::InferenceRequest {
 public:
  static Result<std::unique_ptr<Request>> create(std::shared_ptr<const Library> library, std::shared_ptr<Session> session,
                                                 const ModelInfo& info) {
    std::unique_ptr<Request> request(new Request(std::move(library), std::move(session)));
    if (auto status = request->bind(info); !status) return fail(status.error());
    return request;
  }

  std::span<std::byte> input(std::size_t index) override { return inputs_.at(index).buffer.bytes(); }

  Status run() override {
    auto status = library_->call(abi::kRunWithBinding, session_->get(), nullptr, binding_.get());
    if (!status) {
      return fail(Error::kInternal, "ONNX Runtime could not run the model: " + status.error().message);
    }
    return has_open_outputs_ ? fetch_outputs() : Status{};
  }

  std::span<const std::byte> output(std::size_t index) const override { return outputs_.at(index).bytes; }
  std::span<const std::int64_t> output_shape(std::size_t index) const override { return outputs_.at(index).shape; }

 private:
  struct Tensor {
    Buffer buffer;  ///< ours; empty for an output whose size differs from run to run
    Value value;
    std::span<const std::byte> bytes;
    std::vector<std::int64_t> shape;
  };

  Request(std::shared_ptr<const Library> library, std::shared_ptr<Session> session)
      : library_(std::move(library)),
        session_(std::move(session)),
        memory_(*library_, abi::kReleaseMemoryInfo),
        binding_(*library_, abi::kReleaseIoBinding) {}

  Status bind(const ModelInfo& info) {
    if (auto s = library_->call(abi::kCreateCpuMemoryInfo, abi::kDeviceAllocator, abi::kDefaultMemory, memory_.out()); !s)
      return s;
    if (auto s = library_->call(abi::kCreateIoBinding, session_->get(), binding_.out()); !s) return s;
    for (const auto& spec : info.inputs) {
      auto tensor = make_tensor(spec);
      if (!tensor) return fail(tensor.error());
      if (auto s = library_->call(abi::kBindInput, binding_.get(), spec.name.c_str(), tensor->value.get()); !s) return s;
      inputs_.push_back(*std::move(tensor));
    }
    for (const auto& spec : info.outputs) {
      if (auto s = bind_output(spec); !s) return s;
    }
    return {};
  }

  Status bind_output(const TensorSpec& spec) {
    if (!is_fixed(spec.shape)) {
      has_open_outputs_ = true;
      outputs_.push_back({.buffer = {}, .value = Value(*library_, abi::kReleaseValue), .bytes = {}, .shape = {}});
      return library_->call(abi::kBindOutputToDevice, binding_.get(), spec.name.c_str(), memory_.get());
    }
    auto tensor = make_tensor(spec);
    if (!tensor) return fail(tensor.error());
    if (auto s = library_->call(abi::kBindOutput, binding_.get(), spec.name.c_str(), tensor->value.get()); !s) return s;
    outputs_.push_back(*std::move(tensor));
    return {};
  }

  Result<Tensor> make_tensor(const TensorSpec& spec) {
    Tensor tensor{.buffer = Buffer(byte_count(spec.type, spec.shape)),
                  .value = Value(*library_, abi::kReleaseValue),
                  .bytes = {},
                  .shape = spec.shape};
    tensor.bytes = tensor.buffer.bytes();
    auto status = library_->call(abi::kCreateTensorWithDataAsOrtValue, memory_.get(), tensor.buffer.bytes().data(),
                                 tensor.buffer.bytes().size(), tensor.shape.data(), tensor.shape.size(),
                                 tensor_type(spec.type), tensor.value.out());
    if (!status) return fail(status.error());
    return tensor;
  }

  /// Takes over the outputs that the library allocated itself, because their size was not known beforehand.
  Status fetch_outputs() {
    abi::OrtAllocator* allocator = nullptr;
    abi::OrtValue** values = nullptr;
    std::size_t count = 0;
    if (auto s = library_->call(abi::kGetAllocatorWithDefaultOptions, &allocator); !s) return s;
    if (auto s = library_->call(abi::kGetBoundOutputValues, binding_.get(), allocator, &values, &count); !s) return s;
    Status status;
    for (std::size_t i = 0; i < count; ++i) {
      Value value(*library_, abi::kReleaseValue);
      *value.out() = values[i];
      if (i >= outputs_.size() || !outputs_[i].buffer.bytes().empty() || !status) continue;
      outputs_[i].value = std::move(value);
      status = view_of(outputs_[i]);
    }
    if (auto s = library_->call(abi::kAllocatorFree, allocator, values); !s) return s;
    return status;
  }

  Status view_of(Tensor& tensor) {
    Owned info(*library_, abi::kReleaseTensorTypeAndShapeInfo);
    if (auto s = library_->call(abi::kGetTensorTypeAndShape, tensor.value.get(), info.out()); !s) return s;
    auto spec = spec_of(*library_, info.get());
    if (!spec) return fail(spec.error());
    void* data = nullptr;
    if (auto s = library_->call(abi::kGetTensorMutableData, tensor.value.get(), &data); !s) return s;
    tensor.shape = std::move(spec->shape);
    tensor.bytes = {static_cast<const std::byte*>(data), byte_count(spec->type, tensor.shape)};
    return {};
  }

  std::shared_ptr<const Library> library_;  // outlives everything below
  std::shared_ptr<Session> session_;
  MemoryInfo memory_;
  std::vector<Tensor> inputs_;
  std::vector<Tensor> outputs_;
  Binding binding_;  // goes before the tensors it refers to
  bool has_open_outputs_ = false;
};

class Engine final : public perception::InferenceEngine {
 public:
  Engine(std::shared_ptr<const Library> library, std::shared_ptr<Session> session, ModelInfo info)
      : library_(std::move(library)), session_(std::move(session)), info_(std::move(info)) {}

  const ModelInfo& model() const noexcept override { return info_; }

  Result<std::unique_ptr<perception::InferenceRequest>> create_request() override {
    auto request = Request::create(library_, session_, info_);
    if (!request) return fail(request.error());
    return *std::move(request);
  }

 private:
  std::shared_ptr<const Library> library_;  // outlives the session
  std::shared_ptr<Session> session_;
  ModelInfo info_;
};

/// One attempt to build a session: the model, how, and on which provider (empty: the CPU).
class Builder {
 public:
  Builder(std::shared_ptr<const Library> library, const ModelFile& file, const Options& options)
      : library_(std::move(library)), file_(&file), options_(&options) {}

  Result<std::shared_ptr<perception::InferenceEngine>> build(const std::string& provider) {
    if (auto status = choose_shapes(); !status) return fail(status.error());
    SessionOptions settings(*library_, abi::kReleaseSessionOptions);
    if (auto status = configure(settings, provider); !status) return fail(status.error());
    auto session = std::make_shared<Session>(*library_, abi::kReleaseSession);
    const auto& path = file_->info.path;
    if (auto s = library_->call(abi::kCreateSession, library_->env(), path.c_str(), settings.get(), session->out()); !s) {
      return fail(s.error());
    }
    auto info = describe(session->get(), provider);
    if (!info) return fail(info.error());
    auto engine = std::make_shared<Engine>(library_, std::move(session), *std::move(info));
    auto request = engine->create_request();
    if (!request) return fail(request.error());
    if (auto status = (*request)->run(); !status) return fail(status.error());
    return engine;
  }

 private:
  Status choose_shapes() {
    shapes_.clear();
    for (std::size_t i = 0; i < file_->onnx.inputs.size(); ++i) {
      const auto& declared = file_->onnx.inputs[i].spec;
      auto shape =
          perception::fixed_shape(declared, file_->info.metadata,
                                  i == 0 ? std::span(options_->engine.input_shape) : std::span<const std::int64_t>{});
      if (!shape) return fail(shape.error());
      shapes_[declared.name] = *std::move(shape);
    }
    return {};
  }

  Status configure(SessionOptions& settings, const std::string& provider) {
    const int asked = options_->engine.threads;
    const int threads = asked > 0 ? asked : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    if (auto s = library_->call(abi::kCreateSessionOptions, settings.out()); !s) return s;
    if (auto s = library_->call(abi::kSetIntraOpNumThreads, settings.get(), threads); !s) return s;
    if (auto s = library_->call(abi::kSetInterOpNumThreads, settings.get(), 1); !s) return s;
    if (auto s = library_->call(abi::kSetSessionExecutionMode, settings.get(), abi::kSequential); !s) return s;
    if (auto s = library_->call(abi::kSetSessionGraphOptimizationLevel, settings.get(), abi::kOptimizeAll); !s) return s;
    if (auto s = library_->call(abi::kAddSessionConfigEntry, settings.get(), "session.intra_op.allow_spinning", "0"); !s)
      return s;
    if (auto s = fix_dimensions(settings); !s) return s;
    return append_provider(settings, provider);
  }

  /// Tells the library the numbers behind the open dimensions' names, so that it knows the outputs' sizes as well.
  Status fix_dimensions(SessionOptions& settings) {
    for (const auto& input : file_->onnx.inputs) {
      for (std::size_t i = 0; i < input.symbols.size(); ++i) {
        const auto& symbol = input.symbols[i];
        if (symbol.empty()) continue;
        const auto size = shapes_[input.spec.name][i];
        if (auto s = library_->call(abi::kAddFreeDimensionOverrideByName, settings.get(), symbol.c_str(), size); !s)
          return s;
      }
    }
    return {};
  }

  Status append_provider(SessionOptions& settings, const std::string& provider) {
    const auto name = lower(provider);
    if (name.empty()) return {};
    if (name == "cuda") return append_cuda(settings);
    if (name == "tensorrt") return append_tensor_rt(settings);
    return library_->call(abi::kAppendProvider, settings.get(), provider.c_str(), nullptr, nullptr, std::size_t{0});
  }

  Status append_cuda(SessionOptions& settings) {
    Owned cuda(*library_, abi::kReleaseCudaOptions);
    if (auto s = library_->call(abi::kCreateCudaOptions, cuda.out()); !s) return s;
    return library_->call(abi::kAppendCuda, settings.get(), cuda.get());
  }

  Status append_tensor_rt(SessionOptions& settings) {
    Owned engine(*library_, abi::kReleaseTensorRtOptions);
    if (auto s = library_->call(abi::kCreateTensorRtOptions, engine.out()); !s) return s;
    if (const auto& folder = options_->engine.cache_folder; !folder.empty()) {  // building an engine takes minutes
      const std::array keys{"trt_engine_cache_enable", "trt_engine_cache_path"};
      const std::array values{"1", folder.c_str()};
      if (auto s = library_->call(abi::kUpdateTensorRtOptions, engine.get(), keys.data(), values.data(), keys.size()); !s)
        return s;
    }
    return library_->call(abi::kAppendTensorRt, settings.get(), engine.get());
  }

  Result<ModelInfo> describe(const abi::OrtSession* session, const std::string& provider) {
    auto info = file_->info;
    auto inputs =
        specs_of(*library_, session, abi::kSessionGetInputCount, abi::kSessionGetInputName, abi::kSessionGetInputTypeInfo);
    if (!inputs) return fail(inputs.error());
    auto outputs = specs_of(*library_, session, abi::kSessionGetOutputCount, abi::kSessionGetOutputName,
                            abi::kSessionGetOutputTypeInfo);
    if (!outputs) return fail(outputs.error());
    for (const auto* specs : {&*inputs, &*outputs}) {
      for (const auto& spec : *specs) {
        if (spec.type == ElementType::kOther) {
          return fail(Error::kUnsupported, spec.name + " is not a tensor of f32, f16, i8, u8, i32 or i64");
        }
      }
    }
    for (auto& input : *inputs) {
      if (const auto shape = shapes_.find(input.name); shape != shapes_.end()) input.shape = shape->second;
    }
    info.inputs = *std::move(inputs);
    info.outputs = *std::move(outputs);
    info.backend = provider.empty() ? "onnxruntime" : "onnxruntime/" + lower(provider);
    const bool is_half = !provider.empty() && !info.inputs.empty() && info.inputs.front().type == ElementType::kFloat16;
    info.precision = file_->onnx.is_quantized ? "int8" : is_half ? "f16" : "f32";
    return info;
  }

  std::shared_ptr<const Library> library_;
  const ModelFile* file_;
  const Options* options_;
  std::map<std::string, std::vector<std::int64_t>> shapes_;
};

}  // namespace

Result<std::shared_ptr<perception::InferenceEngine>> load(const std::string& path, const Options& options) {
  if (options.engine.precision == Precision::kBf16) {
    return fail(Error::kUnsupported,
                "ONNX Runtime computes in f32 here. Use precision auto or f32, or the back end openvino.");
  }
  auto file = read_model_file(path);
  if (!file) return fail(file.error());
  auto library = Library::open(options.library);
  if (!library) return fail(library.error());

  Builder builder(*library, *file, options);
  for (const auto& provider : options.providers) {
    if (lower(provider) == "cpu") break;
    auto engine = builder.build(provider);
    if (engine) return engine;
    file->info.remarks.push_back("provider " + provider + " did not start: " + engine.error().message);
  }
  auto engine = builder.build({});
  if (engine) return engine;
  return fail(engine.error().code,
              path + ": ONNX Runtime cannot load the model: " + engine.error().message + foreign_operators_of(file->onnx));
}

Result<LibraryInfo> find_library(const std::string& path) {
  const auto library = Library::open(path);
  if (!library) return fail(library.error());
  LibraryInfo info{.path = (*library)->path(), .version = (*library)->version(), .providers = {}};
  char** names = nullptr;
  int count = 0;
  if (auto s = (*library)->call(abi::kGetAvailableProviders, &names, &count); !s) return fail(s.error());
  info.providers.assign(names, names + count);
  if (auto s = (*library)->call(abi::kReleaseAvailableProviders, names, count); !s) return fail(s.error());
  return info;
}

}  // namespace eyrie::inference::onnxruntime
