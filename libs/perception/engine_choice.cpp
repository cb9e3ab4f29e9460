// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/engine_choice.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <utility>

namespace eyrie::perception {
namespace {

using EnginePtr = std::shared_ptr<InferenceEngine>;

Result<std::chrono::nanoseconds> median_run(InferenceEngine& engine, const EngineChoiceOptions& options,
                                            const Clock& clock) {
  auto request = engine.create_request();
  if (!request) return fail(request.error());
  const auto& inputs = engine.model().inputs;
  for (std::size_t i = 0; i < inputs.size(); ++i) fill_with_pattern(inputs[i], 1, (*request)->input(i));

  std::vector<std::chrono::nanoseconds> times;
  const int runs = std::max(1, options.runs);
  for (int i = -std::max(0, options.warm_ups); i < runs; ++i) {
    const auto start = clock.steady_now();
    if (auto status = (*request)->run(); !status) return fail(status.error());
    if (i >= 0) times.push_back(clock.steady_now() - start);
  }
  std::ranges::nth_element(times, times.begin() + runs / 2);
  return times[static_cast<std::size_t>(runs / 2)];
}

/// The race: candidates in, times and the best engine so far out.
class Race {
 public:
  explicit Race(const EngineChoiceOptions& options)
      : options_(options), clock_(options.clock == nullptr ? system_clock() : *options.clock) {}

  void enter(const EngineCandidate& candidate) {
    auto trial = run(candidate);
    if (!trial) {
      if (!first_error_) first_error_ = trial.error();
      choice_.trials.push_back({.name = candidate.name, .median = std::nullopt, .reason = trial.error().message});
      return;
    }
    choice_.trials.push_back({.name = candidate.name, .median = *trial, .reason = {}});
  }

  Result<EngineChoice> finish() {
    if (choice_.engine) return std::move(choice_);
    return fail(
        first_error_.value_or(Error{.code = Error::kInvalidArgument, .message = "there is no back end to choose from"}));
  }

 private:
  Result<std::chrono::nanoseconds> run(const EngineCandidate& candidate) {
    auto engine = candidate.load();
    if (!engine) return fail(engine.error());
    auto outputs = probe(**engine, 1);
    if (!outputs) return fail(outputs.error());
    if (choice_.engine) {
      if (auto status = expect_agreement(reference_, *outputs, limits_for((*engine)->model().precision)); !status)
        return fail(status.error());
    }
    auto time = median_run(**engine, options_, clock_);
    if (!time) return fail(time.error());
    if (!choice_.engine) reference_ = *std::move(outputs);
    if (!choice_.engine || *time < best_) {
      best_ = *time;
      choice_.engine = *std::move(engine);
      choice_.name = candidate.name;
    }
    return time;
  }

  const EngineChoiceOptions& options_;
  const Clock& clock_;
  EngineChoice choice_;
  std::vector<ProbedOutput> reference_;
  std::chrono::nanoseconds best_{};
  std::optional<Error> first_error_;
};

std::optional<EngineChoice> remembered(std::span<const EngineCandidate> candidates, const std::optional<std::string>& name) {
  if (!name) return std::nullopt;
  const auto found = std::ranges::find(candidates, *name, &EngineCandidate::name);
  if (found == candidates.end()) return std::nullopt;
  auto engine = found->load();
  if (!engine) return std::nullopt;
  return EngineChoice{.engine = *std::move(engine), .name = *name, .trials = {}, .is_remembered = true};
}

/// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view text, std::uint64_t hash = 0xCBF29CE484222325U) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return hash;
}

/// The first line of /proc/cpuinfo that begins so; every core says the same.
std::string_view line_of(std::string_view cpuinfo, std::string_view key) {
  for (std::size_t start = 0; start < cpuinfo.size();) {
    const auto end = std::min(cpuinfo.find('\n', start), cpuinfo.size());
    const auto line = cpuinfo.substr(start, end - start);
    if (line.starts_with(key)) return line;
    start = end + 1;
  }
  return {};
}

}  // namespace

Result<EngineChoice> choose_engine(std::span<const EngineCandidate> candidates, const EngineChoiceOptions& options) {
  std::string names;  // another set of candidates is another question
  for (const auto& candidate : candidates) names += candidate.name + ' ';
  const auto key = "engine/" + options.model_sha256 + '/' + options.machine + '/' + std::to_string(hash_of(names));
  if (options.store != nullptr) {
    if (auto choice = remembered(candidates, options.store->get(key))) return *std::move(choice);
  }
  Race race(options);
  for (const auto& candidate : candidates) race.enter(candidate);
  auto choice = race.finish();
  if (choice && options.store != nullptr) options.store->put(key, choice->name);
  return choice;
}

std::string machine_fingerprint(std::string_view cpuinfo, unsigned cores, std::string_view versions) {
  auto hash = hash_of(line_of(cpuinfo, "model name"));
  hash = hash_of(line_of(cpuinfo, "flags"), hash);
  hash = hash_of(line_of(cpuinfo, "Features"), hash);  // what arm64 calls them
  hash = hash_of(line_of(cpuinfo, "CPU part"), hash);
  hash = hash_of(versions, hash);
  char text[32];
  std::snprintf(text, sizeof text, "%016llx-%u", static_cast<unsigned long long>(hash), cores);
  return text;
}

}  // namespace eyrie::perception
