// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace eyrie::demo {

/// One drone of the demo and what it sees.
struct DroneInput {
  std::string id;
  std::string name;
  std::string source;  ///< a video file or an rtsp:// address
  std::filesystem::path model;
  std::filesystem::path telemetry;  ///< a recorded flight, or empty
  std::string telemetry_offset = "0s";
  std::vector<std::pair<std::string, std::string>> settings = {};  ///< of its edge, by name
  bool is_looped = false;
};

struct DemoInputs {
  std::vector<DroneInput> drones;
  std::string rules_json;          ///< an array of `Rule` of schemas/openapi.yaml
  std::filesystem::path map = {};  ///< PMTiles below everything on the console's map, or empty
};

/// A person's own camera and model: one drone, with rules for people without a helmet and people in the lower half of the
/// picture. `model` is a file or the name of a model. `kNotFound` when one is not there.
[[nodiscard]] Result<DemoInputs> inputs_from(const std::string& source, const std::filesystem::path& model);

/// Two drones on the test data in `assets`: a slide show of building sites, made in `work_folder` from still pictures, and a
/// walk through a city. `kNotFound` when the data is not there, saying what to pass instead. `is_over` as in `run_to_end`.
[[nodiscard]] Result<DemoInputs> inputs_from_test_data(const std::filesystem::path& assets,
                                                       const std::filesystem::path& work_folder,
                                                       const std::atomic<bool>& is_over);

}  // namespace eyrie::demo
