// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace eyrie::perception::yolo {

/// best[i] = the largest of rows[r * pitch + i] over all rows r. NaN is never the largest unless it stands in the first row.
/// Halves are compared as the integers their bits are, which order like the numbers from zero up; the negative ones come
/// below.
void max_over_rows(const float* rows, std::size_t pitch, std::size_t row_count, std::size_t count, float* best);
void max_over_rows(const std::int16_t* rows, std::size_t pitch, std::size_t row_count, std::size_t count,
                   std::int16_t* best);

}  // namespace eyrie::perception::yolo
