// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "base/result.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own
class App;
}

namespace eyrie::eval {

/// Takes a command's work once the command line is understood.
using TakeWork = std::function<void(const std::function<Status()>&)>;

/// Adds `eval` with its commands to the command line.
void add_commands(CLI::App& app, const TakeWork& take);

}  // namespace eyrie::eval
