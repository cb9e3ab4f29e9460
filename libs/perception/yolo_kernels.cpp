// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/yolo_kernels.hpp"

#include <algorithm>

#include "perception/vectorise.hpp"

namespace eyrie::perception::yolo {
namespace {

/// `a > b ? a : b` and not `std::max`: written so it is one vector instruction, NaN included.
template <typename Score>
[[gnu::always_inline]] inline Score larger(Score a, Score b) {
  return a > b ? a : b;
}

/// Four rows at a time, so that `best` is read and written a quarter as often; the limit is reading the scores.
template <typename Score>
[[gnu::always_inline]] inline void max_over(const Score* __restrict rows, std::size_t pitch, std::size_t row_count,
                                            std::size_t count, Score* __restrict best) {
  std::copy_n(rows, count, best);
  std::size_t r = 1;
  for (; r + 4 <= row_count; r += 4) {
    const Score* __restrict a = rows + r * pitch;
    const Score* __restrict b = a + pitch;
    const Score* __restrict c = b + pitch;
    const Score* __restrict d = c + pitch;
    for (std::size_t i = 0; i < count; ++i) {
      best[i] = larger(d[i], larger(c[i], larger(b[i], larger(a[i], best[i]))));
    }
  }
  for (; r < row_count; ++r) {
    const Score* __restrict a = rows + r * pitch;
    for (std::size_t i = 0; i < count; ++i) best[i] = larger(a[i], best[i]);
  }
}

}  // namespace

EYRIE_VECTORISE
void max_over_rows(const float* rows, std::size_t pitch, std::size_t row_count, std::size_t count, float* best) {
  max_over(rows, pitch, row_count, count, best);
}

EYRIE_VECTORISE
void max_over_rows(const std::int16_t* rows, std::size_t pitch, std::size_t row_count, std::size_t count,
                   std::int16_t* best) {
  max_over(rows, pitch, row_count, count, best);
}

}  // namespace eyrie::perception::yolo
