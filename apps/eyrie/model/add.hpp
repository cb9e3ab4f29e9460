// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace eyrie::model {

struct AddOptions {
  std::filesystem::path model;  ///< the network's file
  std::string name;
  std::string version = "1";
  std::string licence = {};            ///< empty: what the network's metadata says
  std::string source;                  ///< where it comes from, in a sentence
  std::filesystem::path card = {};     ///< Markdown; empty: none
  std::filesystem::path figures = {};  ///< what `eyrie eval detect --json` has said of it; empty: none
  std::filesystem::path folder = {};   ///< of models; empty: the user's own
};

/// Copies a network into a folder of models, with what lies beside it (golden file, int8 sibling) and its card, and writes
/// the manifest's entry from what they are: the one way in which entries come to be. An earlier model of that name goes.
///
/// The network has to have a golden file (`kNotFound`), and contract, golden output and the int8 sibling's verdict have to
/// be right on every back end that this machine has (`kConflict`). Figures have to be of this very network (`kConflict`).
[[nodiscard]] Status run_add(const AddOptions& options, std::FILE* out);

}  // namespace eyrie::model
