// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <thread>
#include <vector>

namespace eyrie::world {

/// Calls `work(index)` for every index below `count`, by so many threads; which thread gets which index is open, so the work
/// must hang on nothing but its number.
template <typename Work>
void for_each_index(int count, int threads, const Work& work) {
  std::atomic<int> next{0};
  const auto take = [&] {
    for (int index = next.fetch_add(1); index < count; index = next.fetch_add(1)) work(index);
  };
  std::vector<std::jthread> others;
  for (int i = 1; i < threads; ++i) others.emplace_back(take);
  take();
}

}  // namespace eyrie::world
