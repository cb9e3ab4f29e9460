// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "perception/detector.hpp"

namespace eyrie::detect {

/// Lets through what is of the classes that a person asked for; all where they asked for none.
class ClassFilter {
 public:
  /// `kInvalidArgument` for a name that is none of `class_names`, with those that there are.
  [[nodiscard]] static Result<ClassFilter> create(const std::vector<std::string>& wanted,
                                                  const std::vector<std::string>& class_names);

  /// Valid until the next call.
  [[nodiscard]] std::span<const perception::Detection> pass(std::span<const perception::Detection> detections);

 private:
  std::vector<bool> is_wanted_;  ///< by class; empty: all are
  std::vector<perception::Detection> passed_;
};

}  // namespace eyrie::detect
