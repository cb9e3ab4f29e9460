// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyrie::cli {

/// The command `eyrie`: takes the command line apart and runs one command of it. Exit codes: 0 done, 1 failed, 2 usage.
[[nodiscard]] int run(int argc, const char* const* argv);

}  // namespace eyrie::cli
