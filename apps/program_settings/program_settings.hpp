// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "model_loading/model_loading.hpp"
#include "observe/log.hpp"
#include "perception/detector.hpp"
#include "perception/engine.hpp"
#include "perception/tiling.hpp"
#include "settings/setting.hpp"

namespace eyrie::settings {

template <>
struct Codec<perception::TileGrid> {
  static constexpr auto kKind = ValueKind::kString;
  static Result<perception::TileGrid> read(const Raw& raw) {
    const auto text = read_text(raw);
    if (!text) return fail(text.error());
    return perception::parse_tile_grid(*text);
  }
  static std::string write(perception::TileGrid value) { return literal(std::string_view(perception::to_string(value))); }
};

}  // namespace eyrie::settings

/// Groups of settings that are the same in every program that runs for long.
namespace eyrie::program_settings {

using settings::between;
using settings::Setting;

struct BrokerSettings : settings::Group {
  using Group::Group;
  Setting<std::string> url{this, "url", "mqtt://127.0.0.1:1883", "Where the MQTT broker listens; mqtts:// for TLS."};
  Setting<std::string> username{this, "username", "", "Name at the broker; empty for none."};
  Setting<settings::Secret> password{this, "password", settings::Secret{}, "Password at the broker."};
  Setting<std::filesystem::path> ca_file{this, "ca_file", "",
                                         "Certificate authority of the broker; empty takes the system's."};
  Setting<std::filesystem::path> cert_file{this, "cert_file", "", "This program's certificate, for mutual TLS."};
  Setting<std::filesystem::path> key_file{this, "key_file", "", "Private key of that certificate."};
};

struct LogSettings : settings::Group {
  using Group::Group;
  Setting<observe::Level> level{this,
                                "level",
                                observe::Level::kInfo,
                                "The least that is logged.",
                                {{"debug", observe::Level::kDebug},
                                 {"info", observe::Level::kInfo},
                                 {"warning", observe::Level::kWarning},
                                 {"error", observe::Level::kError}}};
  Setting<observe::LogFormat> format{
      this,
      "format",
      observe::LogFormat::kAuto,
      "How lines look; auto is text on a terminal and JSON elsewhere.",
      {{"auto", observe::LogFormat::kAuto}, {"text", observe::LogFormat::kText}, {"json", observe::LogFormat::kJson}}};
};

/// What runs a network, and which of its boxes count. Which network that is, each program says in its own words.
struct NetworkSettings : settings::Group {
  using Group::Group;
  Setting<model_loading::Backend> backend{this,
                                          "backend",
                                          model_loading::Backend::kAuto,
                                          "What runs the network; auto measures once for each network and machine.",
                                          {{"auto", model_loading::Backend::kAuto},
                                           {"openvino", model_loading::Backend::kOpenVino},
                                           {"onnxruntime", model_loading::Backend::kOnnxRuntime}}};
  Setting<perception::Precision> precision{
      this,
      "precision",
      perception::Precision::kAuto,
      "Arithmetic of the network; auto takes bf16 or an int8 sibling where faster and alike.",
      {{"auto", perception::Precision::kAuto},
       {"f32", perception::Precision::kF32},
       {"bf16", perception::Precision::kBf16}}};
  Setting<int> threads{this, "threads", 0, "Threads of the network; 0 takes all cores.", between(0, 256)};
  Setting<double> confidence{this, "confidence", 0.25, "Detections below this score are not reported.", between(0.01, 1.0)};
  Setting<double> iou{this, "iou", 0.0,
                      "Overlap from which the weaker of two boxes of a class is dropped; 0 takes what the model's "
                      "metadata has as `iou`, else 0.7.",
                      between(0.0, 1.0)};
  Setting<perception::TileGrid> tiles{this,
                                      "tiles",
                                      {},
                                      "Columns and rows of tiles that a picture is looked at in, so that small things are "
                                      "found: 3x2, or auto; each tile is one more run of the network."};
  Setting<double> tile_overlap{this, "tile_overlap", 0.2, "What neighbouring tiles share, as a share of a tile.",
                               between(perception::kMinTileOverlap, perception::kMaxTileOverlap)};
  Setting<bool> tiles_only{this, "tiles_only", false,
                           "Leave out the look at the picture as a whole that finds what is larger than a tile."};
};

/// What of the network's answer is kept, and how pictures are looked at.
[[nodiscard]] inline perception::DetectorOptions detector_options(const NetworkSettings& settings) {
  return {.confidence = static_cast<float>(*settings.confidence),
          .iou = *settings.iou > 0 ? std::optional(static_cast<float>(*settings.iou)) : std::nullopt,
          .tiles = {.grid = *settings.tiles, .overlap = *settings.tile_overlap, .has_whole_look = !*settings.tiles_only}};
}

}  // namespace eyrie::program_settings
