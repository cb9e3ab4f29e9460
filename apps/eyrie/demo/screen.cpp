// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/demo/screen.hpp"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <unistd.h>

namespace eyrie::demo {
namespace {

struct Palette {
  const char* bold;
  const char* dim;
  const char* accent;
  const char* alert;
  const char* plain;
};
constexpr Palette kColour{"\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[33m", "\x1b[0m"};
constexpr Palette kPlain{"", "", "", "", ""};

[[gnu::format(printf, 1, 2)]] std::string format(const char* pattern, ...) {
  std::array<char, 512> text{};
  va_list values;
  va_start(values, pattern);
  std::vsnprintf(text.data(), text.size(), pattern, values);
  va_end(values);
  return text.data();
}

std::string clock_text(std::chrono::seconds time) {
  return format("%02lld:%02lld", static_cast<long long>(time.count() / 60), static_cast<long long>(time.count() % 60));
}

std::string count_text(std::uint64_t count) { return std::to_string(count); }

std::string ledger_text(const DroneView& drone) {
  std::string text = count_text(drone.missing) + " missing, " + count_text(drone.waiting) + " waiting";
  if (drone.tombstoned > 0) text += ", " + count_text(drone.tombstoned) + " given up";
  return text;
}

/// How many frames a second a drone looks at, or why it does not. Never seen by the gateway is, in a demo, about to come.
std::string pace_text(const DroneView& drone) {
  if (drone.state == "never_seen") return "starting";
  return drone.state == "online" ? format("%.1f", drone.inference_fps) : drone.state;
}

std::string drone_line(const DroneView& drone) {
  return format("  %-9s %8s %9.0f %11s %10s  %s\n", drone.id.c_str(), pace_text(drone).c_str(), drone.inference_ms,
                count_text(drone.detections).c_str(), count_text(drone.incidents).c_str(), ledger_text(drone).c_str());
}

const char* severity_text(int severity) {
  constexpr std::array<const char*, 5> kNames{"", "low", "medium", "high", "critical"};
  return kNames.at(static_cast<std::size_t>(std::clamp(severity, 0, 4)));
}

std::string incident_line(const IncidentView& incident) {
  return format("  INC-%-4lld  %-8s  %-24.24s  %-9s  %-12s  %s\n", static_cast<long long>(incident.id),
                severity_text(incident.severity), incident.title.c_str(), incident.drone.c_str(), incident.status.c_str(),
                incident.clip_key.empty() ? "" : "clip");
}

/// Erases what a longer line of the picture before left behind.
std::string with_cleared_lines(const std::string& text) {
  std::string cleared;
  for (const char c : text) cleared += c == '\n' ? std::string("\x1b[K\n") : std::string(1, c);
  return cleared;
}

}  // namespace

std::string render(const ScreenState& state, bool has_colour) {
  const Palette& ink = has_colour ? kColour : kPlain;
  std::string text;
  text += format("\n  %sEyrie%s  %sdemo, running for %s%s\n\n", ink.bold, ink.plain, ink.dim,
                 clock_text(state.running).c_str(), ink.plain);
  text += format("  Console   %s%s%s\n", ink.accent, state.console_url.c_str(), ink.plain);
  text += format("  Sign in   admin / %s%s%s   %s(made for this run)%s\n\n", ink.bold, state.password.c_str(), ink.plain,
                 ink.dim, ink.plain);
  text += format("%s  %-9s %8s %9s %11s %10s  %s%s\n", ink.dim, "drone", "frames/s", "infer ms", "detections", "incidents",
                 "ledger", ink.plain);
  for (const auto& drone : state.drones) text += drone_line(drone);
  if (state.drones.empty()) text += format("  %swaiting for the drones%s\n", ink.dim, ink.plain);
  text += "\n";
  constexpr std::size_t kShown = 5;
  for (std::size_t i = 0; i < std::min(kShown, state.incidents.size()); ++i) text += incident_line(state.incidents[i]);
  if (state.incidents.empty()) text += format("  %sno incident yet%s\n", ink.dim, ink.plain);
  text += "\n";
  for (const auto& trouble : state.troubles) text += format("  %s! %s%s\n", ink.alert, trouble.c_str(), ink.plain);
  text += format("  %sCtrl-C ends everything. Logs in %s%s\n", ink.dim, state.log_folder.c_str(), ink.plain);
  return text;
}

std::string summary(const ScreenState& state) {
  std::string text = clock_text(state.running);
  for (const auto& drone : state.drones) {
    text += format("  %s %s frames/s, %.0f ms, %s detections, %s incidents, %s;", drone.id.c_str(), pace_text(drone).c_str(),
                   drone.inference_ms, count_text(drone.detections).c_str(), count_text(drone.incidents).c_str(),
                   ledger_text(drone).c_str());
  }
  for (const auto& trouble : state.troubles) text += "  ! " + trouble;
  return text + "\n";
}

// Lines that are too long are cut and not wrapped, for the picture is drawn over the one before line by line.
Screen::Screen() : is_terminal_(isatty(STDOUT_FILENO) == 1) {
  if (is_terminal_) std::fputs("\x1b[?25l\x1b[?7l", stdout);
}

Screen::~Screen() {
  if (is_terminal_) std::fputs("\r\x1b[K\x1b[?7h\x1b[?25h", stdout);
  std::fflush(stdout);
}

void Screen::tell(std::string_view step) const {
  if (!is_terminal_) return;
  std::printf("\r  %.*s\x1b[K", static_cast<int>(step.size()), step.data());
  std::fflush(stdout);
}

void Screen::show(const ScreenState& state) {
  if (is_terminal_) {
    std::fputs(((has_drawn_ ? "\x1b[H" : "\x1b[2J\x1b[H") + with_cleared_lines(render(state, true)) + "\x1b[J").c_str(),
               stdout);
  } else if (!has_drawn_) {
    std::fputs(render(state, false).c_str(), stdout);
  } else if (state.running >= next_summary_) {
    std::fputs(summary(state).c_str(), stdout);
    next_summary_ = state.running + std::chrono::seconds{10};
  }
  has_drawn_ = true;
  std::fflush(stdout);
}

}  // namespace eyrie::demo
