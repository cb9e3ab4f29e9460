// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "perception/engine.hpp"
#include "perception/onnx_file.hpp"

namespace eyrie::inference {

/// A model file before an engine has seen it.
struct ModelFile {
  /// Path, hash and metadata; inputs and outputs are for the engine to tell.
  perception::ModelInfo info;
  /// What an ONNX file says of itself; empty for other formats.
  perception::OnnxFile onnx;
};

/// Reads a model's hash and metadata: an ONNX file, or OpenVINO's `.xml`, which is hashed together with its `.bin`.
/// `Error::kNotFound`, `kTooLarge` past 2 GiB (protobuf's own bound; larger models keep their weights in another file),
/// `kCorrupt` for what is no ONNX. Messages begin with the path.
[[nodiscard]] Result<ModelFile> read_model_file(const std::string& path);

/// `; the file needs operators that are no part of ONNX: com.example.Magic. Needed: ...`, or nothing: to end a message with.
[[nodiscard]] std::string foreign_operators_of(const perception::OnnxFile& file);

}  // namespace eyrie::inference
