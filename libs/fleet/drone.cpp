// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/drone.hpp"

#include <array>

#include "fleet/names.hpp"

namespace eyrie::fleet {
namespace {

constexpr std::array<std::string_view, 3> kEnrolments{"pending", "enrolled", "retired"};

}  // namespace

std::string_view name_of(Enrolment enrolment) noexcept { return detail::name_in(kEnrolments, enrolment); }
Result<Enrolment> parse_enrolment(std::string_view text) {
  return detail::parse_name<Enrolment>(text, kEnrolments, "enrolment");
}

}  // namespace eyrie::fleet
