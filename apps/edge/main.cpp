// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/app.hpp"
#include "edge/settings.hpp"
#include "settings/program.hpp"

int main(int argc, char** argv) {
  return eyrie::settings::run_program<eyrie::edge::EdgeSettings>(argc, argv, eyrie::edge::run);
}
