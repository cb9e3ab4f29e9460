// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
//
// Letterbox of a camera frame into a 640 x 640 network input, against OpenCV on one thread doing what people write:
// (cvtColor,) resize, copyMakeBorder, blobFromImage. Every peer is asked for the same pixels first; `max_difference` is in
// 1/255.
#include <cmath>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "perception/letterbox.hpp"

namespace {

using eyrie::imaging::ColourMatrix;
using eyrie::imaging::ImageView;
using eyrie::imaging::PixelFormat;
using eyrie::perception::Half;
using eyrie::perception::Letterbox;
using eyrie::perception::letterbox_geometry;

constexpr int kSide = 640;
constexpr std::size_t kValues = std::size_t{3} * kSide * kSide;

/// Noise on a gradient: every rounding case occurs, and colours stay those that video can hold.
cv::Mat make_bgr(int width, int height) {
  cv::Mat picture(height, width, CV_8UC3);
  std::mt19937 random(7);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < 3; ++c) {
        const unsigned level = static_cast<unsigned>(x * (c + 1) * 64 / width + y * 64 / height) + random() % 64;
        picture.at<cv::Vec3b>(y, x)[c] = static_cast<std::uint8_t>(level);
      }
    }
  }
  return picture;
}

cv::Mat make_i420(int width, int height) {
  cv::Mat yuv;
  cv::cvtColor(make_bgr(width, height), yuv, cv::COLOR_BGR2YUV_I420);
  return yuv;
}

ImageView view_of_bgr(const cv::Mat& picture) {
  ImageView view{.format = PixelFormat::kBgr8, .width = picture.cols, .height = picture.rows};
  view.planes[0] = picture.data;
  view.strides[0] = static_cast<std::ptrdiff_t>(picture.step);
  return view;
}

ImageView view_of_i420(const cv::Mat& yuv) {
  const int width = yuv.cols;
  const int height = yuv.rows * 2 / 3;
  ImageView view{.format = PixelFormat::kI420, .width = width, .height = height};
  view.matrix = ColourMatrix::kBt601;  // the only one OpenCV knows
  view.planes = {yuv.data, yuv.data + width * height, yuv.data + width * height * 5 / 4};
  view.strides = {width, width / 2, width / 2};
  return view;
}

cv::Mat peer(const cv::Mat& bgr) {
  const auto geometry = letterbox_geometry(bgr.cols, bgr.rows, kSide, kSide);
  cv::Mat scaled;
  cv::resize(bgr, scaled, {geometry.width, geometry.height}, 0, 0, cv::INTER_LINEAR);
  cv::Mat padded;
  cv::copyMakeBorder(scaled, padded, geometry.top, kSide - geometry.height - geometry.top, geometry.left,
                     kSide - geometry.width - geometry.left, cv::BORDER_CONSTANT, {114, 114, 114});
  return cv::dnn::blobFromImage(padded, 1.0 / 255.0, {}, {}, true);
}

cv::Mat peer_i420(const cv::Mat& yuv) {
  cv::Mat bgr;
  cv::cvtColor(yuv, bgr, cv::COLOR_YUV2BGR_I420);
  return peer(bgr);
}

double max_difference(const cv::Mat& blob, const std::vector<float>& tensor) {
  double largest = 0;
  const float* expected = blob.ptr<float>();
  for (std::size_t i = 0; i < kValues; ++i)
    largest = std::max(largest, std::abs(static_cast<double>(expected[i]) - static_cast<double>(tensor[i])));
  return std::round(largest * 255.0 * 100.0) / 100.0;
}

template <typename Element>
void run_ours(benchmark::State& state, const ImageView& view, std::vector<Element>& tensor) {
  Letterbox letterbox(kSide, kSide);
  for (auto _ : state) {
    auto geometry = letterbox.apply(view, std::span(tensor));
    benchmark::DoNotOptimize(geometry);
    benchmark::ClobberMemory();
  }
}

void BM_BgrEyrie(benchmark::State& state) {
  const cv::Mat picture = make_bgr(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
  std::vector<float> tensor(kValues);
  run_ours(state, view_of_bgr(picture), tensor);
  state.counters["max_difference"] = max_difference(peer(picture), tensor);
}

void BM_BgrEyrieFp16(benchmark::State& state) {
  const cv::Mat picture = make_bgr(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
  std::vector<Half> tensor(kValues);
  run_ours(state, view_of_bgr(picture), tensor);
}

void BM_BgrOpenCv(benchmark::State& state) {
  cv::setNumThreads(1);
  const cv::Mat picture = make_bgr(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(peer(picture).data);
}

void BM_I420Eyrie(benchmark::State& state) {
  const cv::Mat yuv = make_i420(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
  std::vector<float> tensor(kValues);
  run_ours(state, view_of_i420(yuv), tensor);
  state.counters["max_difference"] = max_difference(peer_i420(yuv), tensor);
}

void BM_I420OpenCv(benchmark::State& state) {
  cv::setNumThreads(1);
  const cv::Mat yuv = make_i420(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(peer_i420(yuv).data);
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->Args({1920, 1080})->Args({1280, 720})->Args({3840, 2160})->Args({1600, 900})->Unit(benchmark::kMicrosecond);
}

BENCHMARK(BM_BgrOpenCv)->Apply(sizes);
BENCHMARK(BM_BgrEyrie)->Apply(sizes);
BENCHMARK(BM_BgrEyrieFp16)->Apply(sizes);
BENCHMARK(BM_I420OpenCv)->Apply(sizes);
BENCHMARK(BM_I420Eyrie)->Apply(sizes);

}  // namespace
