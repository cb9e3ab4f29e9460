// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
//
// Decoding an 84 x 8400 output (COCO, 640 x 640) with NMS, against OpenCV doing what people write: transpose, minMaxLoc per
// anchor, NMSBoxes with boxes moved apart by class. `kept` is the number of boxes and `same` whether both kept the same.
#include <algorithm>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>

#include "perception/half.hpp"
#include "perception/yolo.hpp"

namespace {

using namespace eyrie::perception;

constexpr int kClasses = 80;
constexpr int kRows = 4 + kClasses;
constexpr int kAnchors = 8400;
constexpr float kConfidence = 0.25F;
constexpr float kIou = 0.45F;
constexpr std::array<std::int64_t, 3> kShape{1, kRows, kAnchors};

/// An output as a network gives it: every score a little above zero, and `objects` things that some ten anchors each agree
/// on.
std::vector<float> make_output(int objects) {
  std::mt19937 random(9);
  std::uniform_real_distribution<float> unit(0, 1);
  std::vector<float> output(std::size_t{kRows} * kAnchors);
  const auto at = [&](int row, int anchor) -> float& { return output[static_cast<std::size_t>(row * kAnchors + anchor)]; };
  for (int anchor = 0; anchor < kAnchors; ++anchor) {
    at(0, anchor) = unit(random) * 640;
    at(1, anchor) = unit(random) * 640;
    at(2, anchor) = 10 + unit(random) * 100;
    at(3, anchor) = 10 + unit(random) * 100;
    for (int row = 4; row < kRows; ++row) at(row, anchor) = unit(random) * 0.02F;
  }
  for (int object = 0; object < objects; ++object) {
    const float x = unit(random) * 600;
    const float y = unit(random) * 600;
    const int row = 4 + static_cast<int>(random() % kClasses);
    for (int i = 0; i < 10; ++i) {
      const int anchor = static_cast<int>(random() % kAnchors);
      at(0, anchor) = x + unit(random) * 4;
      at(1, anchor) = y + unit(random) * 4;
      at(2, anchor) = 60 + unit(random) * 4;
      at(3, anchor) = 80 + unit(random) * 4;
      at(row, anchor) = 0.3F + unit(random) * 0.6F;
    }
  }
  return output;
}

YoloContract make_contract(ElementType type) {
  YoloContract contract{.width = 640, .height = 640, .output_type = type};
  for (int i = 0; i < kClasses; ++i) contract.class_names.push_back(std::to_string(i));
  return contract;
}

const LetterboxGeometry kGeometry = letterbox_geometry(640, 640, 640, 640);

std::vector<Detection> peer(const std::vector<float>& output) {
  const cv::Mat raw(kRows, kAnchors, CV_32F, const_cast<float*>(output.data()));
  cv::Mat rows;
  cv::transpose(raw, rows);
  std::vector<cv::Rect2d> boxes;
  std::vector<cv::Rect2d> apart;
  std::vector<float> scores;
  std::vector<int> classes;
  for (int anchor = 0; anchor < kAnchors; ++anchor) {
    double best = 0;
    cv::Point place;
    cv::minMaxLoc(rows.row(anchor).colRange(4, kRows), nullptr, &best, nullptr, &place);
    if (best <= static_cast<double>(kConfidence)) continue;
    const float* row = rows.ptr<float>(anchor);
    const double width = static_cast<double>(row[2]);
    const double height = static_cast<double>(row[3]);
    const cv::Rect2d box(static_cast<double>(row[0]) - width / 2, static_cast<double>(row[1]) - height / 2, width, height);
    boxes.push_back(box);
    apart.push_back(box + cv::Point2d(place.x * 4096.0, 0));
    scores.push_back(static_cast<float>(best));
    classes.push_back(place.x);
  }
  std::vector<int> kept;
  cv::dnn::NMSBoxes(apart, scores, kConfidence, kIou, kept);
  if (kept.size() > 300) kept.resize(300);
  std::vector<Detection> detections;
  for (const int i : kept) {
    const auto& box = boxes[static_cast<std::size_t>(i)];
    detections.push_back({.box = {static_cast<float>(box.x), static_cast<float>(box.y),
                                  static_cast<float>(box.x + box.width), static_cast<float>(box.y + box.height)},
                          .confidence = scores[static_cast<std::size_t>(i)],
                          .class_id = classes[static_cast<std::size_t>(i)]});
  }
  return detections;
}

bool are_same(std::span<const Detection> a, std::span<const Detection> b) {
  return std::ranges::equal(a, b, [](const Detection& one, const Detection& other) {
    return one.confidence == other.confidence && one.class_id == other.class_id && iou(one.box, other.box) > 0.9999F;
  });
}

void BM_DecodeOpenCv(benchmark::State& state) {
  cv::setNumThreads(1);
  const auto output = make_output(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(peer(output));
}

void BM_DecodeEyrie(benchmark::State& state) {
  const auto output = make_output(static_cast<int>(state.range(0)));
  YoloDecoder decoder(make_contract(ElementType::kFloat32), {.confidence = kConfidence, .iou = kIou});
  std::span<const Detection> found;
  for (auto _ : state) {
    found = decoder.decode(std::as_bytes(std::span(output)), kShape, kGeometry).value();
    benchmark::DoNotOptimize(found.data());
  }
  state.counters["kept"] = static_cast<double>(found.size());
  state.counters["same"] = are_same(found, peer(output)) ? 1 : 0;
}

void BM_DecodeEyrieFp16(benchmark::State& state) {
  const auto output = make_output(static_cast<int>(state.range(0)));
  std::vector<Half> halves;
  for (const float value : output) halves.push_back(to_half(value));
  YoloDecoder decoder(make_contract(ElementType::kFloat16), {.confidence = kConfidence, .iou = kIou});
  for (auto _ : state) benchmark::DoNotOptimize(decoder.decode(std::as_bytes(std::span(halves)), kShape, kGeometry));
}

BENCHMARK(BM_DecodeOpenCv)->Arg(0)->Arg(30)->Arg(300)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_DecodeEyrie)->Arg(0)->Arg(30)->Arg(300)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_DecodeEyrieFp16)->Arg(0)->Arg(30)->Arg(300)->Unit(benchmark::kMicrosecond);

}  // namespace
