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

/// A candidate that loaded and computes what the reference computes.
struct Contestant {
  std::size_t trial = 0;  ///< index into the trials
  EnginePtr engine;
  std::unique_ptr<InferenceRequest> request;
};

/// The race: candidates in, times and the best engine out.
class Race {
 public:
  explicit Race(const EngineChoiceOptions& options)
      : options_(options), clock_(options.clock == nullptr ? system_clock() : *options.clock) {}

  void enter(const EngineCandidate& candidate) {
    choice_.trials.push_back({.name = candidate.name, .fastest = std::nullopt, .reason = {}});
    if (const auto entered = admit(candidate); !entered) drop_out(choice_.trials.size() - 1, entered.error());
  }

  Result<EngineChoice> run() {
    for (int round = -std::max(0, options_.warm_ups); round < std::max(1, options_.runs); ++round) run_round(round >= 0);
    const auto fastest_of = [this](const Contestant& contestant) { return *choice_.trials[contestant.trial].fastest; };
    const auto winner = std::ranges::min_element(contestants_, {}, fastest_of);
    if (winner == contestants_.end()) {
      return fail(
          first_error_.value_or(Error{.code = Error::kInvalidArgument, .message = "there is no back end to choose from"}));
    }
    choice_.engine = winner->engine;
    choice_.name = choice_.trials[winner->trial].name;
    return std::move(choice_);
  }

 private:
  Status admit(const EngineCandidate& candidate) {
    auto engine = candidate.load();
    if (!engine) return fail(engine.error());
    auto outputs = probe(**engine, 1);
    if (!outputs) return fail(outputs.error());
    if (!reference_.empty()) {
      const auto agrees = expect_agreement(reference_, *outputs, limits_for((*engine)->model().precision));
      if (!agrees) return agrees;
    }
    auto request = (*engine)->create_request();
    if (!request) return fail(request.error());
    const auto& inputs = (*engine)->model().inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i) fill_with_pattern(inputs[i], 1, (*request)->input(i));
    if (reference_.empty()) reference_ = *std::move(outputs);
    contestants_.push_back(
        {.trial = choice_.trials.size() - 1, .engine = *std::move(engine), .request = *std::move(request)});
    return {};
  }

  /// One run each, so that a machine that is busy for a while slows all of them.
  void run_round(bool counts) {
    std::erase_if(contestants_, [&](Contestant& contestant) {
      auto& fastest = choice_.trials[contestant.trial].fastest;
      const auto start = clock_.steady_now();
      const auto done = contestant.request->run();
      const auto time = clock_.steady_now() - start;
      if (!done) {
        fastest.reset();
        drop_out(contestant.trial, done.error());
        return true;
      }
      if (counts) fastest = std::min(fastest.value_or(time), time);
      return false;
    });
  }

  void drop_out(std::size_t trial, const Error& error) {
    if (!first_error_) first_error_ = error;
    choice_.trials[trial].reason = error.message;
  }

  const EngineChoiceOptions& options_;
  const Clock& clock_;
  EngineChoice choice_;
  std::vector<Contestant> contestants_;
  std::vector<ProbedOutput> reference_;
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
  auto choice = race.run();
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
