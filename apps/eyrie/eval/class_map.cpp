// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/eval/class_map.hpp"

#include <algorithm>
#include <string_view>

namespace eyrie::eval {
namespace {

std::optional<std::uint32_t> index_of(std::span<const std::string> names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - names.begin());
}

/// `a, b, c`; a long list is cut.
std::string listed(std::span<const std::string> names) {
  constexpr std::size_t kMost = 20;
  std::string text;
  for (const auto& name : names.first(std::min(names.size(), kMost))) text += (text.empty() ? "" : ", ") + name;
  return names.size() > kMost ? text + " and " + std::to_string(names.size() - kMost) + " more" : text;
}

}  // namespace

Result<ClassMap> ClassMap::make(std::span<const std::string> model, std::span<const std::string> data,
                                std::span<const std::string> pairs) {
  ClassMap map;
  for (const auto& name : model) map.data_of_model_.push_back(index_of(data, name));
  for (const auto& pair : pairs) {
    const auto sign = std::min(pair.find('='), pair.size());
    const auto from = index_of(model, std::string_view(pair).substr(0, sign));
    const auto to = index_of(data, std::string_view(pair).substr(std::min(sign + 1, pair.size())));
    if (!from || !to) {
      return fail(Error::kInvalidArgument, "--class " + pair + " is not MODEL=DATA with a class of each. The model has " +
                                               listed(model) + "; the data has " + listed(data) + ".");
    }
    map.data_of_model_[*from] = *to;
  }
  if (std::ranges::none_of(map.data_of_model_, [](const auto& index) { return index.has_value(); })) {
    return fail(Error::kInvalidArgument, "no class of the model is one of the data. The model has " + listed(model) +
                                             "; the data has " + listed(data) + ". Say which is which: --class MODEL=DATA");
  }
  for (std::uint32_t i = 0; i < data.size(); ++i) {
    const bool is_known = std::ranges::find(map.data_of_model_, std::optional(i)) != map.data_of_model_.end();
    if (!is_known) map.unknown_to_model_.push_back(data[i]);
  }
  return map;
}

}  // namespace eyrie::eval
