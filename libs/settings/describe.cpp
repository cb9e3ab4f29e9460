// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/describe.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include <nlohmann/json.hpp>

namespace eyrie::settings {
namespace {

constexpr std::size_t kTerminalColumns = 100;

/// Visits the groups that have settings of their own, the root first.
void for_each_group(const Group& group, const std::function<void(const Group&)>& visit) {
  if (!group.settings().empty()) visit(group);
  for (const auto* below : group.groups()) for_each_group(*below, visit);
}

std::string unquoted(std::string text) {
  if (text.size() >= 2 && text.front() == '"') return text.substr(1, text.size() - 2);
  return text;
}

/// `1s to 1min`, `auto, f32, bf16`; empty for a setting that takes any value.
std::string rule_text(const AnySetting& setting) {
  std::string text;
  for (const auto& name : setting.choices()) text += (text.empty() ? "" : ", ") + name;
  const auto min = setting.literal_min();
  const auto max = setting.literal_max();
  if (min && max) return unquoted(*min) + " to " + unquoted(*max);
  if (min) return "at least " + unquoted(*min);
  if (max) return "at most " + unquoted(*max);
  return text;
}

std::string placeholder(const AnySetting& setting) {
  switch (setting.kind()) {
    case ValueKind::kBoolean: return "";
    case ValueKind::kInteger: return " N";
    case ValueKind::kNumber: return " X";
    case ValueKind::kPath: return " PATH";
    case ValueKind::kDuration: return " TIME";
    case ValueKind::kBytes: return " BYTES";
    case ValueKind::kChoice: return " NAME";
    case ValueKind::kList: return " A,B";
    case ValueKind::kString:
    case ValueKind::kSecret: return " TEXT";
  }
  return "";
}

std::string wrapped(std::string_view text, std::size_t indent) {
  std::string result(indent, ' ');
  std::size_t column = indent;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (column > indent && column + end + 1 > kTerminalColumns) {
      result += "\n" + std::string(indent, ' ');
      column = indent;
    }
    if (column > indent) {
      result += ' ';
      ++column;
    }
    result += text.substr(0, end);
    column += end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result + "\n";
}

std::string escaped_for_table(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
  return text;
}

nlohmann::ordered_json schema_of(const AnySetting& setting) {
  nlohmann::ordered_json schema;
  schema["description"] = setting.help();
  switch (setting.kind()) {
    case ValueKind::kBoolean: schema["type"] = "boolean"; break;
    case ValueKind::kInteger: schema["type"] = "integer"; break;
    case ValueKind::kNumber: schema["type"] = "number"; break;
    case ValueKind::kList:
      schema["type"] = "array";
      schema["items"]["type"] = "string";
      break;
    case ValueKind::kDuration:
      schema["type"] = "string";
      schema["pattern"] = "^([0-9.]+(ns|us|ms|s|min|h|d))+$";
      break;
    case ValueKind::kBytes:
      schema["type"] = "string";
      schema["pattern"] = "^([0-9.]+(B|kB|KiB|MB|MiB|GB|GiB|TB|TiB))+$";
      break;
    case ValueKind::kChoice:
      schema["type"] = "string";
      schema["enum"] = setting.choices();
      break;
    case ValueKind::kSecret:
      schema["type"] = "string";
      schema["writeOnly"] = true;
      break;
    case ValueKind::kString:
    case ValueKind::kPath: schema["type"] = "string"; break;
  }
  const bool is_numeric = setting.kind() == ValueKind::kInteger || setting.kind() == ValueKind::kNumber;
  if (is_numeric && setting.literal_min()) schema["minimum"] = nlohmann::ordered_json::parse(*setting.literal_min());
  if (is_numeric && setting.literal_max()) schema["maximum"] = nlohmann::ordered_json::parse(*setting.literal_max());
  if (setting.kind() != ValueKind::kSecret) schema["default"] = nlohmann::ordered_json::parse(setting.literal_default());
  return schema;
}

nlohmann::ordered_json schema_of(const Group& group) {
  nlohmann::ordered_json schema;
  if (!group.help().empty()) schema["description"] = group.help();
  schema["type"] = "object";
  schema["additionalProperties"] = false;
  auto& properties = schema["properties"] = nlohmann::ordered_json::object();
  for (const auto* setting : group.settings()) properties[setting->name()] = schema_of(*setting);
  for (const auto* below : group.groups()) properties[below->name()] = schema_of(*below);
  return schema;
}

}  // namespace

std::string version_text(const Root& root) { return root.name() + " " EYRIE_VERSION "\n"; }

std::string help_text(const Root& root) {
  std::string text =
      "usage: " + root.name() + " [--config FILE] [--SETTING VALUE]...\n\n" + wrapped(root.help(), 0) +
      "\nEvery setting may stand in the TOML file, in the environment (EYRIE_ + its name in capitals, dots as\n"
      "underscores) or here; the later wins.\n\n"
      "  --config FILE        settings file, also EYRIE_CONFIG\n"
      "  --print-settings     the values in force and where each came from\n"
      "  --print-sample       a settings file to start from\n"
      "  --print-schema       JSON Schema of the settings file\n"
      "  --print-reference    all settings as a Markdown page\n"
      "  --version  --help\n";
  for_each_group(root, [&](const Group& group) {
    text += "\n";
    const auto key = group.key();
    if (!key.empty()) text += group.help().empty() ? key + "\n" : wrapped(key + ": " + group.help(), 0);
    for (const auto* setting : group.settings()) {
      const bool is_secret = setting->kind() == ValueKind::kSecret;
      text += "  " + (is_secret ? setting->environment() : setting->flag() + placeholder(*setting)) + "\n";
      const auto rule = rule_text(*setting);
      auto note = is_secret ? "secret" : "default " + unquoted(setting->literal_default());
      if (!is_secret && setting->literal_default() == "\"\"") note = "not set";
      if (!rule.empty()) note += "; " + rule;
      text += wrapped(setting->help() + " (" + note + ")", 6);
    }
  });
  return text;
}

std::string effective_toml(const Root& root) {
  std::string text;
  for (const auto* setting : root.all()) {
    text += setting->key() + " = " + setting->literal_value() + "  # " + setting->origin().place + "\n";
  }
  return text;
}

std::string sample_toml(const Root& root) {
  std::string text = "# Settings of " + root.name() + ". Every line shows a default; take the # away to change it.\n";
  for_each_group(root, [&](const Group& group) {
    const auto key = group.key();
    if (!key.empty()) {
      text += "\n";
      if (!group.help().empty()) text += "# " + group.help() + "\n";
      text += "[" + key + "]\n";
    }
    for (const auto* setting : group.settings()) {
      const auto rule = rule_text(*setting);
      text += "\n# " + setting->help() + (rule.empty() ? "" : " (" + rule + ")") + "\n";
      text += "#" + setting->name() + " = " + setting->literal_default() + "\n";
    }
  });
  return text;
}

std::string json_schema(const Root& root) {
  nlohmann::ordered_json schema;
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "Settings of " + root.name();
  schema.update(schema_of(root));
  return schema.dump(2) + "\n";
}

std::string reference_markdown(const Root& root) {
  std::string text =
      "# Settings of `" + root.name() + "`\n\n" + root.help() + "\n\n" + "Made from the declarations by `" + root.name() +
      " --print-reference`. A setting `broker.url` is `url` in the\n" +
      "table `[broker]` of the TOML file, `EYRIE_BROKER_URL` in the environment and `--broker.url` as a flag; the later\n" +
      "wins. Secrets have no flag; `file:PATH` as their value reads them from a file.\n";
  for_each_group(root, [&](const Group& group) {
    const auto key = group.key();
    text += "\n## " + (key.empty() ? std::string("General") : "`" + key + "`") + "\n\n";
    if (!group.help().empty() && !key.empty()) text += group.help() + "\n\n";
    text += "| Setting | Takes | Default | Meaning |\n|---|---|---|---|\n";
    for (const auto* setting : group.settings()) {
      const auto rule = rule_text(*setting);
      const bool is_secret = setting->kind() == ValueKind::kSecret;
      text += "| `" + setting->key() + "` | " + std::string(name_of(setting->kind())) + (rule.empty() ? "" : ": " + rule) +
              " | " + (is_secret ? "not set" : "`" + setting->literal_default() + "`") + " | " +
              escaped_for_table(setting->help()) + " |\n";
    }
  });
  return text;
}

}  // namespace eyrie::settings
