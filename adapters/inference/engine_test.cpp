// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
//
// What every engine has to do, asked of each of them; and that they agree with one another on real networks.
#include "inference/onnxruntime/engine.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inference/openvino/engine.hpp"
#include "perception/engine_choice.hpp"
#include "perception/golden.hpp"
#include "perception/probe.hpp"
#include "perception/testing/tiny_onnx.hpp"
#include "perception/yolo.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::inference {
namespace {

namespace fs = std::filesystem;
using perception::EngineOptions;
using perception::InferenceEngine;
using perception::InferenceRequest;
using perception::Precision;
using perception::testing::TinyModel;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using EnginePtr = std::shared_ptr<InferenceEngine>;

struct Backend {
  std::string name;
  std::function<Result<EnginePtr>(const std::string&, const EngineOptions&)> load;
};

Backend openvino_backend() { return {"openvino", openvino::load}; }
Backend onnxruntime_backend() {
  return {"onnxruntime", [](const std::string& path, const EngineOptions& options) {
            return onnxruntime::load(path, {.engine = options});
          }};
}

/// Models that go away with the test.
class Folder {
 public:
  [[nodiscard]] std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return (folder_ / name).string();
  }
  [[nodiscard]] const fs::path& path() const { return folder_.path(); }

 private:
  test::TempFolder folder_;
};

std::span<float> floats(std::span<std::byte> bytes) {
  return {reinterpret_cast<float*>(bytes.data()), bytes.size() / sizeof(float)};
}
std::span<const float> floats(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float)};
}

/// Values from 0 to 1 that are the same on every machine.
void fill(std::span<float> values, std::uint32_t seed) {
  for (auto& value : values) {
    seed = seed * 1'664'525U + 1'013'904'223U;  // Numerical Recipes, quick and dirty generators
    value = static_cast<float>(seed >> 24U) / 255.0F;
  }
}

/// The tiny model's convolution, written out.
std::vector<float> convolve(std::span<const float> in, int height, int width) {
  std::vector<float> out;
  for (int o = 0; o < TinyModel::kChannelsOut; ++o) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        float sum = 0;
        for (int c = 0; c < TinyModel::kChannelsIn; ++c) {
          for (int ky = 0; ky < 3; ++ky) {
            for (int kx = 0; kx < 3; ++kx) {
              const int sy = y + ky - 1;
              const int sx = x + kx - 1;
              if (sy < 0 || sx < 0 || sy >= height || sx >= width) continue;
              sum += TinyModel::weight(o, c, ky, kx) * in[(static_cast<std::size_t>(c) * height + sy) * width + sx];
            }
          }
        }
        out.push_back(sum);
      }
    }
  }
  return out;
}

class Engine : public ::testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    if (GetParam().name != "onnxruntime") return;
    if (const auto library = onnxruntime::find_library(); !library) GTEST_SKIP() << library.error().message;
  }
  Result<EnginePtr> load(const TinyModel& model, const EngineOptions& options = {}) {
    return GetParam().load(folder_.write("model.onnx", perception::testing::onnx_bytes(model)), options);
  }
  Folder folder_;
};

TEST_P(Engine, ComputesTheConvolutionAsWrittenOut) {
  const auto engine = load({});
  ASSERT_TRUE(engine) << engine.error().message;
  auto request = (*engine)->create_request();
  ASSERT_TRUE(request) << request.error().message;
  const auto in = floats((*request)->input(0));
  ASSERT_EQ(in.size(), 3U * 8 * 8);
  fill(in, 1);
  ASSERT_TRUE((*request)->run());
  EXPECT_THAT((*request)->output_shape(0), ElementsAre(1, 2, 8, 8));
  EXPECT_THAT(floats((*request)->output(0)), ::testing::Pointwise(::testing::FloatNear(1e-5F), convolve(in, 8, 8)));
}

TEST_P(Engine, TellsWhatTheModelIs) {
  const auto engine = load({.metadata = {{"names", "{0: 'person'}"}}});
  ASSERT_TRUE(engine) << engine.error().message;
  const auto& model = (*engine)->model();
  EXPECT_EQ(model.backend, GetParam().name);
  EXPECT_EQ(model.precision, "f32");
  EXPECT_EQ(model.metadata.at("names"), "{0: 'person'}");
  EXPECT_EQ(model.sha256.size(), 64U);
  ASSERT_EQ(model.inputs.size(), 1U);
  EXPECT_EQ(to_string(model.inputs[0]), "images f32 [1,3,8,8]");
  ASSERT_EQ(model.outputs.size(), 1U);
  EXPECT_EQ(to_string(model.outputs[0]), "output0 f32 [1,2,8,8]");
}

TEST_P(Engine, MemoryStaysWhereItIsFromRunToRun) {
  const auto engine = load({});
  ASSERT_TRUE(engine) << engine.error().message;
  auto request = (*engine)->create_request();
  ASSERT_TRUE(request);
  const auto* in = (*request)->input(0).data();
  ASSERT_TRUE((*request)->run());
  const auto* out = (*request)->output(0).data();
  for (std::uint32_t seed = 2; seed < 5; ++seed) {
    fill(floats((*request)->input(0)), seed);
    ASSERT_TRUE((*request)->run());
    EXPECT_EQ((*request)->input(0).data(), in);
    EXPECT_EQ((*request)->output(0).data(), out);
    EXPECT_THAT(floats((*request)->output(0)),
                ::testing::Pointwise(::testing::FloatNear(1e-5F), convolve(floats((*request)->input(0)), 8, 8)));
  }
}

TEST_P(Engine, OpenDimensionsAreFixedToOnePictureOfTheModelsSize) {
  const auto engine = load({.input = {"batch", std::int64_t{3}, "height", "width"},
                            .output = {"batch", std::int64_t{2}, "height", "width"},
                            .metadata = {{"imgsz", "[16, 24]"}}});
  ASSERT_TRUE(engine) << engine.error().message;
  EXPECT_THAT((*engine)->model().inputs[0].shape, ElementsAre(1, 3, 16, 24));
  EXPECT_THAT((*engine)->model().outputs[0].shape, ElementsAre(1, 2, 16, 24));
  auto request = (*engine)->create_request();
  ASSERT_TRUE(request);
  fill(floats((*request)->input(0)), 3);
  ASSERT_TRUE((*request)->run());
  EXPECT_THAT(floats((*request)->output(0)),
              ::testing::Pointwise(::testing::FloatNear(1e-5F), convolve(floats((*request)->input(0)), 16, 24)));
}

TEST_P(Engine, AWishedSizeIsTaken) {
  const auto engine = load({.input = {std::int64_t{1}, std::int64_t{3}, "height", "width"},
                            .output = {std::int64_t{1}, std::int64_t{2}, "height", "width"}},
                           {.input_shape = {1, 3, 12, 20}});
  ASSERT_TRUE(engine) << engine.error().message;
  EXPECT_THAT((*engine)->model().inputs[0].shape, ElementsAre(1, 3, 12, 20));
}

TEST_P(Engine, RequestsSideBySideDoNotMix) {
  const auto engine = load({}, {.requests = 4});
  ASSERT_TRUE(engine) << engine.error().message;
  std::atomic<int> wrong = 0;
  std::vector<std::jthread> threads;
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    threads.emplace_back([&, seed] {
      auto request = (*engine)->create_request();
      if (!request) return void(++wrong);
      fill(floats((*request)->input(0)), seed);
      const auto expected = convolve(floats((*request)->input(0)), 8, 8);
      for (int run = 0; run < 50; ++run) {
        if (!(*request)->run()) ++wrong;
        const auto out = floats((*request)->output(0));
        if (!std::ranges::equal(out, expected, [](float a, float b) { return std::abs(a - b) < 1e-5F; })) ++wrong;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, 0);
}

TEST_P(Engine, ARequestOutlivesItsEngine) {
  std::unique_ptr<InferenceRequest> request;
  {
    auto engine = load({});
    ASSERT_TRUE(engine);
    request = (*engine)->create_request().value();
  }
  EXPECT_TRUE(request->run());
}

TEST_P(Engine, RefusesAnOperatorNobodyKnowsByName) {
  const auto engine = load({.operation = "Magic", .domain = "com.example"});
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code, Error::kUnsupported);
  EXPECT_THAT(engine.error().message, HasSubstr("com.example.Magic"));
}

TEST_P(Engine, RefusesWhatIsNoModel) {
  EXPECT_EQ(GetParam().load("/nowhere/model.onnx", {}).error().code, Error::kNotFound);
  EXPECT_EQ(GetParam().load(folder_.write("page.onnx", "<html></html>"), {}).error().code, Error::kCorrupt);
  const auto bytes = perception::testing::onnx_bytes({});
  EXPECT_FALSE(GetParam().load(folder_.write("half.onnx", bytes.substr(0, bytes.size() / 2)), {}));
}

INSTANTIATE_TEST_SUITE_P(Backends, Engine, ::testing::Values(openvino_backend(), onnxruntime_backend()),
                         [](const auto& suite) { return suite.param.name; });

/// Real networks, where the test data is at hand.
class RealModel : public Engine {
 protected:
  void SetUp() override {
    Engine::SetUp();
    const char* variable = std::getenv("EYRIE_TEST_ASSETS");
    assets_ = fs::path(variable == nullptr ? "../shared/assets" : variable) / "detect";
    if (!fs::exists(assets_)) GTEST_SKIP() << "no test data at " << assets_ << " (EYRIE_TEST_ASSETS)";
  }

  /// The outputs as f32 on a fixed input.
  static std::vector<float> outputs_of(InferenceEngine& engine) {
    auto request = engine.create_request().value();
    const auto type = engine.model().inputs.at(0).type;
    if (type == perception::ElementType::kFloat16) {
      const auto bytes = request->input(0);
      std::vector<float> values(bytes.size() / 2);
      fill(values, 9);
      for (std::size_t i = 0; i < values.size(); ++i) {
        const auto half = static_cast<_Float16>(values[i]);
        std::memcpy(bytes.data() + 2 * i, &half, 2);
      }
    } else {
      fill(floats(request->input(0)), 9);
    }
    EXPECT_TRUE(request->run());
    const auto out = request->output(0);
    if (engine.model().outputs.at(0).type != perception::ElementType::kFloat16)
      return {floats(out).begin(), floats(out).end()};
    std::vector<float> values(out.size() / 2);
    for (std::size_t i = 0; i < values.size(); ++i) {
      _Float16 half;
      std::memcpy(&half, out.data() + 2 * i, 2);
      values[i] = static_cast<float>(half);
    }
    return values;
  }

  static float largest_difference(std::span<const float> a, std::span<const float> b) {
    float most = a.size() == b.size() ? 0.0F : INFINITY;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) most = std::max(most, std::abs(a[i] - b[i]));
    return most;
  }

  fs::path assets_;
};

TEST_P(RealModel, YoloV8OfEachKindLoads) {
  for (const auto* name : {"yolov8n_coco_fp32_dequant.onnx", "yolov8n_coco_fp32_dequant_dynbatch.onnx",
                           "yolov8n_coco_fp16io_dequant.onnx", "yolov8n_coco_int8_dynamic.onnx"}) {
    const auto engine = GetParam().load(assets_ / name, {});
    ASSERT_TRUE(engine) << engine.error().message;
    EXPECT_THAT((*engine)->model().inputs.at(0).shape, ElementsAre(1, 3, 640, 640)) << name;
    EXPECT_THAT((*engine)->model().outputs.at(0).shape, ElementsAre(1, 84, 8400)) << name;
    EXPECT_THAT((*engine)->model().metadata.at("names"), HasSubstr("person")) << name;
    const auto values = outputs_of(**engine);
    EXPECT_TRUE(std::ranges::all_of(values, [](float v) { return std::isfinite(v); })) << name;
    RecordProperty(std::string(name) + "_precision", (*engine)->model().precision);
  }
}

TEST_P(RealModel, EachFileMadeWrongOnPurposeIsRefusedWithWhatWasFound) {
  const struct {
    const char* name;
    const char* reason;
  } cases[] = {{"superres_prepost_op18.onnx", "com.microsoft.extensions"},  // an operator nobody has
               {"mnist.onnx", "28"},                                        // the size of its input
               {"triton_addsub_int32_int8.onnx", "INPUT"},                  // two inputs of integers
               {"ultraface_rfb320.onnx", "boxes"}};                         // two outputs
  for (const auto& [name, reason] : cases) {
    const auto engine = GetParam().load(assets_ / "conformance" / name, {});
    const Result<perception::YoloContract> contract =
        engine ? perception::YoloContract::from((*engine)->model()) : Result<perception::YoloContract>(fail(engine.error()));
    ASSERT_FALSE(contract) << name;
    EXPECT_EQ(contract.error().code, Error::kUnsupported) << name;
    EXPECT_THAT(contract.error().message, HasSubstr(reason)) << name;
  }
}

TEST_P(RealModel, AgreesWithOnnxRuntimeInF32) {
  if (const auto library = onnxruntime::find_library(); !library) GTEST_SKIP() << library.error().message;
  const auto path = (assets_ / "yolov8n_coco_fp32_dequant.onnx").string();
  const auto ours = GetParam().load(path, {.precision = Precision::kF32}).value();
  const auto reference = onnxruntime_backend().load(path, {}).value();
  const auto difference = largest_difference(outputs_of(*ours), outputs_of(*reference));
  EXPECT_LT(difference, 5e-3F);  // of coordinates up to 640
  RecordProperty("largest_difference", std::to_string(difference));
}

TEST_P(RealModel, HalfPrecisionInAndOutIsTheSameNetwork) {
  const auto half = outputs_of(*GetParam().load(assets_ / "yolov8n_coco_fp16io_dequant.onnx", {}).value());
  const auto full = outputs_of(*GetParam().load(assets_ / "yolov8n_coco_fp32_dequant.onnx", {}).value());
  EXPECT_LT(largest_difference(half, full),
            20.0F);  // fp16 keeps 11 bits: half a pixel at 640, before the network's own gain
}

TEST_P(RealModel, TheGoldenAnswerOfOneEngineHoldsInTheOtherInEveryPrecision) {
  if (const auto library = onnxruntime::find_library(); !library) GTEST_SKIP() << library.error().message;
  for (const auto* name : {"yolov8n_coco_fp32_dequant.onnx", "ppe14_yolov8n_640_fp32_dequant.onnx", "yolo11n_coco_int8.onnx",
                           "yolov8n_coco_fp16io_dequant.onnx"}) {
    const auto path = (assets_ / name).string();
    const auto golden = perception::make_golden(*onnxruntime_backend().load(path, {}).value()).value();
    for (const auto precision : {Precision::kF32, Precision::kAuto}) {
      const auto engine = GetParam().load(path, {.precision = precision}).value();
      const auto status = perception::check_golden(*engine, golden);
      EXPECT_TRUE(status) << status.error().message;
    }
  }
}

TEST_P(RealModel, AQuantizedGraphPassesTheGoldenAnswerOfTheFullOne) {
  const auto full = GetParam().load(assets_ / "yolov8n_coco_fp32_dequant.onnx", {}).value();
  const auto quantized = GetParam().load(assets_ / "yolov8n_coco_int8_dynamic.onnx", {}).value();
  const auto golden = perception::make_golden(*full, quantized->model().sha256).value();
  const auto status = perception::check_golden(*quantized, golden);
  EXPECT_TRUE(status) << status.error().message;
  EXPECT_FALSE(
      perception::check_golden(*GetParam().load(assets_ / "ppe14_yolov8n_640_fp32_dequant.onnx", {}).value(), golden));
}

TEST_P(RealModel, DeviationsOfThePrecisionsAreWithinTheLimitsWithRoomToSpare) {
  const auto path = (assets_ / "yolov8n_coco_fp32_dequant.onnx").string();
  const auto full = perception::probe(*GetParam().load(path, {}).value(), 1).value();
  const auto record = [&](const std::string& name, const Result<EnginePtr>& engine) {
    ASSERT_TRUE(engine) << engine.error().message;
    const auto deviation = perception::deviation_between(full, perception::probe(**engine, 1).value()).value();
    RecordProperty(name, std::to_string(deviation.overall) + ' ' + std::to_string(deviation.median_channel) + ' ' +
                             std::to_string(deviation.worst_channel));
    const auto limits = perception::limits_for((*engine)->model().precision);
    EXPECT_LT(deviation.overall, limits.overall * 0.75);
    EXPECT_LT(deviation.median_channel, limits.median_channel * 0.75);
    EXPECT_LT(deviation.worst_channel, limits.worst_channel * 0.75);
  };
  record("auto", GetParam().load(path, {.precision = Precision::kAuto}));
  record("int8_dynamic", GetParam().load(assets_ / "yolov8n_coco_int8_dynamic.onnx", {}));
}

INSTANTIATE_TEST_SUITE_P(Backends, RealModel, ::testing::Values(openvino_backend(), onnxruntime_backend()),
                         [](const auto& suite) { return suite.param.name; });

TEST(OpenVino, ComputesInTheArithmeticThatWasAskedFor) {
  const Folder folder;
  const auto path = folder.write("model.onnx", perception::testing::onnx_bytes({}));
  EXPECT_EQ(openvino::load(path, {.precision = Precision::kF32}).value()->model().precision, "f32");
  const auto bf16 = openvino::load(path, {.precision = Precision::kBf16});
  if (openvino::has_native_bf16()) {
    EXPECT_EQ(bf16.value()->model().precision, "bf16");
  } else {
    EXPECT_EQ(bf16.error().code, Error::kUnsupported);
  }
}

TEST(OpenVino, KeepsTheCompiledModelInItsCache) {
  const Folder folder;
  const auto path = folder.write("model.onnx", perception::testing::onnx_bytes({}));
  const auto cache = (folder.path() / "cache").string();
  ASSERT_TRUE(openvino::load(path, {.cache_folder = cache}));
  EXPECT_FALSE(fs::is_empty(cache));
  EXPECT_TRUE(openvino::load(path, {.cache_folder = cache}));
}

TEST(OnnxRuntime, AProviderThatIsNotThereIsARemarkAndTheCpuTakesOver) {
  if (const auto library = onnxruntime::find_library(); !library) GTEST_SKIP() << library.error().message;
  const Folder folder;
  const auto path = folder.write("model.onnx", perception::testing::onnx_bytes({}));
  const auto engine = onnxruntime::load(path, {.library = {}, .providers = {"TensorRT", "CUDA"}});
  ASSERT_TRUE(engine) << engine.error().message;
  const bool is_on_cpu = (*engine)->model().backend == "onnxruntime";
  EXPECT_EQ((*engine)->model().remarks.size() == 2, is_on_cpu);
}

TEST(OnnxRuntime, WithoutTheLibraryItSaysWhatToDo) {
  const Folder folder;
  const auto path = folder.write("model.onnx", perception::testing::onnx_bytes({}));
  const auto engine = onnxruntime::load(path, {.library = "/nowhere/libonnxruntime.so"});
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code, Error::kUnavailable);
  EXPECT_THAT(engine.error().message, HasSubstr("EYRIE_ONNXRUNTIME"));
}

TEST(OnnxRuntime, ALibraryOfAnotherKindIsRefused) {
  const auto library = onnxruntime::find_library("libm.so.6");
  ASSERT_FALSE(library);
  EXPECT_EQ(library.error().code, Error::kUnsupported);
}

}  // namespace
}  // namespace eyrie::inference
