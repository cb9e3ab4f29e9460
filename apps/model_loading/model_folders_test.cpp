// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "model_loading/model_folders.hpp"

#include <cstdlib>
#include <fstream>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/sha256.hpp"
#include "model_loading/model_loading.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::model_loading {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// Sets a variable of the environment, or takes it away, until it goes out of scope.
class Variable {
 public:
  Variable(const char* name, const std::optional<std::string>& value) : name_(name) {
    if (const char* const before = std::getenv(name)) before_ = before;
    set(value);
  }
  ~Variable() { set(before_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  void set(const std::optional<std::string>& value) const {
    if (value) {
      ::setenv(name_, value->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }
  const char* name_;
  std::optional<std::string> before_;
};

/// A folder of the user's with the model `mine`, whose network is a few bytes.
class ModelFolders : public ::testing::Test {
 protected:
  ModelFolders() {
    fs::create_directory(folder_ / "mine");
    std::ofstream(network_) << "network";
    write_manifest();
  }
  void write_manifest() const {
    const registry::ModelEntry entry{
        .name = "mine",
        .version = "1",
        .task = "detect",
        .classes = {"person"},
        .input_width_px = 32,
        .input_height_px = 32,
        .licence = "MIT",
        .source = "a test",
        .network = "mine.onnx",
        .figures = std::nullopt,
        .files = {{.name = "mine.onnx", .bytes = 7, .sha256 = crypto::to_hex(crypto::sha256("network"))}}};
    std::ofstream(folder_ / "manifest.json") << registry::to_json({.models = {entry}});
  }
  /// Why `mine` is not given.
  static std::string refusal() {
    const auto found = find_network("mine");
    return found ? "was found" : found.error().message;
  }

  const test::TempFolder folder_;
  const fs::path network_ = folder_ / "mine" / "mine.onnx";
  const Variable models_{"EYRIE_MODELS", folder_.path().string()};
};

TEST_F(ModelFolders, AModelIsFoundByItsName) {
  const auto found = find_network("mine");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(*found, network_);
}

TEST_F(ModelFolders, AFileGoesBeforeAName) {
  const auto before = fs::current_path();
  fs::current_path(folder_.path());
  EXPECT_EQ(find_network("mine"), network_) << "a folder is no network";
  std::ofstream("mine.onnx") << "another";
  EXPECT_EQ(find_network("mine.onnx"), fs::path("mine.onnx"));
  fs::current_path(before);
}

TEST_F(ModelFolders, APathIsNeverLookedUp) {
  EXPECT_EQ(find_network("./mine"), fs::path("./mine"));
  EXPECT_EQ(find_network("/nowhere/mine"), fs::path("/nowhere/mine"));
}

TEST_F(ModelFolders, AnUnknownNameIsToldWithTheKnownOnes) {
  const auto found = find_network("theirs");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Error::kNotFound);
  EXPECT_THAT(found.error().message, AllOf(HasSubstr("no model theirs"), HasSubstr("mine")));
}

TEST_F(ModelFolders, AChangedFileIsRefusedWithPlaceAndRemedy) {
  std::ofstream(network_) << "netw0rk";
  EXPECT_THAT(refusal(), AllOf(HasSubstr(network_.string()), HasSubstr("sha256"), HasSubstr("eyrie model pull mine")));
  EXPECT_EQ(load_model({.path = "mine", .cache_folder = {}}).error().code, Error::kCorrupt);
}

TEST_F(ModelFolders, AFileOfAnotherSizeIsRefused) {
  std::ofstream(network_) << "network!";
  EXPECT_THAT(refusal(), HasSubstr("has 8 bytes and not 7"));
}

TEST_F(ModelFolders, AMissingFileIsRefused) {
  fs::remove(network_);
  EXPECT_THAT(refusal(), HasSubstr("is missing"));
}

TEST_F(ModelFolders, ADamagedManifestIsNamedWithItsPlace) {
  std::ofstream(folder_ / "manifest.json") << R"({"format": "eyrie-models-1", "models": [{"name": "../mine"}]})";
  EXPECT_THAT(refusal(), AllOf(HasSubstr((folder_ / "manifest.json").string()), HasSubstr("models[0]")));
}

TEST_F(ModelFolders, AFolderWithoutAManifestHasNoModels) {
  fs::remove(folder_ / "manifest.json");
  EXPECT_THAT(refusal(), HasSubstr("no model mine"));
}

TEST(OwnModelsFolder, IsTheOneThatIsNamedOrInTheHome) {
  const Variable home("HOME", "/home/somebody");
  const Variable none("EYRIE_MODELS", std::nullopt);
  {
    const Variable data("XDG_DATA_HOME", std::nullopt);
    EXPECT_EQ(own_models_folder(), "/home/somebody/.local/share/eyrie/models");
  }
  const Variable data("XDG_DATA_HOME", "/data");
  EXPECT_EQ(own_models_folder(), "/data/eyrie/models");
  const Variable models("EYRIE_MODELS", "/models");
  EXPECT_EQ(own_models_folder(), "/models");
}

TEST(ShippedModels, AreReadAndSoIsTheCatalogue) {
  const auto shipped = read_model_folder(shipped_models_folder());
  ASSERT_TRUE(shipped) << shipped.error().message;
  for (const auto& entry : shipped->manifest.models) {
    for (const auto& file : entry.files) EXPECT_TRUE(check_file(shipped->path_of(entry, file.name), file)) << file.name;
  }
  const auto catalogue = read_catalogue();
  ASSERT_TRUE(catalogue) << catalogue.error().message;
  EXPECT_FALSE(catalogue->models.empty());
}

}  // namespace
}  // namespace eyrie::model_loading
