// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "perception/engine.hpp"

namespace eyrie::inference::openvino {

/// Loads an ONNX file, or OpenVINO's own `.xml` with its `.bin` beside it, for the CPU.
///
/// The arithmetic is what the options say and never the library's own choice, which is bf16 wherever the CPU has it:
/// `kF32` is exact, `kBf16` is refused with `Error::kUnsupported` where the CPU has no bf16 instructions, `kAuto` is bf16
/// where it has and f32 elsewhere. Quantized layers stay int8 under each of them. `ModelInfo::precision` is read back from
/// the compiled graph.
///
/// With `requests` > 1 the cores are split among them once each has four; below that two threads on one picture finish as
/// many pictures as one thread on each of two, and sooner, so requests take turns.
///
/// The model runs once before it is handed out: what cannot run fails here and not on the first frame. `Error::kNotFound`
/// for a missing file, `kUnsupported` for a model the library cannot build, with its reason, `kCorrupt` for bytes that are
/// no model.
[[nodiscard]] Result<std::shared_ptr<perception::InferenceEngine>> load(const std::string& path,
                                                                        const perception::EngineOptions& options);

/// True when this CPU computes bf16 in hardware (AVX-512 BF16 or AMX on x86).
[[nodiscard]] bool has_native_bf16();

/// Version and build of the library that is loaded: `2026.4.1-21919-...`.
[[nodiscard]] std::string library_version();

}  // namespace eyrie::inference::openvino
