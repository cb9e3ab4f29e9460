// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/nearest.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

namespace eyrie::settings {
namespace {

/// Optimal string alignment distance, three rows at a time.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (is_swap) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> names) {
  for (const auto& name : names) {
    if (name.size() > typed.size() && name.ends_with(typed) && name[name.size() - typed.size() - 1] == '.') return name;
  }
  std::optional<std::string> best;
  std::size_t fewest = std::max<std::size_t>(2, typed.size() / 4) + 1;
  for (const auto& name : names) {
    const auto edits = edits_between(typed, name);
    if (edits < fewest && edits < typed.size()) {
      fewest = edits;
      best = name;
    }
  }
  return best;
}

}  // namespace eyrie::settings
