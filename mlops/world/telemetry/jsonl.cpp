// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/json.hpp"
#include "world/telemetry/formats.hpp"

namespace eyrie::world {

std::string to_jsonl(std::span<const AutopilotSample> rows) {
  std::string text;
  for (const AutopilotSample& row : rows) text += wire::to_json(row.sample) + "\n";
  return text;
}

}  // namespace eyrie::world
