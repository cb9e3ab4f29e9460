// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/app.hpp"
#include "settings/program.hpp"

int main(int argc, char** argv) {
  return eyrie::settings::run_program<eyrie::gateway::GatewaySettings>(argc, argv, eyrie::gateway::run);
}
