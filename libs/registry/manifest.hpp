// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace eyrie::registry {

/// A folder of models says in its `manifest.json` which models lie in it and what they are; a catalogue, of the same format,
/// says what could be fetched:
/// ```json
/// {"format": "eyrie-models-1", "models": [
///   {"name": "site-detector", "version": "1", "task": "detect", "classes": ["person", "helmet"],
///    "input": {"width": 640, "height": 384}, "licence": "Apache-2.0", "source": "mlops/train detect, seed 1",
///    "network": "site-detector.onnx", "card": "site-detector.md",
///    "figures": {"data": "unseen", "ap": 0.61, "ap50": 0.91, "classes": [{"name": "person", "ap": 0.6, "ap50": 0.9}]},
///    "files": [{"name": "site-detector.onnx", "bytes": 3900000, "sha256": "..."}]}]}
/// ```
/// The files of a model lie beside the manifest in a folder of the model's name. A name is never a path: what a stranger's
/// manifest names cannot lie elsewhere.

/// What one file of a model is.
struct ModelFile {
  std::string name;
  std::uint64_t bytes = 0;
  std::string sha256;  ///< 64 lower-case hexadecimal digits
};

/// How well a model does, by COCO's rules (`eyrie eval detect`), 0..1; nothing where the data shows no such thing.
struct ClassFigures {
  std::string name;
  std::optional<double> ap;    ///< over IoU 0.50 to 0.95
  std::optional<double> ap50;  ///< at IoU 0.50
};

struct Figures {
  std::string data;  ///< what it was measured on
  std::optional<double> ap;
  std::optional<double> ap50;
  std::vector<ClassFigures> classes;
};

struct ModelEntry {
  std::string name;
  std::string version;
  std::string task;  ///< `detect`
  std::vector<std::string> classes;
  int input_width_px = 0;
  int input_height_px = 0;
  std::string licence;             ///< an identifier of SPDX's list
  std::string source;              ///< where it comes from, in a sentence
  std::string network;             ///< which of `files` is run
  std::string card = {};           ///< which of `files` tells people about it, in Markdown; empty: none
  std::optional<Figures> figures;  ///< nothing where nobody measured it
  std::vector<ModelFile> files;

  [[nodiscard]] std::uint64_t bytes() const noexcept;  ///< of all files
  [[nodiscard]] const ModelFile* file(std::string_view file_name) const noexcept;
};

struct Manifest {
  std::vector<ModelEntry> models;

  [[nodiscard]] const ModelEntry* find(std::string_view name) const noexcept;
  /// Takes the place of the entry of that name, or comes last.
  void put(ModelEntry entry);
};

/// Protobuf's bound, and that of `inference::read_model_file`.
inline constexpr std::uint64_t kMaxFileBytes = std::uint64_t{2} << 30U;
inline constexpr std::size_t kMaxManifestBytes = std::size_t{4} << 20U;

/// Lower-case letters, digits, `.`, `_` and `-`, at most 64 and a letter or digit first: a name that can be typed, and that
/// no file system takes for a path or an option.
[[nodiscard]] bool is_model_name(std::string_view text) noexcept;
/// The same with capitals.
[[nodiscard]] bool is_file_name(std::string_view text) noexcept;
/// Letters, digits, `.`, `-` and `+`: how SPDX's identifiers are written. Whether there is such a licence is not asked.
[[nodiscard]] bool is_spdx_identifier(std::string_view text) noexcept;
/// UTF-8 without control characters, which a terminal might obey, of 1 to 1000 bytes.
[[nodiscard]] bool is_plain_text(std::string_view text) noexcept;

/// `kCorrupt` for whatever is not as above, naming the place as `models[2].files[0].sha256`; `kTooLarge` past
/// `kMaxManifestBytes`. Names of models, and of the files of one, are unique; unknown members are refused.
[[nodiscard]] Result<Manifest> parse_manifest(std::string_view text);

/// What `parse_manifest` reads, one member a line.
[[nodiscard]] std::string to_json(const Manifest& manifest);

}  // namespace eyrie::registry
