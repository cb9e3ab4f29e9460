// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/yolo_detector.hpp"

#include <array>
#include <cstring>
#include <functional>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bounded_queue.hpp"
#include "perception/half.hpp"

namespace eyrie::perception {
namespace {

using imaging::Image;
using imaging::PixelFormat;
using testing::HasSubstr;

constexpr int kSide = 64;
constexpr std::size_t kPlane = std::size_t{kSide} * kSide;
constexpr std::size_t kAnchors = 84;

/// A network that sees one thing: the bounding box of what is red and bright, as class 1, and as class 0 how dark the rest
/// is.
class RedFinder final : public InferenceRequest {
 public:
  explicit RedFinder(ElementType type) : type_(type) {
    const std::size_t bytes = type == ElementType::kFloat16 ? 2 : 4;
    input_.resize(3 * kPlane * bytes);
    output_.resize(6 * kAnchors * bytes);
  }

  std::span<std::byte> input(std::size_t) override { return input_; }
  std::span<const std::byte> output(std::size_t) const override { return output_; }
  std::span<const std::int64_t> output_shape(std::size_t) const override { return shape_; }

  Status run() override {
    if (on_run) on_run();
    if (fails) return fail_for_now(Error::kUnavailable, "the accelerator is busy");
    std::ranges::fill(output_, std::byte{0});
    int left = kSide, top = kSide, right = -1, bottom = -1;
    for (int y = 0; y < kSide; ++y) {
      for (int x = 0; x < kSide; ++x) {
        const auto at = static_cast<std::size_t>(y * kSide + x);
        if (read(at) < 0.9F || read(kPlane + at) > 0.1F) continue;
        left = std::min(left, x);
        right = std::max(right, x);
        top = std::min(top, y);
        bottom = std::max(bottom, y);
      }
    }
    if (right < 0) return {};
    const std::array<float, 6> values{static_cast<float>(left + right + 1) / 2,
                                      static_cast<float>(top + bottom + 1) / 2,
                                      static_cast<float>(right + 1 - left),
                                      static_cast<float>(bottom + 1 - top),
                                      0,
                                      0.75F};
    for (std::size_t row = 0; row < 6; ++row) write(row * kAnchors + 7, values[row]);
    return {};
  }

  bool fails = false;
  std::function<void()> on_run;

 private:
  float read(std::size_t i) const {
    if (type_ == ElementType::kFloat16) return to_float(reinterpret_cast<const Half*>(input_.data())[i]);
    return reinterpret_cast<const float*>(input_.data())[i];
  }
  void write(std::size_t i, float value) {
    if (type_ == ElementType::kFloat16) {
      reinterpret_cast<Half*>(output_.data())[i] = to_half(value);
    } else {
      reinterpret_cast<float*>(output_.data())[i] = value;
    }
  }

  ElementType type_;
  std::vector<std::byte> input_;
  std::vector<std::byte> output_;
  std::array<std::int64_t, 3> shape_{1, 6, kAnchors};
};

class FakeEngine final : public InferenceEngine {
 public:
  explicit FakeEngine(ElementType type = ElementType::kFloat32) {
    info.path = "red.onnx";
    info.inputs = {{.name = "images", .type = type, .shape = {1, 3, kSide, kSide}}};
    info.outputs = {{.name = "output0", .type = type, .shape = {1, 6, kAnchors}}};
    info.metadata["names"] = "{0: 'dark', 1: 'red'}";
  }
  const ModelInfo& model() const noexcept override { return info; }
  Result<std::unique_ptr<InferenceRequest>> create_request() override {
    if (++requests > max_requests) return fail_for_now(Error::kUnavailable, "no memory left");
    auto request = std::make_unique<RedFinder>(info.inputs[0].type);
    request->on_run = on_run;
    last_request = request.get();
    return request;
  }

  ModelInfo info;
  RedFinder* last_request = nullptr;
  std::function<void()> on_run;
  int requests = 0;
  int max_requests = 100;
};

/// A black picture of 128 x 96 with a red rectangle.
Image picture_with_red(int left, int top, int right, int bottom) {
  Image image(PixelFormat::kBgr8, 128, 96);
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) image.data()[y * image.stride() + 3 * x + 2] = 255;
  }
  return image;
}

class TickingClock final : public Clock {
 public:
  Timestamp now() const override { return {}; }
  SteadyTime steady_now() const override { return SteadyTime{std::chrono::milliseconds(++ticks_)}; }

 private:
  mutable int ticks_ = 0;
};

TEST(YoloDetector, FindsThingsWhereTheyAreInTheSourcePicture) {
  for (const auto type : {ElementType::kFloat32, ElementType::kFloat16}) {
    auto detector = YoloDetector::open(std::make_shared<FakeEngine>(type), {}).value();
    const Image image = picture_with_red(20, 30, 60, 70);
    const auto found = detector->detect(image.view()).value();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(detector->class_names()[static_cast<std::size_t>(found[0].class_id)], "red");
    EXPECT_FLOAT_EQ(found[0].confidence, 0.75F);
    EXPECT_FLOAT_EQ(found[0].box.x_min, 20);
    EXPECT_FLOAT_EQ(found[0].box.y_min, 30);
    EXPECT_FLOAT_EQ(found[0].box.x_max, 60);
    EXPECT_FLOAT_EQ(found[0].box.y_max, 70);
  }
}

TEST(YoloDetector, PicturesOfChangingSizeAreFollowed) {
  auto detector = YoloDetector::open(std::make_shared<FakeEngine>(), {}).value();
  const Image image = picture_with_red(20, 30, 60, 70);
  ASSERT_EQ(detector->detect(imaging::crop(image.view(), 16, 16, 64, 64)).value().size(), 1U);
  const auto found = detector->detect(image.view()).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FLOAT_EQ(found[0].box.x_min, 20);
}

TEST(YoloDetector, StagesOfSeveralPicturesRunSideBySide) {
  struct Job {
    std::unique_ptr<YoloDetector> slot;
    int left = 0;
  };
  constexpr int kPictures = 60;
  const auto engine = std::make_shared<FakeEngine>();
  BoundedQueue<Job> free(3, WhenFull::kWait);
  BoundedQueue<Job> prepared(3, WhenFull::kWait);
  BoundedQueue<Job> inferred(3, WhenFull::kWait);
  for (int i = 0; i < 3; ++i) free.push({.slot = YoloDetector::open(engine, {}).value()});

  std::jthread preparing([&] {
    for (int i = 0; i < kPictures; ++i) {
      auto job = free.pop();
      job->left = 2 * i;
      const Image image = picture_with_red(job->left, 30, job->left + 8, 70);
      EXPECT_TRUE(job->slot->prepare(image.view()).has_value());
      prepared.push(std::move(*job));
    }
    prepared.close();
  });
  std::jthread inferring([&] {
    while (auto job = prepared.pop()) {
      EXPECT_TRUE(job->slot->infer().has_value());
      inferred.push(std::move(*job));
    }
    inferred.close();
  });
  int expected_left = 0;
  while (auto job = inferred.pop()) {
    const auto found = job->slot->finish().value();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_FLOAT_EQ(found[0].box.x_min, static_cast<float>(expected_left));
    expected_left += 2;
    free.push(std::move(*job));
  }
  EXPECT_EQ(expected_left, 2 * kPictures);
}

TEST(YoloDetector, FailureOfTheEngineIsHandedOnAndTheNextPictureWorks) {
  const auto engine = std::make_shared<FakeEngine>();
  auto detector = YoloDetector::open(engine, {}).value();
  const Image image = picture_with_red(20, 30, 60, 70);
  engine->last_request->fails = true;
  const auto found = detector->detect(image.view());
  ASSERT_FALSE(found.has_value());
  EXPECT_TRUE(found.error().can_retry);
  engine->last_request->fails = false;
  EXPECT_EQ(detector->detect(image.view()).value().size(), 1U);
}

TEST(YoloDetector, SaysWhereTheTimeWent) {
  const TickingClock clock;
  auto detector = YoloDetector::open(std::make_shared<FakeEngine>(), {}, clock).value();
  ASSERT_TRUE(detector->detect(picture_with_red(20, 30, 60, 70).view()).has_value());
  EXPECT_EQ(detector->last_times().preprocess, std::chrono::milliseconds(1));
  EXPECT_EQ(detector->last_times().infer, std::chrono::milliseconds(1));
  EXPECT_EQ(detector->last_times().postprocess, std::chrono::milliseconds(1));
}

/// 256 x 192 of I420, dark but for a red square of 4 pixels: blurred away where the whole is scaled to a quarter.
struct SmallRedSquare {
  SmallRedSquare(int left, int top) : luma(256 * 192, 16), u(128 * 96, 128), v(128 * 96, 128) {
    constexpr int kSquare = 4;
    for (int y = 0; y < kSquare; ++y) {
      for (int x = 0; x < kSquare; ++x) {
        luma[static_cast<std::size_t>((top + y) * 256 + left + x)] = 63;
        const auto at = static_cast<std::size_t>((top + y) / 2 * 128 + (left + x) / 2);
        u[at] = 102;
        v[at] = 240;
      }
    }
  }
  [[nodiscard]] imaging::ImageView view() const {
    return {.format = PixelFormat::kI420,
            .width = 256,
            .height = 192,
            .planes = {luma.data(), u.data(), v.data()},
            .strides = {256, 128, 128}};
  }
  std::vector<std::uint8_t> luma, u, v;
};

constexpr TileOptions kTiles{.grid = {.columns = 4, .rows = 3}, .overlap = 0.2, .has_whole_look = true};

TEST(YoloDetector, TilesShowWhatIsTooSmallInThePictureAsAWhole) {
  auto whole = YoloDetector::open(std::make_shared<FakeEngine>(), {}).value();
  auto tiled = YoloDetector::open(std::make_shared<FakeEngine>(), {.tiles = kTiles}).value();
  for (const auto& [left, top] : {std::pair{2, 2}, {130, 98}, {62, 58}, {250, 186}}) {
    const SmallRedSquare picture(left, top);
    EXPECT_TRUE(whole->detect(picture.view()).value().empty());
    const auto found = tiled->detect(picture.view()).value();
    ASSERT_EQ(found.size(), 1U) << left << "," << top << ": also where several tiles show it";
    EXPECT_NEAR(found[0].box.x_min, left, 1.5);
    EXPECT_NEAR(found[0].box.y_min, top, 1.5);
    EXPECT_NEAR(found[0].box.x_max, left + 4, 1.5);
    EXPECT_NEAR(found[0].box.y_max, top + 4, 1.5);
  }
}

TEST(YoloDetector, AThingLargerThanATileIsFoundOnceWithTheWholeLookAndWithout) {
  const Image image = picture_with_red(10, 12, 110, 84);
  for (const bool has_whole_look : {true, false}) {
    TileOptions tiles = kTiles;
    tiles.has_whole_look = has_whole_look;
    auto detector = YoloDetector::open(std::make_shared<FakeEngine>(), {.tiles = tiles}).value();
    const auto found = detector->detect(image.view()).value();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NEAR(found[0].box.x_min, 10, 1.5);
    EXPECT_NEAR(found[0].box.x_max, 110, 1.5);
    EXPECT_NEAR(found[0].box.y_max, 84, 1.5);
  }
}

TEST(YoloDetector, OneTileIsThePictureAsItIsToTheLastBit) {
  auto plain = YoloDetector::open(std::make_shared<FakeEngine>(), {}).value();
  auto tiled = YoloDetector::open(std::make_shared<FakeEngine>(), {.tiles = {.overlap = 0.5}}).value();
  const Image image = picture_with_red(0, 31, 59, 96);
  const auto expected = plain->detect(image.view()).value();
  const auto found = tiled->detect(image.view()).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(std::memcmp(found.data(), expected.data(), sizeof(Detection)), 0);
}

TEST(YoloDetector, TimesAreThoseOfAllTiles) {
  class ManualClock final : public Clock {
   public:
    Timestamp now() const override { return {}; }
    SteadyTime steady_now() const override { return time; }
    SteadyTime time;
  } clock;
  const auto engine = std::make_shared<FakeEngine>();
  engine->on_run = [&clock] { clock.time += std::chrono::milliseconds(5); };
  auto detector = YoloDetector::open(engine, {.tiles = kTiles}, clock).value();
  ASSERT_TRUE(detector->detect(SmallRedSquare(2, 2).view()).has_value());
  EXPECT_EQ(detector->last_times().infer, 13 * std::chrono::milliseconds(5));
}

TEST(YoloDetector, AFailureAtOneTileFailsThePictureAndTheNextOneWorks) {
  const auto engine = std::make_shared<FakeEngine>();
  auto detector = YoloDetector::open(engine, {.tiles = kTiles}).value();
  const SmallRedSquare picture(130, 98);
  engine->max_requests = 5;
  EXPECT_EQ(detector->detect(picture.view()).error().message, "no memory left");
  engine->max_requests = 100;
  EXPECT_EQ(detector->detect(picture.view()).value().size(), 1U);
  engine->last_request->fails = true;
  EXPECT_TRUE(detector->detect(picture.view()).error().can_retry);
  engine->last_request->fails = false;
  EXPECT_EQ(detector->detect(picture.view()).value().size(), 1U);
  EXPECT_EQ(detector->detect(picture_with_red(20, 30, 60, 70).view()).value().size(), 1U) << "a picture of another size";
}

TEST(YoloDetector, RefusesEmptyPictures) {
  auto detector = YoloDetector::open(std::make_shared<FakeEngine>(), {}).value();
  EXPECT_EQ(detector->detect({}).error().code, Error::kInvalidArgument);
}

TEST(YoloDetector, RefusesModelsAndOptionsThatCannotWork) {
  const auto engine = std::make_shared<FakeEngine>();
  engine->info.outputs[0].shape = {1, 10};
  EXPECT_EQ(YoloDetector::open(engine, {}).error().code, Error::kUnsupported);

  const auto open_with = [](DetectorOptions options) { return YoloDetector::open(std::make_shared<FakeEngine>(), options); };
  EXPECT_THAT(open_with({.confidence = 1.5F}).error().message, HasSubstr("confidence is 1.5"));
  EXPECT_THAT(open_with({.iou = -0.1F}).error().message, HasSubstr("iou is -0.1"));
  EXPECT_THAT(open_with({.max_detections = 0}).error().message, HasSubstr("max_detections is 0"));
  EXPECT_THAT(open_with({.tiles = {.overlap = 0.9}}).error().message, HasSubstr("needed: 0.05 to 0.5"));
}

}  // namespace
}  // namespace eyrie::perception
