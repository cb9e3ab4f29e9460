// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/time.hpp"

#include <charconv>
#include <cstdio>
#include <optional>

namespace eyrie {
namespace {

using namespace std::chrono;

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return time_point_cast<nanoseconds>(system_clock::now()); }
  [[nodiscard]] SteadyTime steady_now() const override { return time_point_cast<nanoseconds>(steady_clock::now()); }
};

/// Takes fixed-width fields off the front of a text; every `take` is a no-op once one has failed.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) {
    if (rest_.size() < count) return reject();
    int value = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return reject();
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

  bool one_of(std::string_view choices) {
    if (rest_.empty() || choices.find(rest_.front()) == std::string_view::npos) return false;
    last_ = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }

  void expect(std::string_view choices) {
    if (!one_of(choices)) reject();
  }

  /// Up to nine digits after the point, as nanoseconds; further digits are refused.
  nanoseconds fraction() {
    std::int64_t value = 0;
    int count = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      if (++count > 9) return nanoseconds{reject()};
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    if (count == 0) return nanoseconds{reject()};
    for (; count < 9; ++count) value *= 10;
    return nanoseconds{value};
  }

  [[nodiscard]] char last() const { return last_; }
  [[nodiscard]] bool is_good_and_done() const { return is_good_ && rest_.empty(); }

 private:
  int reject() {
    is_good_ = false;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  char last_ = '\0';
  bool is_good_ = true;
};

std::optional<Timestamp> scan_rfc3339(std::string_view text) {
  Scanner scan(text);
  const int year_number = scan.digits(4);
  scan.expect("-");
  const int month_number = scan.digits(2);
  scan.expect("-");
  const int day_number = scan.digits(2);
  scan.expect("Tt ");
  const int hour = scan.digits(2);
  scan.expect(":");
  const int minute = scan.digits(2);
  scan.expect(":");
  const int second = scan.digits(2);
  const nanoseconds fraction = scan.one_of(".") ? scan.fraction() : nanoseconds{0};
  minutes offset{0};
  if (!scan.one_of("Zz")) {
    scan.expect("+-");
    const int sign = scan.last() == '-' ? -1 : 1;
    const int offset_hours = scan.digits(2);
    scan.expect(":");
    const int offset_minutes = scan.digits(2);
    if (offset_hours > 23 || offset_minutes > 59) return std::nullopt;
    offset = sign * (hours{offset_hours} + minutes{offset_minutes});
  }
  const auto date = year{year_number} / month{static_cast<unsigned>(month_number)} / day{static_cast<unsigned>(day_number)};
  // Nanoseconds since 1970 in 64 bits end in 2262.
  const bool fits = year_number >= 1970 && year_number < 2262;
  if (!scan.is_good_and_done() || !date.ok() || !fits || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return Timestamp{sys_days{date}} + hours{hour} + minutes{minute} + seconds{std::min(second, 59)} + fraction - offset;
}

}  // namespace

const Clock& system_clock() noexcept {
  static const SystemClock clock;
  return clock;
}

std::string to_rfc3339(Timestamp time) {
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<milliseconds>(time - day)};
  char text[32];
  const int length = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                   static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                                   static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return {text, static_cast<std::size_t>(length)};
}

Result<Timestamp> parse_rfc3339(std::string_view text) {
  if (const auto time = scan_rfc3339(text)) return *time;
  return fail(Error::kInvalidArgument,
              "not an RFC 3339 time such as 2025-09-24T09:10:15.120Z: \"" + std::string(text.substr(0, 40)) + "\"");
}

}  // namespace eyrie
