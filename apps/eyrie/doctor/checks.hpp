// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "eyrie/doctor/finding.hpp"

namespace eyrie::doctor {

struct DoctorOptions {
  std::string broker_url = "mqtt://127.0.0.1:1883";
  int http_port = 8080;                                          ///< where the gateway would listen
  std::filesystem::path folder = ".";                            ///< where journal, clips and databases would go
  std::chrono::milliseconds patience = std::chrono::seconds(3);  ///< with the broker
};

/// Looks at everything. Blocks for as long as the broker takes to answer, at most `patience`.
[[nodiscard]] std::vector<Finding> examine(const DoctorOptions& options);

// Each looks at one thing. `cpuinfo` and `meminfo` are the texts of /proc.
[[nodiscard]] Finding check_processor(std::string_view cpuinfo, unsigned threads);
[[nodiscard]] Finding check_memory(std::string_view meminfo);
[[nodiscard]] Finding check_openvino();
[[nodiscard]] Finding check_onnxruntime();
[[nodiscard]] Finding check_broker(const std::string& url, std::chrono::milliseconds patience);
[[nodiscard]] Finding check_port(int port);
[[nodiscard]] Finding check_disk(const std::filesystem::path& folder);
/// Programs that the demo starts, beside this one and in PATH.
[[nodiscard]] Finding check_programs();
/// Whether the wall clock is right, as far as the kernel knows: evidence carries its time.
[[nodiscard]] Finding check_clock();

}  // namespace eyrie::doctor
