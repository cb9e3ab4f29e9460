// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
//
// The manifest's text. Everything is taken from a stranger's file here, so everything is looked at here.
#include <algorithm>
#include <array>
#include <exception>
#include <set>
#include <span>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "crypto/sha256.hpp"
#include "registry/manifest.hpp"

namespace eyrie::registry {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::string_view kFormat = "eyrie-models-1";
constexpr std::string_view kTask = "detect";
constexpr int kMaxSide_px = 16'384;
constexpr std::size_t kMaxClasses = 10'000;
constexpr const char* kRemedy = ". `eyrie model add` and `eyrie model pull` write what has to stand there.";

/// Thrown and caught in this file: `models[2].name is no name of a model`.
struct Refusal : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A value with the place it stands at.
class Node {
 public:
  Node(const json& value, std::string place) : value_(value), place_(std::move(place)) {}

  [[noreturn]] void refuse(const std::string& why) const {
    throw Refusal((place_.empty() ? "the document" : place_) + " " + why);
  }
  [[nodiscard]] bool has(const std::string& name) const { return value_.contains(name); }
  [[nodiscard]] bool is_null() const { return value_.is_null(); }

  /// The member of that name; all members are in `known`.
  [[nodiscard]] Node at(const std::string& name) const {
    const auto found = value_.find(name);
    if (found == value_.end()) refuse("has no " + name);
    return {*found, place_.empty() ? name : place_ + "." + name};
  }
  void expect_object(std::span<const std::string_view> known) const {
    if (!value_.is_object()) refuse("is no object");
    for (const auto& [name, member] : value_.items()) {
      if (std::ranges::find(known, name) == known.end()) refuse("has an unknown member " + json(name).dump());
    }
  }
  [[nodiscard]] std::vector<Node> items() const {
    if (!value_.is_array()) refuse("is no list");
    std::vector<Node> nodes;
    for (std::size_t i = 0; i < value_.size(); ++i) nodes.emplace_back(value_[i], place_ + "[" + std::to_string(i) + "]");
    return nodes;
  }
  [[nodiscard]] std::string text(bool (*is_right)(std::string_view), const std::string& what) const {
    if (!value_.is_string() || !is_right(value_.get_ref<const std::string&>())) refuse("is no " + what);
    return value_.get<std::string>();
  }
  [[nodiscard]] std::string plain_text() const {
    return text(is_plain_text, "text of 1 to 1000 bytes without control characters");
  }
  [[nodiscard]] std::uint64_t whole(std::uint64_t most) const {
    const bool is_right = value_.is_number_unsigned() && value_.get<std::uint64_t>() >= 1;
    if (!is_right || value_.get<std::uint64_t>() > most) refuse("is no whole number from 1 to " + std::to_string(most));
    return value_.get<std::uint64_t>();
  }
  [[nodiscard]] std::optional<double> share() const {
    if (value_.is_null()) return std::nullopt;
    const bool is_right = value_.is_number() && value_.get<double>() >= 0 && value_.get<double>() <= 1;
    if (!is_right) refuse("is no number from 0 to 1, nor null");
    return value_.get<double>();
  }

 private:
  const json& value_;
  std::string place_;
};

std::string file_name_from(const Node& node) {
  return node.text(is_file_name, "file name: letters, digits, `.`, `_` and `-`, at most 64, and no folder");
}

std::string sha256_from(const Node& node) {
  const auto is_digest = [](std::string_view word) {
    const auto digest = crypto::digest_from_hex(word);
    return digest && crypto::to_hex(*digest) == word;
  };
  return node.text(is_digest, "SHA-256 of 64 lower-case hexadecimal digits");
}

ModelFile file_from(const Node& node) {
  constexpr std::array<std::string_view, 3> kMembers{"name", "bytes", "sha256"};
  node.expect_object(kMembers);
  return {.name = file_name_from(node.at("name")),
          .bytes = node.at("bytes").whole(kMaxFileBytes),
          .sha256 = sha256_from(node.at("sha256"))};
}

Figures figures_from(const Node& node) {
  constexpr std::array<std::string_view, 4> kMembers{"data", "ap", "ap50", "classes"};
  constexpr std::array<std::string_view, 3> kClassMembers{"name", "ap", "ap50"};
  node.expect_object(kMembers);
  Figures figures{
      .data = node.at("data").plain_text(), .ap = node.at("ap").share(), .ap50 = node.at("ap50").share(), .classes = {}};
  for (const auto& one : node.at("classes").items()) {
    one.expect_object(kClassMembers);
    figures.classes.push_back(
        {.name = one.at("name").plain_text(), .ap = one.at("ap").share(), .ap50 = one.at("ap50").share()});
  }
  return figures;
}

std::vector<std::string> classes_from(const Node& node) {
  const auto items = node.items();
  if (items.empty() || items.size() > kMaxClasses) node.refuse("is no list of 1 to 10000 classes");
  std::vector<std::string> classes;
  for (const auto& one : items) classes.push_back(one.plain_text());
  return classes;
}

int side_from(const Node& node) { return static_cast<int>(node.whole(kMaxSide_px)); }

std::vector<ModelFile> files_from(const Node& node) {
  std::vector<ModelFile> files;
  std::set<std::string> names;
  for (const auto& one : node.items()) {
    files.push_back(file_from(one));
    if (!names.insert(files.back().name).second) one.refuse("is a second file " + files.back().name);
  }
  return files;
}

/// Which of the model's files a member names.
std::string named_file(const Node& node, const ModelEntry& entry) {
  auto name = file_name_from(node);
  if (entry.file(name) == nullptr) node.refuse("names " + name + ", which is not among the model's files");
  return name;
}

ModelEntry entry_from(const Node& node) {
  constexpr std::array<std::string_view, 11> kMembers{"name",   "version", "task", "classes", "input", "licence",
                                                      "source", "network", "card", "figures", "files"};
  constexpr std::array<std::string_view, 2> kInputMembers{"width", "height"};
  node.expect_object(kMembers);
  const auto input = node.at("input");
  input.expect_object(kInputMembers);
  ModelEntry entry{
      .name =
          node.at("name").text(is_model_name, "name of a model: lower-case letters, digits, `.`, `_` and `-`, at most 64"),
      .version = node.at("version").plain_text(),
      .task = node.at("task").text([](std::string_view word) { return word == kTask; }, "task; there is detect"),
      .classes = classes_from(node.at("classes")),
      .input_width_px = side_from(input.at("width")),
      .input_height_px = side_from(input.at("height")),
      .licence = node.at("licence").text(is_spdx_identifier, "identifier of a licence as SPDX lists them"),
      .source = node.at("source").plain_text(),
      .network = {},
      .figures = std::nullopt,
      .files = files_from(node.at("files"))};
  entry.network = named_file(node.at("network"), entry);
  if (node.has("card")) entry.card = named_file(node.at("card"), entry);
  if (node.has("figures")) entry.figures = figures_from(node.at("figures"));
  return entry;
}

Manifest manifest_from(const json& document) {
  constexpr std::array<std::string_view, 2> kMembers{"format", "models"};
  const Node root(document, "");
  root.expect_object(kMembers);
  (void)root.at("format").text([](std::string_view word) { return word == kFormat; },
                               "format this program reads, eyrie-models-1");
  Manifest manifest;
  for (const auto& one : root.at("models").items()) {
    auto entry = entry_from(one);
    if (manifest.find(entry.name) != nullptr) one.refuse("is a second model " + entry.name);
    manifest.models.push_back(std::move(entry));
  }
  return manifest;
}

ordered_json or_null(std::optional<double> figure) { return figure ? ordered_json(*figure) : ordered_json(); }

ordered_json to_document(const Figures& figures) {
  auto classes = ordered_json::array();
  for (const auto& one : figures.classes) {
    classes.push_back({{"name", one.name}, {"ap", or_null(one.ap)}, {"ap50", or_null(one.ap50)}});
  }
  return {
      {"data", figures.data}, {"ap", or_null(figures.ap)}, {"ap50", or_null(figures.ap50)}, {"classes", std::move(classes)}};
}

ordered_json to_document(const ModelEntry& entry) {
  ordered_json document{{"name", entry.name},
                        {"version", entry.version},
                        {"task", entry.task},
                        {"classes", entry.classes},
                        {"input", {{"width", entry.input_width_px}, {"height", entry.input_height_px}}},
                        {"licence", entry.licence},
                        {"source", entry.source},
                        {"network", entry.network}};
  if (!entry.card.empty()) document["card"] = entry.card;
  if (entry.figures) document["figures"] = to_document(*entry.figures);
  auto& files = document["files"] = ordered_json::array();
  for (const auto& file : entry.files) {
    files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  }
  return document;
}

}  // namespace

Result<Manifest> parse_manifest(std::string_view text) {
  if (text.size() > kMaxManifestBytes) return fail(Error::kTooLarge, "a manifest of models is at most 4 MiB");
  try {
    return manifest_from(json::parse(text));
  } catch (const Refusal& refusal) {
    return fail(Error::kCorrupt, refusal.what() + std::string(kRemedy));
  } catch (const std::exception& exception) {
    return fail(Error::kCorrupt, "no JSON: " + std::string(exception.what()) + kRemedy);
  }
}

std::string to_json(const Manifest& manifest) {
  ordered_json document{{"format", kFormat}, {"models", ordered_json::array()}};
  for (const auto& entry : manifest.models) document["models"].push_back(to_document(entry));
  return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace eyrie::registry
