// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "pictures/sequence.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fnmatch.h>
#include <system_error>

namespace eyrie::pictures {
namespace fs = std::filesystem;
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

/// The digits at the front, without leading zeros; takes them off `text`.
std::string_view take_number(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  std::string_view number = text.substr(0, end);
  text.remove_prefix(end);
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

std::vector<fs::path> list(const fs::path& folder, const std::string& pattern, std::error_code& error) {
  std::vector<fs::path> paths;
  for (fs::directory_iterator it(folder.empty() ? fs::path(".") : folder, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code ignored;
    const std::string name = it->path().filename().string();
    const bool does_match = pattern.empty() || ::fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) == 0;
    if (does_match && is_picture_name(name) && it->is_regular_file(ignored)) paths.push_back(it->path());
  }
  std::ranges::sort(paths, [](const fs::path& a, const fs::path& b) {
    return is_naturally_less(a.filename().string(), b.filename().string());
  });
  return paths;
}

}  // namespace

bool is_picture_name(const fs::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(), lower);
  return extension == ".jpg" || extension == ".jpeg" || extension == ".png";
}

bool is_naturally_less(std::string_view a, std::string_view b) {
  const std::string_view whole_a = a;
  const std::string_view whole_b = b;
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const std::string_view number_a = take_number(a);
      const std::string_view number_b = take_number(b);
      if (number_a.size() != number_b.size()) return number_a.size() < number_b.size();
      if (number_a != number_b) return number_a < number_b;
      continue;
    }
    const char letter_a = lower(a.front());
    const char letter_b = lower(b.front());
    if (letter_a != letter_b) return letter_a < letter_b;
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  if (a.empty() != b.empty()) return a.empty();
  return whole_a < whole_b;  // `01` and `1`: any order, but always the same
}

Result<PictureSequence> PictureSequence::open(const fs::path& source, Options options) {
  std::error_code error;
  std::vector<fs::path> paths;
  if (fs::is_directory(source, error)) {
    paths = list(source, "", error);
  } else if (fs::exists(source, error)) {
    paths = {source};
  } else if (source.filename().string().find_first_of("*?[") != std::string::npos) {
    paths = list(source.parent_path(), source.filename().string(), error);
  } else {
    return fail(Error::kNotFound, source.string() + ": no such file, directory or pattern");
  }
  if (error) return fail(Error::kNotFound, source.string() + ": " + error.message());
  if (paths.empty()) return fail(Error::kNotFound, source.string() + ": no picture there (.jpg, .jpeg, .png)");
  return PictureSequence(std::move(paths), options);
}

Result<std::optional<PictureSequence::Item>> PictureSequence::next() {
  if (at_ == paths_.size()) return std::nullopt;
  const std::size_t index = at_++;
  auto image = decode_file(paths_[index], options_.decode);
  if (!image) return fail(std::move(image).error());
  Item item{.path = paths_[index], .frame = {}};
  item.frame.picture = imaging::Image::into_picture(std::move(*image));
  item.frame.frame_id = FrameId{index + 1};
  item.frame.captured_at = options_.start + options_.interval * static_cast<std::int64_t>(index);
  return item;
}

}  // namespace eyrie::pictures
