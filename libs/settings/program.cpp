// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/program.hpp"

#include <cstdio>
#include <unistd.h>

#include "settings/load.hpp"

namespace eyrie::settings {

void report_failure(const Root& root, const Error& error) {
  std::fprintf(stderr, "%s: %s\n", root.name().c_str(), error.message.c_str());
}

std::optional<int> prepare(Root& root, int argc, const char* const* argv) {
  const auto answer = load(root, argc, argv, environ);
  if (!answer) {
    report_failure(root, answer.error());
    return kExitUsage;
  }
  if (!*answer) return std::nullopt;
  std::fputs((*answer)->c_str(), stdout);
  return kExitDone;
}

}  // namespace eyrie::settings
