// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eyrie::doctor {

enum class Verdict : std::uint8_t {
  kGood,
  kNote,     ///< works, but there is something to know or to gain
  kProblem,  ///< something will not work until it is mended
};

/// One thing that was looked at.
struct Finding {
  std::string subject;  ///< `broker`
  Verdict verdict = Verdict::kGood;
  std::string found;   ///< what is there
  std::string remedy;  ///< what to do about it; empty when nothing is to be done
};

[[nodiscard]] std::string_view name_of(Verdict verdict) noexcept;

/// One line a finding, with its remedy below; in colour on a terminal.
[[nodiscard]] std::string to_text(const std::vector<Finding>& findings, bool in_colour);
/// `{"status":"good|note|problem","findings":[{"subject","verdict","found","remedy"}]}`
[[nodiscard]] std::string to_json(const std::vector<Finding>& findings);
/// The worst of all verdicts.
[[nodiscard]] Verdict sum_of(const std::vector<Finding>& findings) noexcept;

}  // namespace eyrie::doctor
