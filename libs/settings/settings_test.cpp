// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "settings/describe.hpp"
#include "settings/load.hpp"
#include "settings/nearest.hpp"
#include "settings/toml.hpp"

namespace eyrie::settings {
namespace {

using namespace std::chrono_literals;
using namespace eyrie::literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

enum class Backend : std::uint8_t { kAuto, kOpenVino };

struct BrokerSettings : Group {
  using Group::Group;
  Setting<std::string> url{this, "url", "mqtt://127.0.0.1:1883", "Where the MQTT broker listens."};
  Setting<std::chrono::milliseconds> keep_alive{this, "keep_alive", 10s, "Silence after which the link counts as lost.",
                                                between(1s, 60s)};
  Setting<Secret> password{this, "password", Secret(), "Password of this drone at the broker."};
};

struct TestSettings : Root {
  TestSettings() : Root("eyrie-test", "Shows what settings can do.") {}
  Setting<bool> is_quiet{this, "quiet", false, "Say nothing."};
  Setting<int> port{this, "port", 8080, "Where to listen; 0 takes a free one.", between(0, 65535)};
  BrokerSettings broker{this, "broker", "The way to the base station."};
  struct Inference : Group {
    using Group::Group;
    Setting<Backend> backend{this,
                             "backend",
                             Backend::kAuto,
                             "What runs the network.",
                             {{"auto", Backend::kAuto}, {"openvino", Backend::kOpenVino}}};
    Setting<double> confidence{this, "confidence", 0.25, "Weaker detections are dropped.", between(0, 1)};
    Setting<std::vector<std::string>> classes{this, "classes", {}, "Only these; empty: all."};
    Setting<std::filesystem::path> model{this, "model", "", "ONNX file."};
    Setting<ByteCount> cache{this, "cache", 64_MiB, "Room for compiled models.", at_most(1_GiB)};
  } inference{this, "inference"};
};

Result<std::optional<std::string>> load(TestSettings& settings, std::vector<const char*> arguments,
                                        std::vector<const char*> environment = {}) {
  arguments.insert(arguments.begin(), "eyrie-test");
  environment.push_back(nullptr);
  return settings::load(settings, static_cast<int>(arguments.size()), arguments.data(), environment.data());
}

/// A file that is gone with the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view text) {
    std::string name = std::filesystem::temp_directory_path() / "eyrie-settings-XXXXXX";
    ::close(::mkstemp(name.data()));
    path_ = name;
    std::ofstream(path_) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(Settings, EverySourceWinsOverTheOneBefore) {
  const TemporaryFile file("port = 1\ninference.confidence = 0.5\n[broker]\nurl = \"mqtt://file\"\nkeep_alive = \"2s\"\n");
  TestSettings settings;
  const auto answer = load(settings, {"--config", file.path().c_str(), "--broker.url=mqtt://flag"},
                           {"EYRIE_BROKER_URL=mqtt://env", "EYRIE_BROKER_KEEP_ALIVE=3s", "PATH=/bin"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_FALSE(answer->has_value());
  EXPECT_EQ(*settings.broker.url, "mqtt://flag");
  EXPECT_EQ(settings.broker.keep_alive(), 3s);
  EXPECT_EQ(*settings.port, 1);
  EXPECT_EQ(*settings.inference.confidence, 0.5);
  EXPECT_EQ(*settings.inference.cache, 64_MiB);

  EXPECT_EQ(settings.broker.url.origin().place, "--broker.url");
  EXPECT_EQ(settings.broker.keep_alive.origin().place, "EYRIE_BROKER_KEEP_ALIVE");
  EXPECT_EQ(settings.inference.confidence.origin().place, file.path() + ":2");
  EXPECT_EQ(settings.inference.cache.origin().source, Source::kDefault);
}

TEST(Settings, EveryTypeIsReadFromAFlag) {
  TestSettings settings;
  const auto answer = load(settings, {"--quiet", "--port", "0", "--broker.keep-alive", "1500ms", "--inference.backend",
                                      "openvino", "--inference.confidence", "1", "--inference.classes", "person, car",
                                      "--inference.model", "a b.onnx", "--inference.cache=1.5KiB"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_TRUE(*settings.is_quiet);
  EXPECT_EQ(*settings.port, 0);
  EXPECT_EQ(*settings.broker.keep_alive, 1500ms);
  EXPECT_EQ(*settings.inference.backend, Backend::kOpenVino);
  EXPECT_EQ(*settings.inference.confidence, 1.0);
  EXPECT_THAT(*settings.inference.classes, ElementsAre("person", "car"));
  EXPECT_EQ(settings.inference.model->native(), "a b.onnx");
  EXPECT_EQ(*settings.inference.cache, 1536_B);
}

TEST(Settings, ATruthFlagTakesAValueToo) {
  TestSettings settings;
  ASSERT_TRUE(load(settings, {"--quiet", "false", "--port", "7"}));
  EXPECT_FALSE(*settings.is_quiet);
  ASSERT_TRUE(load(settings, {"--quiet", "--port", "7"}));
  EXPECT_TRUE(*settings.is_quiet);
  ASSERT_TRUE(load(settings, {"--quiet=off"}));
  EXPECT_FALSE(*settings.is_quiet);
}

struct Mistake {
  std::string name;
  std::vector<const char*> arguments;
  std::vector<const char*> environment;
  std::string message;
};

class SettingsRefuse : public testing::TestWithParam<Mistake> {};

TEST_P(SettingsRefuse, WithPlaceCauseAndRemedy) {
  TestSettings settings;
  const auto answer = load(settings, GetParam().arguments, GetParam().environment);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Error::kInvalidArgument);
  EXPECT_THAT(answer.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, SettingsRefuse,
    testing::Values(
        Mistake{"UnknownFlag", {"--broker.ulr", "x"}, {}, "--broker.ulr: no such flag. Did you mean --broker.url?"},
        Mistake{"FlagWithoutItsGroup", {"--url", "x"}, {}, "--url: no such flag. Did you mean --broker.url?"},
        Mistake{"UnknownVariable",
                {},
                {"EYRIE_BROKER_UR=x"},
                "EYRIE_BROKER_UR: no setting has this variable. Did you mean EYRIE_BROKER_URL?"},
        Mistake{"MissingValue", {"--port"}, {}, "--port: a value is missing."},
        Mistake{"StrayWord", {"start"}, {}, "start: a flag is expected here"},
        Mistake{"DurationWithoutUnit",
                {"--broker.keep_alive", "10"},
                {},
                R"(--broker.keep_alive: broker.keep_alive: "10" is not a duration)"},
        Mistake{"TooFineADuration", {"--broker.keep_alive", "1500500us"}, {}, R"("1500500us" is finer than "1ms")"},
        Mistake{"BelowBounds", {"--broker.keep_alive", "1ms"}, {}, R"("1ms" is below the smallest value "1s")"},
        Mistake{"AboveBounds", {"--port", "65536"}, {}, "65536 is above the largest value 65535"},
        Mistake{"DoesNotFit", {"--port", "99999999999"}, {}, "99999999999 does not fit"},
        Mistake{"NotANumber", {"--inference.confidence", "nan"}, {}, R"("nan" is not a number)"},
        Mistake{"UnknownChoice", {"--inference.backend", "tensorrt"}, {}, R"("tensorrt" is not one of auto, openvino)"},
        Mistake{"BytesTooMany", {"--inference.cache", "9999999TiB"}, {}, "is not an amount of bytes"},
        Mistake{"SecretAsFlag", {"--broker.password", "x"}, {}, "Set EYRIE_BROKER_PASSWORD"},
        Mistake{"FileIsNotThere", {"--config", "/nowhere/x.toml"}, {}, "cannot read /nowhere/x.toml"}),
    [](const auto& param) { return param.param.name; });

TEST(SettingsFile, MistakesNameFileLineAndKeyAllAtOnce) {
  TestSettings settings;
  const auto status = load_toml(
      settings, "port = \"80\"\nquite = true\n[broker]\nkeep_alive = 10\n[inference]\nclasses = [1]\n", "edge.toml");
  ASSERT_FALSE(status);
  EXPECT_EQ(
      status.error().message,
      "edge.toml:1: port: \"80\" is not an integer\n"
      "edge.toml:2: quite: no such setting. Did you mean quiet?\n"
      "edge.toml:4: broker.keep_alive: 10 is not a duration: give a number and a unit (ns us ms s min h d), for example "
      "\"250ms\" or \"20s\"\n"
      "edge.toml:6: inference.classes: what stands here is not a list of texts, for example [\"a\", \"b\"]");
}

TEST(SettingsFile, WhatIsNoTomlIsNamedWithLineAndColumn) {
  TestSettings settings;
  const auto status = load_toml(settings, "port = 1\nquiet = maybe\n", "edge.toml");
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, testing::StartsWith("edge.toml:2:"));
}

TEST(SettingsFile, AWrongValueLeavesTheSettingAsItWas) {
  TestSettings settings;
  EXPECT_FALSE(load_toml(settings, "port = 70000\n", "edge.toml"));
  EXPECT_EQ(*settings.port, 8080);
  EXPECT_EQ(settings.port.origin().source, Source::kDefault);
}

TEST(Secrets, AreReadFromAFileAndNeverShown) {
  const TemporaryFile file("hunter2\r\nsecond line\n");
  TestSettings settings;
  const auto variable = "EYRIE_BROKER_PASSWORD=file:" + file.path();
  const auto answer = load(settings, {"--print-settings"}, {variable.c_str()});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(settings.broker.password->reveal(), "hunter2");
  EXPECT_THAT(**answer, AllOf(HasSubstr("broker.password = \"***\"  # EYRIE_BROKER_PASSWORD\n"), Not(HasSubstr("hunter2"))));
}

TEST(Secrets, AWrongOneIsNotRepeatedInTheMessage) {
  TestSettings settings;
  const auto status = load_toml(settings, "broker.password = 12345678\n", "edge.toml");
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, Not(HasSubstr("12345678")));
}

TEST(Settings, VariablesThatAreNoSettingsAreLeftAlone) {
  TestSettings settings;
  EXPECT_TRUE(
      load(settings, {}, {"EYRIE_TEST_ASSETS=/data", "EYRIE_ONNXRUNTIME=/opt/libonnxruntime.so", "EYRIE_MODELS=/models"}));
}

TEST(Describe, EffectiveSettingsLoadBackToTheSameValues) {
  TestSettings settings;
  ASSERT_TRUE(load(settings, {"--port", "1", "--inference.classes", "a,b", "--broker.keep_alive", "1min"}));
  TestSettings again;
  const auto status = load_toml(again, effective_toml(settings), "effective.toml");
  ASSERT_TRUE(status) << status.error().message;
  for (std::size_t i = 0; i < settings.all().size(); ++i) {
    EXPECT_EQ(settings.all()[i]->literal_value(), again.all()[i]->literal_value());
  }
}

TEST(Describe, TheSampleIsTomlOfTheDefaultsOnceUncommented) {
  TestSettings settings;
  std::string text;
  std::istringstream sample(sample_toml(settings));
  for (std::string line; std::getline(sample, line);) {
    if (line.starts_with('#') && !line.starts_with("# ")) line.erase(0, 1);
    text += line + "\n";
  }
  const auto entries = parse_toml(text, "sample.toml");
  ASSERT_TRUE(entries) << entries.error().message << "\n" << text;
  EXPECT_EQ(entries->size(), settings.all().size());
  TestSettings again;
  EXPECT_TRUE(load_toml(again, text, "sample.toml"));
}

TEST(Toml, TablesOfAnArrayAreNumbered) {
  const auto entries = parse_toml("[[drone]]\nid = \"a\"\n[[drone]]\nstep = [{hold_s = 1}, {hold_s = 2}]\n", "mission.toml");
  ASSERT_TRUE(entries) << entries.error().message;
  std::vector<std::string> keys;
  for (const auto& entry : *entries) keys.push_back(entry.key);
  EXPECT_THAT(keys, ElementsAre("drone[0].id", "drone[1].step[0].hold_s", "drone[1].step[1].hold_s"));
  EXPECT_EQ(entries->back().line, 4U);
}

TEST(Describe, HelpNamesEverySettingWithDefaultAndBounds) {
  TestSettings settings;
  const auto help = help_text(settings);
  EXPECT_THAT(help, AllOf(HasSubstr("  --broker.keep_alive TIME\n"), HasSubstr("(default 10s; 1s to 1min)"),
                          HasSubstr("  EYRIE_BROKER_PASSWORD\n"), HasSubstr("(default auto; auto, openvino)")));
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 105U) << line;
}

TEST(Describe, HelpIsGivenEvenWhereASettingIsWrong) {
  TestSettings settings;
  const auto answer = load(settings, {"--port", "x", "--help"}, {"EYRIE_NONSENSE=1"});
  ASSERT_TRUE(answer);
  EXPECT_THAT(**answer, testing::StartsWith("usage: eyrie-test"));
}

TEST(Describe, SchemaSaysTypesDefaultsBoundsAndRefusesTheRest) {
  TestSettings settings;
  const auto schema = nlohmann::json::parse(json_schema(settings));
  EXPECT_EQ(schema["additionalProperties"], false);
  const auto& port = schema["properties"]["port"];
  EXPECT_EQ(port["type"], "integer");
  EXPECT_EQ(port["default"], 8080);
  EXPECT_EQ(port["maximum"], 65535);
  const auto& broker = schema["properties"]["broker"]["properties"];
  EXPECT_EQ(broker["password"]["writeOnly"], true);
  EXPECT_FALSE(broker["password"].contains("default"));
  EXPECT_EQ(schema["properties"]["inference"]["properties"]["backend"]["enum"], (nlohmann::json{"auto", "openvino"}));
}

TEST(Describe, ReferencePageHasOneRowForEachSetting) {
  TestSettings settings;
  const auto page = reference_markdown(settings);
  for (const auto* setting : settings.all()) EXPECT_THAT(page, HasSubstr("| `" + setting->key() + "` |"));
}

TEST(Literals, AreTheShortestExactForm) {
  EXPECT_EQ(literal(90s), "\"90s\"");
  EXPECT_EQ(literal(0s), "\"0s\"");
  EXPECT_EQ(literal(36h), "\"36h\"");
  EXPECT_EQ(literal(64_MiB), "\"64MiB\"");
  EXPECT_EQ(literal(1000_B), "\"1kB\"");
  EXPECT_EQ(literal(0.1), "0.1");
  EXPECT_EQ(literal(3.0), "3.0");
  EXPECT_EQ(literal(std::string_view("a\"\\\n")), R"("a\"\\\u000a")");
}

TEST(Durations, PartsAddUp) {
  const auto read = [](std::string text) { return read_duration({Raw::kUntyped, std::move(text), {}}); };
  EXPECT_EQ(*read("1h30min"), 90min);
  EXPECT_EQ(*read("1.5s"), 1500ms);
  EXPECT_EQ(*read("0s"), 0ns);
  for (const char* text : {"", "s", "1", "1 s", "-1s", "1.2.3s", "1sx", "999999999d"}) EXPECT_FALSE(read(text)) << text;
}

TEST(Nearest, SuggestsSlipsAndShortenedNamesOnly) {
  const std::vector<std::string> names = {"broker.url", "broker.keep_alive", "port"};
  EXPECT_EQ(nearest("broker.ulr", names), "broker.url");
  EXPECT_EQ(nearest("keep_alive", names), "broker.keep_alive");
  EXPECT_EQ(nearest("prot", names), "port");
  EXPECT_EQ(nearest("colour", names), std::nullopt);
  EXPECT_EQ(nearest("x", names), std::nullopt);
}

}  // namespace
}  // namespace eyrie::settings
