// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/doctor/finding.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace eyrie::doctor {
namespace {

struct Mark {
  std::string_view sign;
  std::string_view colour;  ///< ANSI
};

Mark mark_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kGood: return {"ok  ", "\033[32m"};
    case Verdict::kNote: return {"note", "\033[33m"};
    case Verdict::kProblem: return {"BAD ", "\033[31m"};
  }
  return {};
}

}  // namespace

std::string_view name_of(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::kGood: return "good";
    case Verdict::kNote: return "note";
    case Verdict::kProblem: return "problem";
  }
  return "problem";
}

Verdict sum_of(const std::vector<Finding>& findings) noexcept {
  auto worst = Verdict::kGood;
  for (const auto& finding : findings) worst = std::max(worst, finding.verdict);
  return worst;
}

std::string to_text(const std::vector<Finding>& findings, bool in_colour) {
  constexpr std::size_t kSubjectColumns = 12;
  std::string text;
  for (const auto& finding : findings) {
    const auto mark = mark_of(finding.verdict);
    if (in_colour) text += mark.colour;
    text += mark.sign;
    if (in_colour) text += "\033[0m";
    auto subject = finding.subject;
    subject.resize(std::max(kSubjectColumns, subject.size()), ' ');
    text += "  " + subject + " " + finding.found + "\n";
    if (!finding.remedy.empty()) text += std::string(kSubjectColumns + 7, ' ') + finding.remedy + "\n";
  }
  return text;
}

std::string to_json(const std::vector<Finding>& findings) {
  auto lines = nlohmann::ordered_json::array();
  for (const auto& finding : findings) {
    lines.push_back({{"subject", finding.subject},
                     {"verdict", name_of(finding.verdict)},
                     {"found", finding.found},
                     {"remedy", finding.remedy}});
  }
  const nlohmann::ordered_json document = {{"status", name_of(sum_of(findings))}, {"findings", lines}};
  return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace eyrie::doctor
