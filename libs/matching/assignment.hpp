// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace eyrie::matching {

/// Pairs rows with columns one to one so that the sum of what the pairs gain, `limit - cost`, is the largest possible; no
/// pair costs `limit` or more. Exact: shortest augmenting paths (Jonker and Volgenant, Computing 38, 1987; the variant with
/// potentials), O(n^2 m) at worst, about n m where few want the same. The tracker pairs by it, and what judges tracks too.
///
/// Keeps its memory between calls; used by one thread at a time.
class Assignment {
 public:
  static constexpr int kNone = -1;

  /// `costs` row by row, `rows` x `columns`. Gives the column of every row, or `kNone`; valid until the next call.
  [[nodiscard]] std::span<const int> solve(std::span<const float> costs, std::size_t rows, std::size_t columns, float limit);
  [[nodiscard]] std::span<const int> solve(std::span<const double> costs, std::size_t rows, std::size_t columns,
                                           double limit);

 private:
  template <typename Cost>
  std::span<const int> solve_as(std::span<const Cost> costs, std::size_t rows, std::size_t columns, Cost limit);
  void augment(std::size_t row);
  [[nodiscard]] double gain_at(std::size_t row, std::size_t column) const noexcept {
    return gains_[row * columns_ + column];
  }

  // The problem the paths are found in: never more rows than columns, all gains negative or zero ("not paired").
  std::size_t columns_ = 0;
  std::vector<double> gains_;

  std::vector<double> row_potential_;
  std::vector<double> column_potential_;
  std::vector<int> row_of_column_;
  std::vector<double> distance_;      ///< of every column from the row a path begins at
  std::vector<int> previous_column_;  ///< on the path
  std::vector<char> is_done_;
  std::vector<int> column_of_row_;
};

}  // namespace eyrie::matching
