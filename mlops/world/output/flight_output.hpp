// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "capture/ffmpeg/encoder.hpp"
#include "world/mission/mission.hpp"
#include "world/truth/truth.hpp"

namespace eyrie::world {

/// Frames from one depth picture to the next.
inline constexpr int kDepthEvery = 5;
/// Depth is told at this share of the picture's width and height.
inline constexpr int kDepthShare = 4;
/// Units of a depth picture in a metre.
inline constexpr double kDepthUnits = 100;

/// The files of one drone's flight, in a folder of its own:
///
///   video.mp4              H.264
///   truth.jsonl.gz         a line a frame, as docs/guides/world.md tells
///   depth/FRAME.png        of every fifth frame: 16 bits, centimetres along the optical axis, 0 for sky and beyond 655 m
///   telemetry.jsonl, .tlog what the autopilot says
///   telemetry-true.jsonl   the same without noise
///
/// Each file is replaced as a whole. Used by one thread.
class FlightOutput {
 public:
  /// Makes the folder. `first_frame` is the capture time of the film's first picture.
  [[nodiscard]] static Result<FlightOutput> open(const std::filesystem::path& folder, const VideoFormat& video,
                                                 Timestamp first_frame);

  [[nodiscard]] Status write_telemetry(std::span<const AutopilotSample> told, std::span<const AutopilotSample> flown);

  /// The next frame; `truth` is its line.
  [[nodiscard]] Status add_frame(const imaging::Image& picture, const std::string& truth);
  /// `pass` at the size of the depth picture, of the frame that was added last.
  [[nodiscard]] Status add_depth(int frame, const CleanPass& pass);

  /// Writes film and truth.
  [[nodiscard]] Status finish();

 private:
  FlightOutput(std::filesystem::path folder, std::unique_ptr<capture::H264Encoder> encoder)
      : folder_(std::move(folder)), encoder_(std::move(encoder)) {}

  std::filesystem::path folder_;
  std::unique_ptr<capture::H264Encoder> encoder_;
  std::vector<media::Packet> packets_;
  std::string truth_;
};

}  // namespace eyrie::world
