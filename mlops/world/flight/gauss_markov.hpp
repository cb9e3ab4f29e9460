// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "world/math/random.hpp"

namespace eyrie::world {

/// Noise with a memory, at equal steps: a Gauss-Markov process of the first order (Gelb: Applied optimal estimation, 1974,
/// 4.5). Its deviation is the same at all times; what it was `correlation_s` ago counts for 1/e.
class GaussMarkov {
 public:
  GaussMarkov(double deviation, double correlation_s, double step_s, Random random)
      : keep_(static_cast<double>(portable::exp(static_cast<float>(-step_s / correlation_s)))),
        renew_(deviation * std::sqrt(1 - keep_ * keep_)),
        random_(random),
        value_(deviation * static_cast<double>(random_.normal())) {}

  [[nodiscard]] double next() {
    const double now = value_;
    value_ = keep_ * value_ + renew_ * static_cast<double>(random_.normal());
    return now;
  }

 private:
  double keep_;
  double renew_;
  Random random_;
  double value_;
};

}  // namespace eyrie::world
