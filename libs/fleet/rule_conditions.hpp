// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fleet/ground_motion.hpp"
#include "fleet/rules.hpp"

/// What a rule asks of one object of one frame; how often and how long is the engine's.
namespace eyrie::fleet::detail {

/// The objects of one report with their classes as rules compare them, and how they moved up to now. Refers to both.
struct Scene {
  Scene(const DetectionReport& of, const GroundMotion& moved);
  /// Indices of the objects of these classes.
  [[nodiscard]] std::vector<std::size_t> objects_of(std::span<const std::string> names) const;

  const DetectionReport& report;
  const GroundMotion& motion;
  std::vector<std::string> classes;
};

[[nodiscard]] bool is_one_of(std::span<const std::string> names, std::string_view name);

/// Whether an object is what the rule looks for.
[[nodiscard]] bool applies(const PreparedRule& prepared, const Scene& scene, std::size_t index);

}  // namespace eyrie::fleet::detail
