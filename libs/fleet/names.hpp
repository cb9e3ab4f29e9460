// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace eyrie::fleet::detail {

/// Reads the name of an enumerator whose values begin at `First` and are named by `names` in order.
template <typename Enum, std::size_t First = 0, std::size_t N>
[[nodiscard]] Result<Enum> parse_name(std::string_view text, const std::array<std::string_view, N>& names,
                                      std::string_view kind) {
  std::string known;
  for (std::size_t i = 0; i < N; ++i) {
    if (text == names[i]) return static_cast<Enum>(i + First);
    known += (i == 0 ? "" : ", ") + std::string(names[i]);
  }
  return fail(Error::kInvalidArgument,
              "no " + std::string(kind) + " \"" + std::string(text.substr(0, 40)) + "\"; there are: " + known);
}

template <typename Enum, std::size_t First = 0, std::size_t N>
[[nodiscard]] constexpr std::string_view name_in(const std::array<std::string_view, N>& names, Enum value) noexcept {
  const auto index = static_cast<std::size_t>(value) - First;
  return index < N ? names[index] : std::string_view("unknown");
}

}  // namespace eyrie::fleet::detail
