// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "datasets/coco_json.hpp"
#include "datasets/json_document.hpp"
#include "datasets/text_file.hpp"

namespace eyrie::datasets {
namespace {

namespace fs = std::filesystem;
using namespace eyrie::literals;
using evaluation::FoundBox;
using simdjson::SUCCESS;

constexpr ByteCount kMostBytes = 2_GiB;

/// `000000000036` is the 36 of results that count pictures by number; nothing for what is no whole number.
std::optional<std::int64_t> number_in(std::string_view id) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (problem != std::errc{} || end != id.data() + id.size()) return std::nullopt;
  return number;
}

/// What results call pictures and classes -> their indices.
class Names {
 public:
  explicit Names(const Dataset& dataset) {
    for (std::uint32_t i = 0; i < dataset.pictures.size(); ++i) {
      const auto& id = dataset.pictures[i].id;
      by_text_.emplace(id, i);
      if (const auto number = number_in(id)) by_number_.emplace(*number, i);
    }
    for (std::uint32_t i = 0; i < dataset.class_ids.size(); ++i) classes_.emplace(dataset.class_ids[i], i);
  }

  [[nodiscard]] Result<std::uint32_t> picture_of(const JsonFields& fields) const {
    if (const auto text = fields.text("image_id")) {
      const auto found = by_text_.find(std::string(*text));
      if (found != by_text_.end()) return found->second;
      return fields.refusal("image_id", "is \"" + std::string(*text) + "\", which is no picture of the data set");
    }
    const auto number = fields.whole("image_id");
    if (!number) return fields.refusal("image_id", "is neither a number nor a text");
    const auto found = by_number_.find(*number);
    if (found != by_number_.end()) return found->second;
    return fields.refusal("image_id", "is " + std::to_string(*number) + ", which is no picture of the data set");
  }

  [[nodiscard]] std::optional<std::uint32_t> class_of(std::int64_t id) const {
    const auto found = classes_.find(id);
    return found == classes_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::unordered_map<std::string, std::uint32_t> by_text_;
  std::unordered_map<std::int64_t, std::uint32_t> by_number_;
  std::unordered_map<std::int64_t, std::uint32_t> classes_;
};

Status read_result(const JsonFields& fields, const Names& names, CocoResults& results) {
  const auto picture = names.picture_of(fields);
  if (!picture) return fail(picture.error());
  const auto category = fields.whole("category_id");
  if (!category) return fail(category.error());
  const auto box = fields.four_numbers("bbox");
  if (!box) return fail(box.error());
  const auto score = fields.number("score");
  if (!score) return fail(score.error());
  const auto class_index = names.class_of(*category);
  if (!class_index) {
    ++results.left_out;
    return {};
  }
  const auto& [left, top, width, height] = *box;
  results.found.push_back({.picture = *picture,
                           .class_index = *class_index,
                           .box = {.left = left, .top = top, .width = width, .height = height},
                           .score = *score});
  return {};
}

/// A file's name may be any bytes.
std::string quoted(const std::string& name) {
  return nlohmann::json(name).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The shortest text that reads back as the same number.
void append_number(std::string& text, double number) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  text.append(digits, end);
}

}  // namespace

Result<CocoResults> read_coco_results(const fs::path& file, const Dataset& dataset) {
  const auto text = read_text(file, kMostBytes);
  if (!text) return fail(text.error());
  simdjson::dom::parser parser;
  const auto root = parse_json(parser, *text, file.string());
  if (!root) return fail(root.error());
  simdjson::dom::array items;
  if (root->get(items) != SUCCESS) {
    return fail(Error::kCorrupt, file.string() + R"( is no list of {"image_id", "category_id", "bbox", "score"}.)");
  }
  const Names names(dataset);
  CocoResults results;
  std::size_t index = 0;
  for (const auto item : items) {
    const auto status = read_result(JsonFields(item, file.native(), "", index++), names, results);
    if (!status) return fail(status.error());
  }
  return results;
}

std::string to_coco_results(std::span<const FoundBox> found, const Dataset& dataset) {
  std::string text = "[";
  for (const auto& one : found) {
    const auto& id = dataset.pictures[one.picture].id;
    const auto number = number_in(id);
    text += text.size() > 1 ? ",\n" : "\n";
    text += "{\"image_id\":" + (number ? std::to_string(*number) : quoted(id));
    text += ",\"category_id\":" + std::to_string(dataset.class_ids[one.class_index]) + ",\"bbox\":[";
    for (const double edge : {one.box.left, one.box.top, one.box.width, one.box.height}) {
      if (text.back() != '[') text += ',';
      append_number(text, edge);
    }
    text += "],\"score\":";
    append_number(text, one.score);
    text += '}';
  }
  return text + "\n]\n";
}

}  // namespace eyrie::datasets
