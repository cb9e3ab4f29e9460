// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/drone.hpp"

#include <array>

#include "fleet/names.hpp"

namespace eyrie::fleet {
namespace {

constexpr std::array<std::string_view, 3> kEnrolments{"pending", "enrolled", "retired"};
constexpr std::array<std::string_view, 2> kPresences{"offline", "online"};
constexpr std::array<std::string_view, 3> kCaptureStates{"waiting", "running", "ended"};

}  // namespace

std::string_view name_of(Enrolment enrolment) noexcept { return detail::name_in(kEnrolments, enrolment); }
Result<Enrolment> parse_enrolment(std::string_view text) {
  return detail::parse_name<Enrolment>(text, kEnrolments, "enrolment");
}

std::string_view name_of(Presence presence) noexcept { return detail::name_in(kPresences, presence); }

std::string_view name_of(CaptureState state) noexcept { return detail::name_in(kCaptureStates, state); }
Result<CaptureState> parse_capture_state(std::string_view text) {
  return detail::parse_name<CaptureState>(text, kCaptureStates, "state of a capture");
}

}  // namespace eyrie::fleet
