// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

namespace eyrie::evaluation {

/// Nothing of no values. Summed by halves, so that the error does not grow with their number, and cut exactly as numpy cuts
/// them: the figures of programs that take their means with it come out alike.
[[nodiscard]] std::optional<double> mean_of(std::span<const double> values);

}  // namespace eyrie::evaluation
