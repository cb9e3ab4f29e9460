// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/mission_render.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "world/math/parallel.hpp"
#include "world/output/files.hpp"
#include "world/output/flight_output.hpp"
#include "world/output/zones.hpp"
#include "world/program/mission_file.hpp"

namespace eyrie::world {
namespace {

constexpr double kShutter_s = 0.006;
/// Of a good sensor by day, and the same in all pictures: a film's look does not change.
constexpr float kSensorNoise = 0.004F;

/// Streams of random numbers of one drone.
enum Stream : std::uint8_t { kWindStream = 1, kSensorStream = 2, kPictureStream = 3 };

/// The frames of a piece of a mission: numbers from the mission's beginning.
struct Frames {
  int first = 0;
  int end = 0;
  [[nodiscard]] int count() const noexcept { return end - first; }
};

Result<Frames> frames_of(const Mission& mission, const MissionOptions& options) {
  const double to_s = std::min(options.to_s, mission.lasts_s);
  const auto number_at = [&](double time_s) {
    return static_cast<int>(std::ceil(time_s * mission.video.frame_rate_hz - 1e-6));
  };
  const Frames frames{number_at(options.from_s), number_at(to_s)};
  if (frames.count() > 0) return frames;
  std::ostringstream what;
  what << "--seconds: nothing of the mission lies there; it lasts " << mission.lasts_s << " s, with "
       << mission.video.frame_rate_hz << " frames a second";
  return fail(Error::kInvalidArgument, what.str());
}

Result<std::vector<std::size_t>> drones_of(const Mission& mission, const std::string& wanted) {
  std::vector<std::size_t> numbers;
  std::string names;
  for (std::size_t i = 0; i < mission.drones.size(); ++i) {
    const std::string& id = mission.drones[i].id;
    names += (names.empty() ? "" : ", ") + id;
    if (wanted.empty() || wanted == id) numbers.push_back(i);
  }
  if (numbers.empty()) return fail(Error::kNotFound, "--drone: the mission has no " + wanted + "; it has " + names);
  return numbers;
}

View view_at(const Flight& flight, const geometry::CameraModel& camera, double time_s) {
  const FlightState state = flight.at(time_s);
  return {camera, state.position, enu_from_camera(state.camera), static_cast<float>(time_s)};
}

/// A renderer for each thread: frames are drawn beside each other.
using Renderers = std::vector<Renderer>;

Result<Renderers> make_renderers(const Site& site, int samples, int threads) {
  Renderers renderers;
  for (int i = 0; i < threads; ++i) {
    auto renderer = Renderer::create(site, {.samples = samples, .threads = 1});
    if (!renderer) return fail(renderer.error());
    renderers.push_back(*std::move(renderer));
  }
  return renderers;
}

/// The cameras of a flight: the film's and the depth pictures'.
struct Cameras {
  geometry::CameraModel film;
  geometry::CameraModel depth;
};

Result<Cameras> cameras_of(const DronePlan& plan, const VideoFormat& video) {
  const auto intrinsics =
      geometry::Intrinsics::from_fov(video.width_px, video.height_px, geometry::to_radians(plan.horizontal_fov_deg));
  const auto film = geometry::CameraModel::create(intrinsics);
  if (!film) return fail(film.error());
  const auto depth =
      geometry::CameraModel::create(intrinsics.scaled_to(video.width_px / kDepthShare, video.height_px / kDepthShare));
  if (!depth) return fail(depth.error());
  return Cameras{*film, *depth};
}

struct DrawnFrame {
  imaging::Image picture;
  std::string truth = {};
  std::optional<CleanPass> depth = {};
};

/// One drone's flight to its files.
class FlightRender {
 public:
  FlightRender(const Mission& mission, const Site& site, std::size_t drone, const Frames& frames)
      : mission_(mission),
        site_(site),
        plan_(mission.drones[drone]),
        random_(mission.random_of(drone)),
        frames_(frames),
        flight_(plan_, mission.lasts_s, mission.wind, random_.fork(kWindStream)) {}

  Status write(const std::filesystem::path& folder, Renderers& renderers, const std::function<void()>& on_frame) {
    const auto cameras = cameras_of(plan_, mission_.video);
    if (!cameras) return fail(cameras.error());
    auto output =
        FlightOutput::open(folder, mission_.video, mission_.start + frames_.first * mission_.video.frame_interval());
    if (!output) return fail(output.error());
    if (auto status = write_telemetry(*output); !status) return status;
    const int at_once = static_cast<int>(renderers.size());
    std::vector<DrawnFrame> drawn(renderers.size());
    for (int first = frames_.first; first < frames_.end; first += at_once) {
      const int count = std::min(at_once, frames_.end - first);
      for_each_index(count, count, [&](int i) {
        const auto slot = static_cast<std::size_t>(i);
        drawn[slot] = draw(renderers[slot], *cameras, first + i);
      });
      for (int i = 0; i < count; ++i) {
        if (auto status = add(*output, first + i, drawn[static_cast<std::size_t>(i)]); !status) return status;
        on_frame();
      }
    }
    return output->finish();
  }

 private:
  [[nodiscard]] double time_of(int frame) const { return frame / mission_.video.frame_rate_hz; }

  Status write_telemetry(FlightOutput& output) const {
    // `parse_mission` has seen to it that the id is one.
    const DroneId id = DroneId::parse(plan_.id).value_or(DroneId());
    const Recording recording{.drone = id,
                              .origin = site_.origin,
                              .start = mission_.start,
                              .from_s = time_of(frames_.first),
                              .to_s = time_of(frames_.end)};
    const Random random = random_.fork(kSensorStream);
    return output.write_telemetry(record(flight_, recording, mission_.noise, random),
                                  record(flight_, recording, kNoNoise, random));
  }

  [[nodiscard]] DrawnFrame draw(Renderer& renderer, const Cameras& cameras, int frame) const {
    const double time_s = time_of(frame);
    Random key = random_.fork(kPictureStream).fork(static_cast<std::uint64_t>(frame));
    const View open = view_at(flight_, cameras.film, time_s - kShutter_s / 2);
    const View close = view_at(flight_, cameras.film, time_s + kShutter_s / 2);
    DrawnFrame drawn{.picture = renderer.picture(open, close, {.noise = kSensorNoise, .noise_key = key.bits()})};
    const View view = view_at(flight_, cameras.film, time_s);
    drawn.truth = truth_json(site_, view, objects_in(site_, view, renderer.clean_pass(view)), JsonForm::kOneLine);
    if (frame % kDepthEvery == 0) drawn.depth = renderer.clean_pass(view_at(flight_, cameras.depth, time_s));
    return drawn;
  }

  static Status add(FlightOutput& output, int frame, const DrawnFrame& drawn) {
    if (auto status = output.add_frame(drawn.picture, drawn.truth); !status) return status;
    return drawn.depth ? output.add_depth(frame, *drawn.depth) : Status{};
  }

  const Mission& mission_;
  const Site& site_;
  const DronePlan& plan_;
  Random random_;
  Frames frames_;
  Flight flight_;
};

}  // namespace

Status write_mission(const MissionOptions& options, const std::function<void(int, int)>& on_progress) {
  const auto mission = read_mission(options.mission);
  if (!mission) return fail(mission.error());
  const auto drones = drones_of(*mission, options.drone);
  if (!drones) return fail(drones.error());
  const auto frames = frames_of(*mission, options);
  if (!frames) return fail(frames.error());
  const auto site = make_site_of(*mission, options.mission);
  if (!site) return fail(site.error());
  if (auto status = check_routes(*mission, *site); !status) return status;

  auto renderers = make_renderers(*site, mission->video.samples, std::min(options.threads, frames->count()));
  if (!renderers) return fail(renderers.error());
  if (auto status = make_folder(options.out); !status) return status;
  if (auto status = write_text(options.out / "zones.geojson", zones_geojson(*site, mission->zones)); !status) return status;
  int done = 0;
  const int total = frames->count() * static_cast<int>(drones->size());
  for (const std::size_t drone : *drones) {
    FlightRender flight(*mission, *site, drone, *frames);
    const auto folder = options.out / mission->drones[drone].id;
    if (auto status = flight.write(folder, *renderers, [&] { on_progress(++done, total); }); !status) return status;
  }
  return {};
}

}  // namespace eyrie::world
