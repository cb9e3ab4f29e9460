// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/output/flight_output.hpp"

#include <cmath>
#include <cstdio>
#include <iterator>
#include <limits>

#include "capture/ffmpeg/mp4.hpp"
#include "pictures/png.hpp"
#include "world/output/files.hpp"
#include "world/output/gzip.hpp"
#include "world/telemetry/formats.hpp"

namespace eyrie::world {
namespace {

/// Two seconds from key frame to key frame: a clip begins at one.
constexpr double kKeyFrames_s = 2;

std::vector<std::uint16_t> in_units(const std::vector<float>& depth_m) {
  std::vector<std::uint16_t> units;
  units.reserve(depth_m.size());
  for (const float metres : depth_m) {
    const double value = std::round(static_cast<double>(metres) * kDepthUnits);
    const bool fits = value <= std::numeric_limits<std::uint16_t>::max();
    units.push_back(fits ? static_cast<std::uint16_t>(value) : std::uint16_t{0});
  }
  return units;
}

std::string depth_name(int frame) {
  std::array<char, 16> name{};
  std::snprintf(name.data(), name.size(), "%06d.png", frame);
  return name.data();
}

}  // namespace

Result<FlightOutput> FlightOutput::open(const std::filesystem::path& folder, const VideoFormat& video,
                                        Timestamp first_frame) {
  constexpr std::int64_t kBitsPerKilobit = 1000;
  auto encoder =
      capture::H264Encoder::open({.width = video.width_px,
                                  .height = video.height_px,
                                  .frame_interval = video.frame_interval(),
                                  .key_interval = static_cast<int>(std::lround(kKeyFrames_s * video.frame_rate_hz)),
                                  .max_bits_per_second = video.max_kbps * kBitsPerKilobit,
                                  .start = first_frame});
  if (!encoder) return fail(std::move(encoder).error());
  if (auto status = make_folder(folder / "depth"); !status) return fail(status.error());
  return FlightOutput(folder, *std::move(encoder));
}

Status FlightOutput::write_telemetry(std::span<const AutopilotSample> told, std::span<const AutopilotSample> flown) {
  if (auto status = write_text(folder_ / "telemetry.jsonl", to_jsonl(told)); !status) return status;
  if (auto status = write_text(folder_ / "telemetry.tlog", to_tlog(told)); !status) return status;
  return write_text(folder_ / "telemetry-true.jsonl", to_jsonl(flown));
}

Status FlightOutput::add_frame(const imaging::Image& picture, const std::string& truth) {
  auto packets = encoder_->encode(picture.view());
  if (!packets) return fail(packets.error());
  std::ranges::move(*packets, std::back_inserter(packets_));
  truth_ += truth + "\n";
  return {};
}

Status FlightOutput::add_depth(int frame, const CleanPass& pass) {
  const auto png = pictures::encode_png16(in_units(pass.depth_m), pass.width);
  if (!png) return fail(png.error());
  return write_bytes(folder_ / "depth" / depth_name(frame), *png);
}

Status FlightOutput::finish() {
  auto packets = encoder_->finish();
  if (!packets) return fail(packets.error());
  std::ranges::move(*packets, std::back_inserter(packets_));
  const auto film = capture::mux_mp4(encoder_->stream(), packets_);
  if (!film) return fail(film.error());
  if (auto status = write_bytes(folder_ / "video.mp4", film->bytes); !status) return status;
  const auto truth = gzipped(truth_);
  if (!truth) return fail(truth.error());
  return write_text(folder_ / "truth.jsonl.gz", *truth);
}

}  // namespace eyrie::world
