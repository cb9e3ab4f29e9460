// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "perception/engine.hpp"
#include "perception/probe.hpp"

namespace eyrie::perception {

/// One way to run a model: `openvino/bf16`, and what loads it. Checks that go with loading (the model's contract, its
/// golden file) belong into `load`: what fails there is out of the race, with its reason.
struct EngineCandidate {
  std::string name;
  std::function<Result<std::shared_ptr<InferenceEngine>>()> load;
};

/// Where a decision is remembered between starts.
class DecisionStore {
 public:
  virtual ~DecisionStore() = default;
  [[nodiscard]] virtual std::optional<std::string> get(const std::string& key) = 0;
  /// A decision that cannot be kept is made again next time; that is no error.
  virtual void put(const std::string& key, const std::string& value) = 0;
};

struct EngineChoiceOptions {
  std::string model_sha256 = {};
  std::string machine = {};        ///< see `machine_fingerprint`
  DecisionStore* store = nullptr;  ///< nothing is remembered without; not owned
  const Clock* clock = nullptr;    ///< the machine's own when null; not owned
  int warm_ups = 2;
  int runs = 10;
};

struct EngineTrial {
  std::string name;
  std::optional<std::chrono::nanoseconds> fastest;  ///< run; nothing when the candidate is out
  std::string reason;                               ///< why it is out
};

struct EngineChoice {
  std::shared_ptr<InferenceEngine> engine;
  std::string name;
  std::vector<EngineTrial> trials;  ///< empty when the decision was remembered
  bool is_remembered = false;
};

/// Takes the fastest way to run a model that still computes the same.
///
/// The first candidate that loads is the reference and should be exact (f32). Every other one must agree with its outputs
/// on a pattern within `limits_for` its precision. Then they run in turns, so that a machine that is busy with something
/// else slows all of them alike, and the one with the fastest single run wins: noise only ever adds. The decision is kept
/// under the model's hash and the machine; next time only the winner is loaded, and when it no longer loads all race again.
/// Blocks for the loading and `warm_ups + runs` runs of each candidate; all that load are in memory at a time.
/// Fails with what the first candidate failed with when none loads.
[[nodiscard]] Result<EngineChoice> choose_engine(std::span<const EngineCandidate> candidates,
                                                 const EngineChoiceOptions& options);

/// Tells machines apart that would decide differently: processor, its instruction sets, number of cores, and `versions` of
/// the libraries, from the text of /proc/cpuinfo. Short, one word, stable over restarts.
[[nodiscard]] std::string machine_fingerprint(std::string_view cpuinfo, unsigned cores, std::string_view versions);

}  // namespace eyrie::perception
