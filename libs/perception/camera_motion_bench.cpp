// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
//
// Camera motion between two frames of 1080p, and tracking of many things: what they cost per frame.
#include <random>
#include <vector>

#include <benchmark/benchmark.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "perception/camera_motion.hpp"
#include "perception/tracker.hpp"

namespace {

using namespace eyrie::perception;
using eyrie::imaging::ImageView;
using eyrie::imaging::PixelFormat;

void BM_CameraMotion1080p(benchmark::State& state) {
  cv::Mat noise(180, 320, CV_8UC1);
  cv::RNG random(3);
  random.fill(noise, cv::RNG::UNIFORM, 0, 256);
  cv::Mat scene;
  cv::resize(noise, scene, {2400, 1350}, 0, 0, cv::INTER_CUBIC);
  CameraMotion camera;
  int frame = 0;
  bool is_known = true;
  for (auto _ : state) {
    ++frame;
    ImageView view{.format = PixelFormat::kGray8, .width = 1920, .height = 1080};
    view.planes[0] =
        scene.data + (100 + 12 * (frame % 2)) * static_cast<std::ptrdiff_t>(scene.step) + 150 + 20 * (frame % 3);
    view.strides[0] = static_cast<std::ptrdiff_t>(scene.step);
    const auto motion = camera.update(view);
    is_known = is_known && (frame == 1 || motion.has_value());
  }
  state.counters["known"] = is_known ? 1 : 0;
}
BENCHMARK(BM_CameraMotion1080p)->Unit(benchmark::kMicrosecond);

void BM_Tracker(benchmark::State& state) {
  std::mt19937 random(4);
  std::uniform_real_distribution<float> place(0, 1800);
  std::uniform_real_distribution<float> jitter(-2, 2);
  std::vector<Detection> things(static_cast<std::size_t>(state.range(0)));
  for (auto& thing : things) {
    const float x = place(random);
    const float y = place(random);
    thing = {.box = {x, y, x + 40, y + 80}, .confidence = 0.8F, .class_id = static_cast<int>(random() % 3)};
  }
  Tracker tracker;
  eyrie::Timestamp time{};
  std::vector<Detection> seen(things.size());
  for (auto _ : state) {
    for (std::size_t i = 0; i < seen.size(); ++i) {
      seen[i] = things[i];
      const float by = jitter(random);
      seen[i].box.x_min += by;
      seen[i].box.x_max += by;
    }
    time += std::chrono::milliseconds(33);
    benchmark::DoNotOptimize(tracker.update(seen, time, Affine{}));
  }
}
BENCHMARK(BM_Tracker)->Arg(10)->Arg(50)->Arg(300)->Unit(benchmark::kMicrosecond);

}  // namespace
