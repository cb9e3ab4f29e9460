// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyrie::world {

/// The program's work from its command line to its exit code: 0 done, 1 failed, 2 not understood.
[[nodiscard]] int run(int argc, const char* const* argv);

}  // namespace eyrie::world
