// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/letterbox_kernels.hpp"

#include <algorithm>
#include <cstring>

#include "perception/vectorise.hpp"

namespace eyrie::perception::letterbox {
namespace {

/// The upper half of a 16-bit product: one instruction a vector.
[[gnu::always_inline]] inline std::int16_t multiply_high(std::int16_t a, std::int16_t b) {
  return static_cast<std::int16_t>((static_cast<std::int32_t>(a) * static_cast<std::int32_t>(b)) >> 16);
}

/// What one 128th of a level weighed with one 2048th is of 0..1.
constexpr float kUnit = 1.0F / (255.0F * 128.0F * 2048.0F);

[[gnu::always_inline]] inline float blend(std::int16_t upper, std::int32_t upper_weight, std::int16_t lower,
                                          std::int32_t lower_weight) {
  return static_cast<float>(upper * upper_weight + lower * lower_weight) * kUnit;
}

}  // namespace

void gather_bytes(const std::uint8_t* row, std::span<const std::int32_t> offsets, std::uint8_t* out) {
  for (const std::int32_t offset : offsets) *out++ = row[offset];
}

template <int kChromaStep>
static void gather_yuv_at(const std::uint8_t* __restrict luma, const std::uint8_t* __restrict u,
                          const std::uint8_t* __restrict v, std::span<const std::int32_t> columns,
                          std::uint8_t* __restrict luma_out, std::uint8_t* __restrict u_out,
                          std::uint8_t* __restrict v_out) {
  const std::int32_t* __restrict column = columns.data();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::ptrdiff_t x = column[i];
    const std::ptrdiff_t sample = (x >> 1) * kChromaStep;
    luma_out[i] = luma[x];
    u_out[i] = u[sample];
    v_out[i] = v[sample];
  }
}

void gather_yuv(const std::uint8_t* luma, const std::uint8_t* u, const std::uint8_t* v, int chroma_step,
                std::span<const std::int32_t> columns, std::uint8_t* luma_out, std::uint8_t* u_out, std::uint8_t* v_out) {
  (chroma_step == 1 ? gather_yuv_at<1> : gather_yuv_at<2>)(luma, u, v, columns, luma_out, u_out, v_out);
}

EYRIE_VECTORISE
static void split_words(const std::uint32_t* __restrict words, std::size_t count, std::uint8_t* __restrict first,
                        std::uint8_t* __restrict second, std::uint8_t* __restrict third) {
  for (std::size_t i = 0; i < count; ++i) {
    first[i] = static_cast<std::uint8_t>(words[i]);
    second[i] = static_cast<std::uint8_t>(words[i] >> 8U);
    third[i] = static_cast<std::uint8_t>(words[i] >> 16U);
  }
}

void gather_triples(const std::uint8_t* row, std::span<const std::int32_t> offsets, std::size_t wide_loads,
                    std::uint32_t* scratch, std::uint8_t* first, std::uint8_t* second, std::uint8_t* third) {
  for (std::size_t i = 0; i < wide_loads; ++i) std::memcpy(&scratch[i], row + offsets[i], sizeof(std::uint32_t));
  split_words(scratch, wide_loads, first, second, third);
  for (std::size_t i = wide_loads; i < offsets.size(); ++i) {
    const std::uint8_t* pixel = row + offsets[i];
    first[i] = pixel[0];
    second[i] = pixel[1];
    third[i] = pixel[2];
  }
}

EYRIE_VECTORISE
void convert_yuv(const imaging::YuvToRgb& to_rgb, const std::uint8_t* __restrict luma, const std::uint8_t* __restrict u,
                 const std::uint8_t* __restrict v, std::size_t count, std::uint8_t* __restrict red,
                 std::uint8_t* __restrict green, std::uint8_t* __restrict blue) {
  const imaging::YuvToRgb local = to_rgb;
  for (std::size_t i = 0; i < count; ++i) {
    const imaging::Rgb colour = local(luma[i], u[i], v[i]);
    red[i] = colour.r;
    green[i] = colour.g;
    blue[i] = colour.b;
  }
}

EYRIE_VECTORISE
void widen(const std::uint8_t* __restrict levels, std::size_t count, std::int16_t* __restrict out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::int16_t>(levels[i] << 7);
}

EYRIE_VECTORISE
void blend_columns(const std::uint8_t* __restrict base, const std::uint8_t* __restrict other,
                   const std::int16_t* __restrict weights, std::size_t count, std::int16_t* __restrict out) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto difference = static_cast<std::int16_t>((base[i] - other[i]) * 128);
    out[i] = static_cast<std::int16_t>((base[i] << 7) + multiply_high(difference, weights[i]));
  }
}

EYRIE_VECTORISE
void blend_rows(const RowPair& rows, std::size_t count, float* __restrict out) {
  const std::int16_t* __restrict upper = rows.upper;
  const std::int16_t* lower = rows.lower;
  const std::int16_t upper_weight = rows.upper_weight;
  const std::int16_t lower_weight = rows.lower_weight;
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = blend(upper[i], upper_weight, lower[i], lower_weight);
  }
}

EYRIE_VECTORISE
void blend_rows(const RowPair& rows, std::size_t count, Half* __restrict out) {
  const std::int16_t* __restrict upper = rows.upper;
  const std::int16_t* lower = rows.lower;
  const std::int16_t upper_weight = rows.upper_weight;
  const std::int16_t lower_weight = rows.lower_weight;
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = to_half(blend(upper[i], upper_weight, lower[i], lower_weight));
  }
}

}  // namespace eyrie::perception::letterbox
