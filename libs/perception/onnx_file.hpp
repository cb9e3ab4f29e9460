// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "perception/engine.hpp"

namespace eyrie::perception {

/// What an ONNX file says of itself, read from its bytes alone: no graph is built and nothing is run, so it can be asked
/// of a file that nobody trusts yet, and both engines give the same answer about it.
struct OnnxFile {
  /// An input that the caller has to provide: initializers that old files list among the inputs are left out.
  struct Value {
    TensorSpec spec;
    /// The names of the open dimensions (`batch`), parallel to `spec.shape`; empty where the dimension is a number or
    /// has no name.
    std::vector<std::string> symbols;
  };

  std::int64_t ir_version = 0;
  std::string producer;
  std::map<std::string, std::string> metadata;  ///< `metadata_props`
  std::vector<Value> inputs;
  std::vector<Value> outputs;
  /// `domain.Operator` for each operator outside of ONNX's own domains and `com.microsoft`.
  std::set<std::string> foreign_operators;
  /// True when the graph computes with integers: QDQ pairs, QLinear or ConvInteger operators.
  bool is_quantized = false;
  /// True when weights lie in files beside this one.
  bool has_external_data = false;
};

/// Reads the bytes of an ONNX file (protobuf `ModelProto`, onnx.proto of IR version 3 and later).
///
/// Safe on any input: every length is checked against what encloses it, nesting is not followed deeper than the format
/// has it, and at most 4096 inputs, outputs, metadata entries and foreign operators are kept. Time is linear in the size.
/// `Error::kCorrupt` when it is not such a file, `Error::kTooLarge` past a limit.
[[nodiscard]] Result<OnnxFile> read_onnx(std::span<const std::byte> bytes);

/// The shape an input is run with. Numbers stay; open dimensions become: those of `wanted` where it has as many
/// dimensions, else batch 1, and for pictures (`[N,C,H,W]`) the metadata's `channels` or 3, `imgsz` or 640 x 640.
/// `Error::kUnsupported` where a dimension is still open or past 65,536, or where `wanted` contradicts a number.
[[nodiscard]] Result<std::vector<std::int64_t>> fixed_shape(const TensorSpec& declared,
                                                            const std::map<std::string, std::string>& metadata,
                                                            std::span<const std::int64_t> wanted = {});

}  // namespace eyrie::perception
