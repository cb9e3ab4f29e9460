// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "matching/assignment.hpp"

#include <algorithm>
#include <limits>

namespace eyrie::matching {

std::span<const int> Assignment::solve(std::span<const float> costs, std::size_t rows, std::size_t columns, float limit) {
  return solve_as(costs, rows, columns, limit);
}

std::span<const int> Assignment::solve(std::span<const double> costs, std::size_t rows, std::size_t columns, double limit) {
  return solve_as(costs, rows, columns, limit);
}

template <typename Cost>
std::span<const int> Assignment::solve_as(std::span<const Cost> costs, std::size_t rows, std::size_t columns, Cost limit) {
  column_of_row_.assign(rows, kNone);
  if (rows == 0 || columns == 0) return column_of_row_;

  const bool is_turned = rows > columns;
  const std::size_t paths = is_turned ? columns : rows;
  columns_ = is_turned ? rows : columns;
  gains_.resize(rows * columns);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      const Cost cost = costs[row * columns + column];
      const double gain = cost < limit ? static_cast<double>(cost) - static_cast<double>(limit) : 0.0;
      gains_[is_turned ? column * columns_ + row : row * columns_ + column] = gain;
    }
  }

  row_potential_.assign(paths, 0.0);
  column_potential_.assign(columns_, 0.0);
  row_of_column_.assign(columns_, kNone);
  for (std::size_t row = 0; row < paths; ++row) augment(row);

  for (std::size_t column = 0; column < columns_; ++column) {
    if (row_of_column_[column] == kNone) continue;
    const auto row = static_cast<std::size_t>(row_of_column_[column]);
    if (gain_at(row, column) >= 0) continue;  // paired only because the problem wants every row paired
    column_of_row_[is_turned ? column : row] = static_cast<int>(is_turned ? row : column);
  }
  return column_of_row_;
}

void Assignment::augment(std::size_t row) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  distance_.assign(columns_, kFar);
  previous_column_.assign(columns_, kNone);
  is_done_.assign(columns_, 0);

  // Dijkstra over columns: from the row at hand to each column, on to the row that has it now, until one is free.
  double reached = 0;
  std::size_t at_row = row;
  int at_column = kNone;
  while (true) {
    std::size_t nearest = 0;
    double nearest_distance = kFar;
    for (std::size_t column = 0; column < columns_; ++column) {
      if (is_done_[column] != 0) continue;
      const double through = reached + gain_at(at_row, column) - row_potential_[at_row] - column_potential_[column];
      if (through < distance_[column]) {
        distance_[column] = through;
        previous_column_[column] = at_column;
      }
      if (distance_[column] < nearest_distance) {
        nearest_distance = distance_[column];
        nearest = column;
      }
    }
    reached = nearest_distance;
    is_done_[nearest] = 1;
    at_column = static_cast<int>(nearest);
    if (row_of_column_[nearest] == kNone) break;
    at_row = static_cast<std::size_t>(row_of_column_[nearest]);
  }

  row_potential_[row] += reached;
  for (std::size_t column = 0; column < columns_; ++column) {
    if (is_done_[column] == 0 || static_cast<int>(column) == at_column) continue;
    column_potential_[column] += distance_[column] - reached;
    row_potential_[static_cast<std::size_t>(row_of_column_[column])] += reached - distance_[column];
  }

  // Every row on the path moves on by one column.
  while (at_column != kNone) {
    const auto column = static_cast<std::size_t>(at_column);
    const int before = previous_column_[column];
    row_of_column_[column] = before == kNone ? static_cast<int>(row) : row_of_column_[static_cast<std::size_t>(before)];
    at_column = before;
  }
}

}  // namespace eyrie::matching
