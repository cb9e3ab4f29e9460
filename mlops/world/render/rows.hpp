// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <thread>
#include <vector>

namespace eyrie::world {

/// Calls `work(row)` for every row of a picture, by so many threads; which thread gets which row is open, so the work of a
/// row must hang on nothing but its number.
template <typename Work>
void for_each_row(int rows, int threads, const Work& work) {
  std::atomic<int> next{0};
  const auto take_rows = [&] {
    for (int row = next.fetch_add(1); row < rows; row = next.fetch_add(1)) work(row);
  };
  std::vector<std::jthread> others;
  for (int i = 1; i < threads; ++i) others.emplace_back(take_rows);
  take_rows();
}

}  // namespace eyrie::world
