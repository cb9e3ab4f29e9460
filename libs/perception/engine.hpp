// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace eyrie::perception {

enum class ElementType : std::uint8_t { kFloat32, kFloat16, kInt8, kUint8, kInt32, kInt64, kOther };
[[nodiscard]] std::string_view name_of(ElementType type) noexcept;

/// One input or output. In `ModelInfo` with the shape it is run with: an engine fixes what the file leaves open (see
/// `fixed_shape`), and -1 is left only in outputs whose size differs from run to run. Elsewhere -1 is what is open.
struct TensorSpec {
  std::string name;
  ElementType type = ElementType::kFloat32;
  std::vector<std::int64_t> shape;
};

/// `images f32 [1,3,640,640]`: for messages.
[[nodiscard]] std::string to_string(const TensorSpec& spec);

/// What a model file says of itself, and how it was loaded.
struct ModelInfo {
  std::string path;
  std::string sha256;  ///< of the file, lower-case hex
  std::vector<TensorSpec> inputs;
  std::vector<TensorSpec> outputs;
  std::map<std::string, std::string> metadata;  ///< ONNX `metadata_props`, e.g. `names`
  std::string backend;                          ///< `openvino` or `onnxruntime`
  std::string precision;                        ///< `f32`, `f16`, `bf16` or `int8`: what the arithmetic really is
  /// What was asked for and could not be had, with the reason: a provider that did not start.
  std::vector<std::string> remarks;
};

enum class Precision : std::uint8_t { kAuto, kF32, kBf16 };

struct EngineOptions {
  Precision precision = Precision::kF32;
  int threads = 0;  ///< 0: as many as the machine has cores
  /// How many requests run side by side. 1: the whole machine works on one request, for the lowest latency.
  int requests = 1;
  /// Shape of the first input where the model leaves it open; empty: batch 1 at the size the model was made for.
  std::vector<std::int64_t> input_shape = {};
  /// Where compiled models may be kept between runs; empty: nowhere.
  std::string cache_folder = {};
};

/// One run of the network with memory bound to it beforehand: write `input`, `run`, read `output`. No call allocates.
/// Used by one thread at a time; several requests of one engine may run side by side.
class InferenceRequest {
 public:
  virtual ~InferenceRequest() = default;
  /// Memory of input `index`, in the element type and the static shape the engine was made with (batch 1).
  [[nodiscard]] virtual std::span<std::byte> input(std::size_t index) = 0;
  /// Blocks until the outputs are there.
  [[nodiscard]] virtual Status run() = 0;
  /// Memory of output `index`, valid until the next `run`.
  [[nodiscard]] virtual std::span<const std::byte> output(std::size_t index) const = 0;
  /// Shape of output `index` as it came out; the dynamic dimensions are filled in after the first `run`.
  [[nodiscard]] virtual std::span<const std::int64_t> output_shape(std::size_t index) const = 0;
};

/// A loaded network. Thread-safe.
class InferenceEngine {
 public:
  virtual ~InferenceEngine() = default;
  [[nodiscard]] virtual const ModelInfo& model() const noexcept = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<InferenceRequest>> create_request() = 0;
};

}  // namespace eyrie::perception
