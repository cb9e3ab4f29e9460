// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "imaging/colour.hpp"
#include "perception/half.hpp"

/// The inner loops of the letterbox. All work on one row that fits the first-level cache.
///
/// Between the loops a level (0..255) travels as an `int16` in 128ths: fine enough for every model, and half the memory of a
/// `float`.
namespace eyrie::perception::letterbox {

/// out[i] = row[offsets[i]]
void gather_bytes(const std::uint8_t* row, std::span<const std::int32_t> offsets, std::uint8_t* out);

/// Picks Y at columns x and the U and V that belong to it, at (x / 2) * chroma_step.
void gather_yuv(const std::uint8_t* luma, const std::uint8_t* u, const std::uint8_t* v, int chroma_step,
                std::span<const std::int32_t> columns, std::uint8_t* luma_out, std::uint8_t* u_out, std::uint8_t* v_out);

/// Picks three-byte pixels at `offsets` and sorts their bytes into three rows, first byte first. The first `wide_loads` of
/// them may be read as four bytes; `scratch` holds one word for each of these.
void gather_triples(const std::uint8_t* row, std::span<const std::int32_t> offsets, std::size_t wide_loads,
                    std::uint32_t* scratch, std::uint8_t* first, std::uint8_t* second, std::uint8_t* third);

/// Rows of Y, U and V to rows of red, green and blue; may not overlap.
void convert_yuv(const imaging::YuvToRgb& to_rgb, const std::uint8_t* luma, const std::uint8_t* u, const std::uint8_t* v,
                 std::size_t count, std::uint8_t* red, std::uint8_t* green, std::uint8_t* blue);

/// 8-bit levels to 128ths.
void widen(const std::uint8_t* levels, std::size_t count, std::int16_t* out);

/// base + weight * (other - base) in 128ths, rounded down. `weights` are in -1/65536, from -32768 (one half) to 0.
void blend_columns(const std::uint8_t* base, const std::uint8_t* other, const std::int16_t* weights, std::size_t count,
                   std::int16_t* out);

/// Two rows of 128ths and what they weigh in 2048ths.
struct RowPair {
  const std::int16_t* upper = nullptr;
  const std::int16_t* lower = nullptr;
  std::int16_t upper_weight = 0;
  std::int16_t lower_weight = 0;
};

/// The weighted sum as 0..1. Exact in integers up to the last multiplication, so every vector width gives the same.
void blend_rows(const RowPair& rows, std::size_t count, float* out);
void blend_rows(const RowPair& rows, std::size_t count, Half* out);

}  // namespace eyrie::perception::letterbox
