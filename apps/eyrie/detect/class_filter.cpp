// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/detect/class_filter.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace eyrie::detect {

Result<ClassFilter> ClassFilter::create(const std::vector<std::string>& wanted,
                                        const std::vector<std::string>& class_names) {
  ClassFilter filter;
  if (!wanted.empty()) filter.is_wanted_.resize(class_names.size());
  for (const std::string& name : wanted) {
    const auto found = std::ranges::find(class_names, name);
    if (found == class_names.end()) {
      std::string known;
      for (const std::string& one : class_names) known += (known.empty() ? "" : ", ") + one;
      return fail(Error::kInvalidArgument, "the model has no class \"" + name + "\" (--only). It has " + known);
    }
    filter.is_wanted_[static_cast<std::size_t>(found - class_names.begin())] = true;
  }
  return filter;
}

std::span<const perception::Detection> ClassFilter::pass(std::span<const perception::Detection> detections) {
  if (is_wanted_.empty()) return detections;
  passed_.clear();
  std::ranges::copy_if(detections, std::back_inserter(passed_), [this](const perception::Detection& detection) {
    const auto index = static_cast<std::size_t>(detection.class_id);
    return index < is_wanted_.size() && is_wanted_[index];
  });
  return passed_;
}

}  // namespace eyrie::detect
