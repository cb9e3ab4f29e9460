// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/cli.hpp"

int main(int argc, char** argv) { return eyrie::world::run(argc, argv); }
