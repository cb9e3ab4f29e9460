// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/manifest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/utf8.hpp"

namespace eyrie::registry {
namespace {

constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxText = 1000;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::uint64_t ModelEntry::bytes() const noexcept {
  return std::accumulate(files.begin(), files.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const ModelFile& one) { return sum + one.bytes; });
}

const ModelFile* ModelEntry::file(std::string_view file_name) const noexcept {
  const auto found = std::ranges::find(files, file_name, &ModelFile::name);
  return found == files.end() ? nullptr : &*found;
}

const ModelEntry* Manifest::find(std::string_view name) const noexcept {
  const auto found = std::ranges::find(models, name, &ModelEntry::name);
  return found == models.end() ? nullptr : &*found;
}

void Manifest::put(ModelEntry entry) {
  const auto found = std::ranges::find(models, entry.name, &ModelEntry::name);
  if (found == models.end()) {
    models.push_back(std::move(entry));
  } else {
    *found = std::move(entry);
  }
}

bool is_model_name(std::string_view text) noexcept { return is_file_name(text) && std::ranges::none_of(text, is_upper); }

bool is_file_name(std::string_view text) noexcept {
  const auto is_first = [](char c) { return is_lower(c) || is_upper(c) || is_digit(c); };
  const auto is_later = [&](char c) { return is_first(c) || c == '.' || c == '_' || c == '-'; };
  return !text.empty() && text.size() <= kMaxName && is_first(text.front()) && std::ranges::all_of(text, is_later);
}

bool is_spdx_identifier(std::string_view text) noexcept {
  const auto is_one = [](char c) { return is_lower(c) || is_upper(c) || is_digit(c) || c == '.' || c == '-' || c == '+'; };
  return !text.empty() && text.size() <= kMaxName && std::ranges::all_of(text, is_one);
}

bool is_plain_text(std::string_view text) noexcept {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  return !text.empty() && text.size() <= kMaxText && is_utf8(text) && std::ranges::none_of(text, is_control);
}

}  // namespace eyrie::registry
