// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/probe.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>

#include "perception/half.hpp"

namespace eyrie::perception {
namespace {

/// Mixes a position into 32 bits that look random (the finalizer of MurmurHash3).
constexpr std::uint32_t mix(std::uint32_t x) {
  x ^= x >> 16U;
  x *= 0x85EBCA6BU;
  x ^= x >> 13U;
  x *= 0xC2B2AE35U;
  return x ^ (x >> 16U);
}

struct Layer {
  std::uint32_t cell_px;
  float weight;
};
constexpr std::array kLayers{Layer{160, 0.45F}, Layer{40, 0.3F}, Layer{10, 0.15F}, Layer{2, 0.1F}};

float pattern_at(std::uint32_t seed, std::uint32_t channel, std::uint32_t y, std::uint32_t x) {
  float value = 0;
  for (const auto& layer : kLayers) {
    const auto cell = mix(mix(mix(mix(seed * 31U + layer.cell_px) + channel) + y / layer.cell_px) + x / layer.cell_px);
    value += layer.weight * static_cast<float>(cell >> 24U) / 255.0F;
  }
  return value;
}

template <typename T>
void store(std::byte* memory, std::size_t index, T value) {
  std::memcpy(memory + index * sizeof(T), &value, sizeof(T));
}

void store_as(ElementType type, std::byte* memory, std::size_t index, float value) {
  const auto level = static_cast<int>(value * 255.0F);
  switch (type) {
    case ElementType::kFloat32: return store(memory, index, value);
    case ElementType::kFloat16: return store(memory, index, to_half(value).bits);
    case ElementType::kInt8: return store(memory, index, static_cast<std::int8_t>(level - 128));
    case ElementType::kUint8: return store(memory, index, static_cast<std::uint8_t>(level));
    case ElementType::kInt32: return store(memory, index, static_cast<std::int32_t>(level));
    case ElementType::kInt64: return store(memory, index, static_cast<std::int64_t>(level));
    case ElementType::kOther: return;
  }
}

template <typename T>
T read(const std::byte* memory, std::size_t index) {
  T value;
  std::memcpy(&value, memory + index * sizeof(T), sizeof(T));
  return value;
}

float read_as(ElementType type, const std::byte* memory, std::size_t index) {
  switch (type) {
    case ElementType::kFloat32: return read<float>(memory, index);
    case ElementType::kFloat16: return to_float({read<std::uint16_t>(memory, index)});
    case ElementType::kInt8: return static_cast<float>(read<std::int8_t>(memory, index));
    case ElementType::kUint8: return static_cast<float>(read<std::uint8_t>(memory, index));
    case ElementType::kInt32: return static_cast<float>(read<std::int32_t>(memory, index));
    case ElementType::kInt64: return static_cast<float>(read<std::int64_t>(memory, index));
    case ElementType::kOther: break;
  }
  return 0;
}

std::size_t size_of(ElementType type) {
  switch (type) {
    case ElementType::kInt64: return 8;
    case ElementType::kFloat32:
    case ElementType::kInt32: return 4;
    case ElementType::kFloat16: return 2;
    case ElementType::kInt8:
    case ElementType::kUint8: return 1;
    case ElementType::kOther: break;
  }
  return 0;
}

std::uint32_t dimension(std::span<const std::int64_t> shape, std::size_t from_last) {
  if (from_last >= shape.size()) return 1;
  return static_cast<std::uint32_t>(std::max<std::int64_t>(1, shape[shape.size() - 1 - from_last]));
}

/// Which values of a tensor belong together: value `i` of channel `c` is at `c * channel_step + i * step`.
struct Layout {
  std::size_t channels = 1;
  std::size_t per_channel = 0;
  std::size_t channel_step = 0;
  std::size_t step = 1;
  bool is_sorted = false;
};

Layout layout_of(const ProbedOutput& output) {
  const std::size_t count = output.values.size();
  const auto& shape = output.shape;
  const bool has_three = shape.size() == 3 && shape[0] == 1 && shape[1] > 0 && shape[2] > 0;
  if (has_three && shape[2] < shape[1]) {
    const auto channels = static_cast<std::size_t>(shape[2]);
    return {.channels = channels, .per_channel = count / channels, .channel_step = 1, .step = channels, .is_sorted = true};
  }
  if ((has_three || shape.size() == 4) && shape[1] > 0) {
    const auto channels = static_cast<std::size_t>(shape[1]);
    return {.channels = channels,
            .per_channel = count / channels,
            .channel_step = count / channels,
            .step = 1,
            .is_sorted = false};
  }
  return {.channels = 1, .per_channel = count, .channel_step = count, .step = 1, .is_sorted = false};
}

std::vector<float> channel_of(const ProbedOutput& output, const Layout& layout, std::size_t channel) {
  std::vector<float> values(layout.per_channel);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = output.values[channel * layout.channel_step + i * layout.step];
  if (layout.is_sorted) std::ranges::sort(values);
  return values;
}

/// Sums of squares.
struct Sums {
  double reference = 0;
  double candidate = 0;
  double difference = 0;

  [[nodiscard]] double deviation() const {
    return difference == 0 ? 0 : std::sqrt(difference) / (std::sqrt(reference) + std::sqrt(candidate));
  }
  void operator+=(const Sums& other) {
    reference += other.reference;
    candidate += other.candidate;
    difference += other.difference;
  }
};

Sums compare(std::span<const float> reference, std::span<const float> candidate) {
  Sums sums;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const double a = static_cast<double>(reference[i]);
    const double b = static_cast<double>(candidate[i]);
    sums += {.reference = a * a, .candidate = b * b, .difference = (a - b) * (a - b)};
  }
  return sums;
}

Deviation deviation_of(const ProbedOutput& reference, const ProbedOutput& candidate) {
  // A class that the network never learned has scores around 1e-8; its rounding is nobody's concern.
  constexpr double kSilentRms = 1e-7;
  const auto layout = layout_of(reference);
  Sums whole;
  std::vector<double> channels;
  for (std::size_t c = 0; c < layout.channels; ++c) {
    const auto sums = compare(channel_of(reference, layout, c), channel_of(candidate, layout, c));
    whole += sums;
    const double silence = kSilentRms * kSilentRms * static_cast<double>(layout.per_channel);
    if (std::max(sums.reference, sums.candidate) > silence) channels.push_back(sums.deviation());
  }
  if (channels.empty()) return {};
  std::ranges::sort(channels);
  return {.overall = whole.deviation(), .median_channel = channels[channels.size() / 2], .worst_channel = channels.back()};
}

std::string shape_text(const ProbedOutput& output) {
  return to_string(TensorSpec{.name = output.name, .type = ElementType::kFloat32, .shape = output.shape});
}

}  // namespace

void fill_with_pattern(const TensorSpec& input, std::uint32_t seed, std::span<std::byte> memory) {
  const auto width = dimension(input.shape, 0);
  const auto height = dimension(input.shape, 1);
  const std::size_t size = size_of(input.type);
  const std::size_t count = size == 0 ? 0 : memory.size() / size;
  for (std::size_t i = 0; i < count; ++i) {
    const auto x = static_cast<std::uint32_t>(i % width);
    const auto y = static_cast<std::uint32_t>(i / width % height);
    const auto channel = static_cast<std::uint32_t>(i / width / height);
    store_as(input.type, memory.data(), i, pattern_at(seed, channel, y, x));
  }
}

Result<std::vector<ProbedOutput>> probe(InferenceEngine& engine, std::uint32_t seed) {
  auto request = engine.create_request();
  if (!request) return fail(request.error());
  const auto& model = engine.model();
  for (std::size_t i = 0; i < model.inputs.size(); ++i) fill_with_pattern(model.inputs[i], seed, (*request)->input(i));
  if (auto status = (*request)->run(); !status) return fail(status.error());

  std::vector<ProbedOutput> outputs;
  for (std::size_t i = 0; i < model.outputs.size(); ++i) {
    const auto& spec = model.outputs[i];
    const auto shape = (*request)->output_shape(i);
    const auto bytes = (*request)->output(i);
    ProbedOutput output{.name = spec.name, .shape = {shape.begin(), shape.end()}, .values = {}};
    const std::size_t size = size_of(spec.type);
    output.values.resize(size == 0 ? 0 : bytes.size() / size);
    for (std::size_t v = 0; v < output.values.size(); ++v) output.values[v] = read_as(spec.type, bytes.data(), v);
    if (!std::ranges::all_of(output.values, [](float value) { return std::isfinite(value); })) {
      return fail(Error::kCorrupt, "output " + spec.name + " of the model has values that are no finite numbers");
    }
    outputs.push_back(std::move(output));
  }
  return outputs;
}

DeviationLimits limits_for(std::string_view precision) noexcept {
  return precision == "int8" ? kQuantizedLimits : DeviationLimits{};
}

Result<Deviation> deviation_between(std::span<const ProbedOutput> reference, std::span<const ProbedOutput> candidate) {
  if (reference.size() != candidate.size()) {
    return fail(Error::kCorrupt, "the model has " + std::to_string(candidate.size()) + " outputs instead of " +
                                     std::to_string(reference.size()));
  }
  Deviation most;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const bool is_alike =
        reference[i].shape == candidate[i].shape && reference[i].values.size() == candidate[i].values.size();
    if (!is_alike) {
      return fail(Error::kCorrupt, "output " + shape_text(candidate[i]) + " should be " + shape_text(reference[i]));
    }
    const auto one = deviation_of(reference[i], candidate[i]);
    most.overall = std::max(most.overall, one.overall);
    most.median_channel = std::max(most.median_channel, one.median_channel);
    most.worst_channel = std::max(most.worst_channel, one.worst_channel);
  }
  return most;
}

Status expect_agreement(std::span<const ProbedOutput> reference, std::span<const ProbedOutput> candidate,
                        const DeviationLimits& limits) {
  const auto deviation = deviation_between(reference, candidate);
  if (!deviation) return fail(deviation.error());
  const bool is_within = deviation->overall <= limits.overall && deviation->median_channel <= limits.median_channel &&
                         deviation->worst_channel <= limits.worst_channel;
  if (is_within) return {};
  const auto figure = [](std::string_view name, double value, double limit) {
    return std::string(name) + ' ' + std::to_string(value) + " (limit " + std::to_string(limit) + ')';
  };
  return fail(Error::kCorrupt,
              "outputs differ from the expected ones: " + figure("overall", deviation->overall, limits.overall) + ", " +
                  figure("median channel", deviation->median_channel, limits.median_channel) + ", " +
                  figure("worst channel", deviation->worst_channel, limits.worst_channel));
}

ProbedOutput thinned(const ProbedOutput& output, std::size_t per_channel) {
  const auto layout = layout_of(output);
  const std::size_t kept = std::min(per_channel, layout.per_channel);
  ProbedOutput thin{.name = output.name,
                    .shape = {1, static_cast<std::int64_t>(layout.channels), static_cast<std::int64_t>(kept), 1},
                    .values = {}};
  for (std::size_t c = 0; c < layout.channels; ++c) {
    const auto values = channel_of(output, layout, c);
    for (std::size_t i = 0; i < kept; ++i) thin.values.push_back(values[i * values.size() / kept]);
  }
  return thin;
}

}  // namespace eyrie::perception
