// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "base/result.hpp"
#include "imaging/image.hpp"
#include "world/truth/truth.hpp"

/// Files that the program writes. Each call replaces the whole file at once: a cut leaves the old one or the new one, beside
/// an unfinished `.part` that the next call replaces; `Error::kUnavailable` names the path that could not be
/// written.
namespace eyrie::world {

[[nodiscard]] Status make_folder(const std::filesystem::path& folder);
[[nodiscard]] Status write_bytes(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);
[[nodiscard]] Status write_text(const std::filesystem::path& path, const std::string& text);
[[nodiscard]] Status write_png(const std::filesystem::path& path, const imaging::Image& image);

/// Depth along Z in metres as NumPy's own format (.npy 1.0, little-endian float32, rows by columns; 0 is sky).
[[nodiscard]] Status write_depth(const std::filesystem::path& path, const CleanPass& pass);

enum class JsonForm : std::uint8_t { kLines, kOneLine };
/// Everything true about one view, as JSON: camera pose, K, site origin, objects. Its keys are told in docs/guides/world.md.
[[nodiscard]] std::string truth_json(const Site& site, const View& view, std::span<const ObjectTruth> objects,
                                     JsonForm form);

}  // namespace eyrie::world
