// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "fleet/rules.hpp"

namespace eyrie::wire {

/// The rule set as the API, the store and `drone/<id>/rules` have it: `RuleSet` of schemas/openapi.yaml.
///
/// Read strictly, because a rule that is misread is an incident that is missed: every rule is validated (`fleet::validate`)
/// and refused with its id and the field; unknown fields are ignored. Durations are seconds. Same codes as wire/json.hpp.
[[nodiscard]] Result<fleet::RuleSet> parse_rules(std::string_view json);
[[nodiscard]] std::string to_json(const fleet::RuleSet& rules);

}  // namespace eyrie::wire
