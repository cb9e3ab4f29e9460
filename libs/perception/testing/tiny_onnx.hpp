// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Writes small ONNX files for tests, so that these need neither the onnx package nor a file that somebody trained.
namespace eyrie::perception::testing {

/// Protobuf fields, appended one after the other.
class ProtoWriter {
 public:
  ProtoWriter& number(unsigned field, std::uint64_t value) {
    varint(field << 3U);
    varint(value);
    return *this;
  }
  ProtoWriter& bytes(unsigned field, std::string_view value) {
    varint((field << 3U) | 2U);
    varint(value.size());
    bytes_.append(value);
    return *this;
  }
  [[nodiscard]] const std::string& str() const noexcept { return bytes_; }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) bytes_.push_back(static_cast<char>((value & 0x7FU) | 0x80U));
    bytes_.push_back(static_cast<char>(value));
  }
  std::string bytes_;
};

/// A dimension: a size, or the name of an open one.
using Dimension = std::variant<std::int64_t, std::string>;

/// One convolution, 3x3 with a border of zeros, from `images` to `output0`: small, and its answer can be worked out by hand.
struct TinyModel {
  std::vector<Dimension> input{std::int64_t{1}, std::int64_t{3}, std::int64_t{8}, std::int64_t{8}};
  std::vector<Dimension> output{std::int64_t{1}, std::int64_t{2}, std::int64_t{8}, std::int64_t{8}};
  int element_type = 1;  ///< TensorProto.DataType of input and output: 1 is float
  std::map<std::string, std::string> metadata = {};
  std::string operation = "Conv";
  std::string domain = {};
  bool lists_weights_as_input = false;  ///< as files before IR version 4 do

  static constexpr int kChannelsIn = 3;
  static constexpr int kChannelsOut = 2;
  static constexpr int kKernel = 3;

  /// Weight of the kernel: different everywhere, exact in bf16.
  [[nodiscard]] static float weight(int out, int in, int y, int x) {
    return static_cast<float>((out * 27 + in * 9 + y * 3 + x) % 16 - 8) / 8.0F;
  }
};

namespace detail {

inline std::string value_info(std::string_view name, int type, const std::vector<Dimension>& dimensions) {
  ProtoWriter shape;
  for (const auto& dimension : dimensions) {
    ProtoWriter part;
    if (const auto* size = std::get_if<std::int64_t>(&dimension)) {
      part.number(1, static_cast<std::uint64_t>(*size));
    } else {
      part.bytes(2, std::get<std::string>(dimension));
    }
    shape.bytes(1, part.str());
  }
  const auto tensor = ProtoWriter().number(1, static_cast<std::uint64_t>(type)).bytes(2, shape.str());
  return ProtoWriter().bytes(1, name).bytes(2, ProtoWriter().bytes(1, tensor.str()).str()).str();
}

inline std::string weights() {
  std::string raw;
  for (int out = 0; out < TinyModel::kChannelsOut; ++out) {
    for (int i = 0; i < TinyModel::kChannelsIn * TinyModel::kKernel * TinyModel::kKernel; ++i) {
      const auto bits = std::bit_cast<std::uint32_t>(TinyModel::weight(out, i / 9, i / 3 % 3, i % 3));
      for (unsigned shift = 0; shift < 32; shift += 8) raw.push_back(static_cast<char>((bits >> shift) & 0xFFU));
    }
  }
  ProtoWriter tensor;
  for (const int size : {TinyModel::kChannelsOut, TinyModel::kChannelsIn, TinyModel::kKernel, TinyModel::kKernel}) {
    tensor.number(1, static_cast<std::uint64_t>(size));
  }
  return tensor.number(2, 1).bytes(8, "weights").bytes(9, raw).str();
}

inline std::string node(const TinyModel& model) {
  ProtoWriter pads;
  pads.bytes(1, "pads");
  for (int i = 0; i < 4; ++i) pads.number(8, 1);
  pads.number(20, 7);  // AttributeProto.INTS
  ProtoWriter node;
  node.bytes(1, "images").bytes(1, "weights").bytes(2, "output0").bytes(3, "only").bytes(4, model.operation);
  node.bytes(5, pads.str());
  if (!model.domain.empty()) node.bytes(7, model.domain);
  return node.str();
}

}  // namespace detail

/// The bytes of an ONNX file with the graph that `model` describes.
inline std::string onnx_bytes(const TinyModel& model) {
  ProtoWriter graph;
  graph.bytes(1, detail::node(model)).bytes(2, "tiny").bytes(5, detail::weights());
  graph.bytes(11, detail::value_info("images", model.element_type, model.input));
  if (model.lists_weights_as_input) {
    graph.bytes(11, detail::value_info("weights", 1, {std::int64_t{2}, std::int64_t{3}, std::int64_t{3}, std::int64_t{3}}));
  }
  graph.bytes(12, detail::value_info("output0", model.element_type, model.output));

  ProtoWriter file;
  file.number(1, model.lists_weights_as_input ? 3 : 8).bytes(2, "eyrie-test").bytes(7, graph.str());
  file.bytes(8, ProtoWriter().number(2, 13).str());
  if (!model.domain.empty()) file.bytes(8, ProtoWriter().bytes(1, model.domain).number(2, 1).str());
  for (const auto& [key, value] : model.metadata) file.bytes(14, ProtoWriter().bytes(1, key).bytes(2, value).str());
  return file.str();
}

}  // namespace eyrie::perception::testing
