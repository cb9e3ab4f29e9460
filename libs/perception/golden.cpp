// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/golden.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "perception/probe.hpp"

namespace eyrie::perception {
namespace {

using nlohmann::json;

constexpr std::string_view kFormat = "eyrie-golden-1";
constexpr std::uint32_t kSeed = 1;
constexpr std::size_t kValuesPerChannel = 64;
constexpr std::size_t kMaxBytes = std::size_t{16} << 20U;

struct Golden {
  std::string model_sha256;
  std::uint32_t seed = 0;
  std::size_t values_per_channel = 0;
  DeviationLimits limits;
  DeviationLimits int8_limits;
  std::vector<std::vector<std::int64_t>> shapes;  ///< of the whole outputs
  std::vector<ProbedOutput> thinned;              ///< shapes are filled in from the engine's answer
};

json to_json(const DeviationLimits& limits) {
  return {{"overall", limits.overall}, {"median_channel", limits.median_channel}, {"worst_channel", limits.worst_channel}};
}

DeviationLimits limits_from(const json& limits) {
  return {.overall = limits.at("overall").get<double>(),
          .median_channel = limits.at("median_channel").get<double>(),
          .worst_channel = limits.at("worst_channel").get<double>()};
}

/// Throws nlohmann's exceptions on anything unexpected.
Golden parse(std::string_view text) {
  const auto document = json::parse(text);
  if (document.at("format").get<std::string>() != kFormat) throw std::invalid_argument("format is not eyrie-golden-1");
  Golden golden;
  golden.model_sha256 = document.at("model_sha256").get<std::string>();
  golden.seed = document.at("pattern_seed").get<std::uint32_t>();
  golden.values_per_channel = document.at("values_per_channel").get<std::size_t>();
  golden.limits = limits_from(document.at("limits"));
  golden.int8_limits = limits_from(document.at("int8_limits"));
  for (const auto& output : document.at("outputs")) {
    golden.shapes.push_back(output.at("shape").get<std::vector<std::int64_t>>());
    golden.thinned.push_back({.name = output.at("name").get<std::string>(),
                              .shape = {},
                              .values = output.at("values").get<std::vector<float>>()});
  }
  return golden;
}

Result<Golden> read(std::string_view text) {
  if (text.size() > kMaxBytes) return fail(Error::kTooLarge, "the golden file is larger than 16 MiB");
  try {
    return parse(text);
  } catch (const std::exception& exception) {
    return fail(Error::kCorrupt, "the golden file beside the model is not readable: " + std::string(exception.what()) +
                                     ". Make it anew with `eyrie model golden`.");
  }
}

}  // namespace

std::string golden_path(std::string_view model_path) { return std::string(model_path) + ".golden.json"; }

Result<std::string> make_golden(InferenceEngine& reference, std::string_view model_sha256) {
  const auto outputs = probe(reference, kSeed);
  if (!outputs) return fail(outputs.error());
  const auto& model = reference.model();
  json document{{"format", kFormat},
                {"model_sha256", model_sha256.empty() ? model.sha256 : std::string(model_sha256)},
                {"made_with", model.backend + ' ' + model.precision},
                {"pattern_seed", kSeed},
                {"values_per_channel", kValuesPerChannel},
                {"limits", to_json({})},
                {"int8_limits", to_json(kQuantizedLimits)},
                {"outputs", json::array()}};
  for (const auto& output : *outputs) {
    document["outputs"].push_back(
        {{"name", output.name}, {"shape", output.shape}, {"values", thinned(output, kValuesPerChannel).values}});
  }
  return document.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

Status check_golden(InferenceEngine& engine, std::string_view text) {
  auto golden = read(text);
  if (!golden) return fail(golden.error());
  const auto& model = engine.model();
  if (golden->model_sha256 != model.sha256) {
    return fail(Error::kConflict, "the golden file beside " + model.path + " was made for another model (sha256 " +
                                      golden->model_sha256.substr(0, 12) + ", this one is " + model.sha256.substr(0, 12) +
                                      "). Make it anew with `eyrie model golden`.");
  }
  const auto outputs = probe(engine, golden->seed);
  if (!outputs) return fail(outputs.error());
  std::vector<ProbedOutput> thin;
  for (std::size_t i = 0; i < outputs->size(); ++i) {
    thin.push_back(thinned((*outputs)[i], std::clamp<std::size_t>(golden->values_per_channel, 1, 4096)));
    if (i >= golden->shapes.size()) continue;
    const bool is_alike = golden->shapes[i] == (*outputs)[i].shape;
    golden->thinned[i].shape = is_alike ? thin.back().shape : golden->shapes[i];
  }
  const auto& limits = model.precision == "int8" ? golden->int8_limits : golden->limits;
  if (auto status = expect_agreement(golden->thinned, thin, limits); !status) {
    return fail(Error::kCorrupt, model.path + " on " + model.backend + ' ' + model.precision +
                                     " does not compute what its golden file says; " + status.error().message +
                                     ". Use another back end or precision, or export the model anew.");
  }
  return {};
}

}  // namespace eyrie::perception
