// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "registry/licence.hpp"

namespace eyrie::registry {
namespace {

using nlohmann::json;

using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kSha256(64, 'a');

json good_file() { return {{"name", "site.onnx"}, {"bytes", 100}, {"sha256", kSha256}}; }

json good_model() {
  return {{"name", "site"},
          {"version", "1"},
          {"task", "detect"},
          {"classes", {"person", "helmet"}},
          {"input", {{"width", 640}, {"height", 384}}},
          {"licence", "Apache-2.0"},
          {"source", "a test"},
          {"network", "site.onnx"},
          {"files", {good_file()}}};
}

std::string manifest_of(const json& model) { return json{{"format", "eyrie-models-1"}, {"models", {model}}}.dump(); }

/// Why the manifest of one model is refused, which is `good_model()` but for the value at `pointer`.
std::string refusal_with(const std::string& pointer, const json& value) {
  auto model = good_model();
  model[json::json_pointer(pointer)] = value;
  const auto parsed = parse_manifest(manifest_of(model));
  if (parsed) return "was taken";
  EXPECT_EQ(parsed.error().code, Error::kCorrupt);
  return parsed.error().message;
}

TEST(Manifest, ReadsWhatItWrites) {
  auto model = good_model();
  model["card"] = "site.md";
  model["files"].push_back({{"name", "site.md"}, {"bytes", 7}, {"sha256", std::string(64, 'b')}});
  model["figures"] = {
      {"data", "unseen"}, {"ap", 0.6}, {"ap50", 0.9}, {"classes", {{{"name", "person"}, {"ap", 0.5}, {"ap50", nullptr}}}}};
  const auto parsed = parse_manifest(manifest_of(model));
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(json::parse(to_json(*parsed)), json::parse(manifest_of(model)));
  EXPECT_EQ(parsed->find("site")->bytes(), 107U);
  EXPECT_EQ(parsed->find("site")->figures->classes[0].ap50, std::nullopt);
  EXPECT_EQ(parsed->find("other"), nullptr);
}

TEST(Manifest, PutReplacesTheModelOfThatName) {
  auto manifest = *parse_manifest(manifest_of(good_model()));
  auto entry = manifest.models.front();
  entry.version = "2";
  manifest.put(entry);
  ASSERT_EQ(manifest.models.size(), 1U);
  EXPECT_EQ(manifest.models.front().version, "2");
  entry.name = "other";
  manifest.put(entry);
  EXPECT_EQ(manifest.models.size(), 2U);
}

TEST(Manifest, WhatIsNoJsonOfThisFormatIsRefused) {
  for (const char* text : {"", "{", "[]", "null", "{}", R"({"format": "eyrie-models-1"})", "\xff\xfe",
                           R"({"format": "eyrie-models-2", "models": []})", R"({"format": "eyrie-models-1", "models": {}})",
                           R"({"format": "eyrie-models-1", "models": [7]})"}) {
    const auto parsed = parse_manifest(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, Error::kCorrupt) << text;
    EXPECT_THAT(parsed.error().message, HasSubstr("eyrie model add")) << "the remedy";
  }
  EXPECT_EQ(parse_manifest(std::string(kMaxManifestBytes + 1, ' ')).error().code, Error::kTooLarge);
}

TEST(Manifest, NoNameLeadsOutOfItsFolder) {
  for (const char* name : {"../site.onnx", "/etc/passwd", "a/b", "..", ".", ".hidden", "-rf", "", "a\\b", "a b", "ümlaut"}) {
    EXPECT_THAT(refusal_with("/files/0/name", name), StartsWith("models[0].files[0].name is no file name")) << name;
    EXPECT_THAT(refusal_with("/name", name), StartsWith("models[0].name is no name of a model")) << name;
    EXPECT_THAT(refusal_with("/network", name), StartsWith("models[0].network is no file name")) << name;
  }
  EXPECT_THAT(refusal_with("/name", std::string(65, 'a')), HasSubstr("at most 64"));
  EXPECT_THAT(refusal_with("/name", "Site"), HasSubstr("lower-case"));
}

TEST(Manifest, EveryFileHasASizeAndAHash) {
  for (const json& bytes : {json(0), json(-1), json(1.5), json("100"), json(nullptr), json(kMaxFileBytes + 1)})
    EXPECT_THAT(refusal_with("/files/0/bytes", bytes), StartsWith("models[0].files[0].bytes is no whole number")) << bytes;
  for (const json& sha256 : {json(""), json(std::string(63, 'a')), json(std::string(65, 'a')), json(std::string(64, 'A')),
                             json(std::string(64, 'g')), json(5)})
    EXPECT_THAT(refusal_with("/files/0/sha256", sha256), StartsWith("models[0].files[0].sha256 is no SHA-256")) << sha256;
  EXPECT_THAT(refusal_with("/files", json::array()), HasSubstr("names site.onnx, which is not among"));
}

TEST(Manifest, NothingIsThereTwice) {
  EXPECT_THAT(refusal_with("/files/1", good_file()), StartsWith("models[0].files[1] is a second file site.onnx"));
  const auto twice = parse_manifest(json{{"format", "eyrie-models-1"}, {"models", {good_model(), good_model()}}}.dump());
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().message, StartsWith("models[1] is a second model site"));
}

TEST(Manifest, WhatATerminalMightObeyIsRefused) {
  for (const char* member : {"/version", "/source", "/classes/0"})
    EXPECT_THAT(refusal_with(member, "\x1b]0;owned\x07"), HasSubstr("without control characters")) << member;
  EXPECT_THAT(refusal_with("/source", std::string(1001, 'a')), HasSubstr("1 to 1000 bytes"));
}

TEST(Manifest, EachOtherMemberIsLookedAt) {
  EXPECT_THAT(refusal_with("/task", "sing"), StartsWith("models[0].task is no task"));
  EXPECT_THAT(refusal_with("/classes", json::array()), StartsWith("models[0].classes"));
  EXPECT_THAT(refusal_with("/classes", "person"), StartsWith("models[0].classes is no list"));
  EXPECT_THAT(refusal_with("/input/width", 0), StartsWith("models[0].input.width"));
  EXPECT_THAT(refusal_with("/input/height", 100'000), StartsWith("models[0].input.height"));
  EXPECT_THAT(refusal_with("/licence", "free for all"), StartsWith("models[0].licence"));
  EXPECT_THAT(refusal_with("/card", "other.md"), HasSubstr("names other.md, which is not among"));
  EXPECT_THAT(refusal_with("/figures", {{"data", "x"}, {"ap", 2}, {"ap50", 1}, {"classes", json::array()}}),
              StartsWith("models[0].figures.ap is no number from 0 to 1"));
  EXPECT_THAT(refusal_with("/license", "MIT"), StartsWith("models[0] has an unknown member \"license\""));
}

TEST(Licence, TheKnownOnesAreExplainedAndOthersAreToBeRead) {
  EXPECT_THAT(meaning_of("AGPL-3.0-only"), HasSubstr("source"));
  EXPECT_THAT(meaning_of("CC-BY-NC-4.0"), HasSubstr("Not for commercial use"));
  EXPECT_THAT(meaning_of("Apache-2.0"), HasSubstr("any use"));
  EXPECT_THAT(meaning_of("LicenseRef-Ours"), HasSubstr("read its text"));
}

}  // namespace
}  // namespace eyrie::registry
