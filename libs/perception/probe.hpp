// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "perception/engine.hpp"

namespace eyrie::perception {

/// Fills an input with a picture-like pattern: four layers of random squares from 160 to 2 pixels wide (value noise), each
/// channel its own, values 0..1 (0..255 for the integer types). The same numbers on every machine; it stirs every layer of
/// a network, as a flat grey would not.
void fill_with_pattern(const TensorSpec& input, std::uint32_t seed, std::span<std::byte> memory);

/// One output of a network as floats, whatever its element type.
struct ProbedOutput {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

/// What the network says to the pattern. Inputs past the first are filled alike.
/// `Error::kCorrupt` when an output is not a finite number, and whatever a run fails with.
[[nodiscard]] Result<std::vector<ProbedOutput>> probe(InferenceEngine& engine, std::uint32_t seed);

/// How far one output is from another: the norm of the difference over the sum of both norms. 0 is the same, 1 is nothing in
/// common (also when one of them is all zero), and a small relative error counts half. Per channel as well, because a
/// detector's boxes are hundreds and its scores thousandths: over the whole tensor, scores that vanished do not show.
struct Deviation {
  double overall = 0;
  double median_channel = 0;
  double worst_channel = 0;
};

/// The largest deviation that still counts as the same network. Measured with YOLOv8n on this and similar patterns and on a
/// photograph (overall, median, worst): f32 of two engines 1e-6, .01, .04; bf16 .003, .05, .15; dynamic int8 .005, .08, .21;
/// static int8 .02, .33, .69 (rare classes suffer most); a graph that one engine computes wrongly .06, .76, .97 at the
/// least.
struct DeviationLimits {
  double overall = 0.03;
  double median_channel = 0.2;
  double worst_channel = 0.5;
};
inline constexpr DeviationLimits kQuantizedLimits{.overall = 0.05, .median_channel = 0.55, .worst_channel = 0.9};

/// By `ModelInfo::precision`.
[[nodiscard]] DeviationLimits limits_for(std::string_view precision) noexcept;

/// Channels are the shorter of the last two dimensions of `[1,C,N]` and `[1,N,C]`, and dimension 1 of `[1,C,H,W]`. Rows of
/// `[1,N,C]` are detections in an order that rounding may change, so each channel is compared sorted. The worst over all
/// outputs counts. `Error::kCorrupt` when the shapes differ.
[[nodiscard]] Result<Deviation> deviation_between(std::span<const ProbedOutput> reference,
                                                  std::span<const ProbedOutput> candidate);

/// `Error::kCorrupt` with the figures when the deviation is past the limits.
[[nodiscard]] Status expect_agreement(std::span<const ProbedOutput> reference, std::span<const ProbedOutput> candidate,
                                      const DeviationLimits& limits = {});

/// Sorts what `deviation_between` sorts and keeps `per_channel` values of each channel, evenly spread; fewer where there
/// are fewer. The result can stand for the output in `deviation_between` against another one thinned alike.
[[nodiscard]] ProbedOutput thinned(const ProbedOutput& output, std::size_t per_channel);

}  // namespace eyrie::perception
