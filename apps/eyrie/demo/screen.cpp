// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/demo/screen.hpp"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>

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

std::string ledger_text(const DroneView& drone) {
  std::string text = format("%llu missing, %llu waiting", static_cast<unsigned long long>(drone.missing),
                            static_cast<unsigned long long>(drone.waiting));
  if (drone.tombstoned > 0) text += format(", %llu given up", static_cast<unsigned long long>(drone.tombstoned));
  return text;
}

std::string drone_line(const DroneView& drone) {
  return format("  %-12s %-9s %7.1f %9.1f %9.1f %12llu %10llu   %s\n", drone.id.c_str(), drone.state.c_str(),
                drone.video_fps, drone.inference_fps, drone.inference_ms, static_cast<unsigned long long>(drone.detections),
                static_cast<unsigned long long>(drone.incidents), ledger_text(drone).c_str());
}

const char* severity_text(int severity) {
  constexpr std::array<const char*, 5> kNames{"", "low", "medium", "high", "critical"};
  return kNames.at(static_cast<std::size_t>(std::clamp(severity, 0, 4)));
}

std::string incident_line(const IncidentView& incident) {
  return format("  INC-%-5lld %-9s %-34s %-12s %-13s %s\n", static_cast<long long>(incident.id),
                severity_text(incident.severity), incident.title.c_str(), incident.drone.c_str(), incident.status.c_str(),
                incident.clip_key.empty() ? "clip on its way" : "clip ready");
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
  text += format("%s  %-12s %-9s %7s %9s %9s %12s %10s   %s%s\n", ink.dim, "drone", "state", "video/s", "looked/s",
                 "infer ms", "detections", "incidents", "ledger", ink.plain);
  for (const auto& drone : state.drones) text += drone_line(drone);
  if (state.drones.empty()) text += format("  %swaiting for the drones%s\n", ink.dim, ink.plain);
  text += "\n";
  constexpr std::size_t kShown = 5;
  for (std::size_t i = 0; i < std::min(kShown, state.incidents.size()); ++i) text += incident_line(state.incidents[i]);
  if (state.incidents.empty()) text += format("  %sno incident yet%s\n", ink.dim, ink.plain);
  text += "\n";
  for (const auto& trouble : state.troubles) text += format("  %s! %s%s\n", ink.alert, trouble.c_str(), ink.plain);
  text += format("  %sLogs in %s. Ctrl-C ends everything.%s\n", ink.dim, state.log_folder.c_str(), ink.plain);
  return text;
}

std::string summary(const ScreenState& state) {
  std::string text = clock_text(state.running);
  for (const auto& drone : state.drones) {
    text += format("  %s %s %.1f/s %.0f ms, %llu detections, %llu incidents, %s;", drone.id.c_str(), drone.state.c_str(),
                   drone.inference_fps, drone.inference_ms, static_cast<unsigned long long>(drone.detections),
                   static_cast<unsigned long long>(drone.incidents), ledger_text(drone).c_str());
  }
  for (const auto& trouble : state.troubles) text += "  ! " + trouble;
  return text + "\n";
}

}  // namespace eyrie::demo
