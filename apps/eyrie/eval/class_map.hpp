// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace eyrie::eval {

/// Which class of a data set a model means, by name; `MODEL=DATA` pairs say what is called otherwise, and go first. What the
/// model finds of a class that the data does not have is left out, for nobody could say whether it is right.
///
/// `kInvalidArgument`, with the names there are, for a pair with an unknown one and where nothing fits at all.
class ClassMap {
 public:
  [[nodiscard]] static Result<ClassMap> make(std::span<const std::string> model, std::span<const std::string> data,
                                             std::span<const std::string> pairs);

  [[nodiscard]] std::optional<std::uint32_t> data_class(int model_class) const {
    return data_of_model_.at(static_cast<std::size_t>(model_class));
  }
  /// Classes of the data that the model does not know, all of whose boxes it misses.
  [[nodiscard]] const std::vector<std::string>& unknown_to_model() const noexcept { return unknown_to_model_; }

 private:
  std::vector<std::optional<std::uint32_t>> data_of_model_;
  std::vector<std::string> unknown_to_model_;
};

}  // namespace eyrie::eval
