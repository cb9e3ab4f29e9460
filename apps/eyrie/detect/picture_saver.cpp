// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/detect/picture_saver.hpp"

#include <cmath>
#include <cstdio>
#include <fstream>

#include "eyrie/detect/class_label.hpp"
#include "imaging/draw.hpp"
#include "pictures/sequence.hpp"

namespace eyrie::detect {
namespace {

namespace fs = std::filesystem;

std::string file_name_for(const FrameReport& report) {
  const fs::path source(report.source);
  if (!pictures::is_picture_name(source)) return source.stem().string() + "_" + to_string(report.frame_id) + ".jpg";
  const bool is_jpeg_already = source.extension() == ".jpg";
  return source.filename().string() + (is_jpeg_already ? "" : ".jpg");
}

imaging::PixelRect to_pixels(const perception::Box& box) {
  const auto round = [](float edge) { return static_cast<int>(std::lround(edge)); };
  return {.left = round(box.x_min), .top = round(box.y_min), .right = round(box.x_max), .bottom = round(box.y_max)};
}

/// `person 92%`, `t7 person 92%`
std::string label_of(const perception::TrackedDetection& tracked, const std::vector<std::string>& class_names) {
  const auto percent = std::lround(tracked.detection.confidence * 100);
  const auto track = tracked.track_id == 0 ? "" : "t" + std::to_string(tracked.track_id) + " ";
  return track + class_label(class_names, tracked.detection.class_id) + " " + std::to_string(percent) + "%";
}

}  // namespace

Result<PictureSaver> PictureSaver::open(const fs::path& folder, std::vector<std::string> class_names) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return fail(Error::kUnavailable, "cannot make the folder " + folder.string() + ": " + error.message() + " (--save)");
  auto encoder = pictures::JpegEncoder::open({.quality = 92});
  if (!encoder) return fail(encoder.error());
  return PictureSaver(folder, std::move(class_names), std::move(*encoder));
}

Status PictureSaver::save(const imaging::ImageView& picture, const FrameReport& report) {
  auto canvas = imaging::to_interleaved(picture, imaging::PixelFormat::kBgr8);
  const int scale = imaging::drawing_scale(canvas.width(), canvas.height());
  for (const auto& tracked : report.detections) {
    imaging::draw_labelled_box(canvas, to_pixels(tracked.detection.box), label_of(tracked, class_names_),
                               imaging::colour_of_class(tracked.detection.class_id), scale);
  }
  const auto jpeg = encoder_.encode(canvas.view());
  if (!jpeg) return fail(jpeg.error());
  const auto path = folder_ / file_name_for(report);
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(jpeg->data()), static_cast<std::streamsize>(jpeg->size()));
  if (!file.flush()) return fail(Error::kExhausted, "cannot write " + path.string() + ". Is the disk full? (--save)");
  return {};
}

}  // namespace eyrie::detect
