// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace eyrie::gateway {

/// How long a text may be, in characters.
struct TextRule {
  std::size_t min = 0;
  std::size_t max = 1000;
};

/// A JSON object that came from outside, read field by field. Every refusal is `kInvalidArgument` and names the field.
/// Unknown fields are ignored; `null` is no value of any type, so that "absent" is said in one way only.
class Fields {
 public:
  /// `kInvalidArgument` for what is no JSON object or nests deeper than 32.
  [[nodiscard]] static Result<Fields> parse(std::string_view json);
  Fields(Fields&&) noexcept;
  Fields& operator=(Fields&&) noexcept;
  ~Fields();

  [[nodiscard]] bool is_empty() const;
  [[nodiscard]] Result<std::string> text(std::string_view name, TextRule rule = {}) const;
  [[nodiscard]] Result<std::optional<std::string>> optional_text(std::string_view name, TextRule rule = {}) const;
  [[nodiscard]] Result<std::optional<bool>> optional_flag(std::string_view name) const;
  [[nodiscard]] Result<std::optional<double>> optional_number(std::string_view name) const;
  /// Texts of an array; an absent one is empty.
  [[nodiscard]] Result<std::vector<std::string>> texts(std::string_view name, std::size_t max_items) const;
  /// Objects of an array; an absent one is empty.
  [[nodiscard]] Result<std::vector<Fields>> objects(std::string_view name, std::size_t max_items) const;
  [[nodiscard]] Result<std::int64_t> integer(std::string_view name) const;

 private:
  struct Tree;
  explicit Fields(std::unique_ptr<Tree> tree);
  std::unique_ptr<Tree> tree_;
};

}  // namespace eyrie::gateway
