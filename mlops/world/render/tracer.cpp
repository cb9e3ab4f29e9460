// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/render/tracer.hpp"

#include <cstring>
#include <string>
#include <utility>

#include <embree3/rtcore.h>

namespace eyrie::world {
namespace {

void set_positions(RTCGeometry geometry, unsigned time_step, const Mesh& mesh) {
  void* buffer = rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_VERTEX, time_step, RTC_FORMAT_FLOAT3, sizeof(Vec3),
                                         mesh.positions.size());
  std::memcpy(buffer, mesh.positions.data(), mesh.positions.size() * sizeof(Vec3));
}

/// `at_close` is nothing for what does not move.
RTCScene make_scene(RTCDevice device, const Mesh& at_open, const Mesh* at_close, RTCBuildQuality quality) {
  RTCScene scene = rtcNewScene(device);
  rtcSetSceneBuildQuality(scene, quality);
  RTCGeometry geometry = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE);
  if (at_close != nullptr) rtcSetGeometryTimeStepCount(geometry, 2);
  set_positions(geometry, 0, at_open);
  if (at_close != nullptr) set_positions(geometry, 1, *at_close);
  auto* corners = static_cast<unsigned*>(rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3,
                                                                 3 * sizeof(unsigned), at_open.faces.size()));
  for (std::size_t i = 0; i < at_open.positions.size(); ++i) corners[i] = static_cast<unsigned>(i);
  rtcCommitGeometry(geometry);
  rtcAttachGeometry(scene, geometry);
  rtcReleaseGeometry(geometry);
  rtcCommitScene(scene);
  return scene;
}

RTCRay to_embree(const Ray& ray) {
  RTCRay r{};
  r.org_x = ray.origin.x;
  r.org_y = ray.origin.y;
  r.org_z = ray.origin.z;
  r.dir_x = ray.direction.x;
  r.dir_y = ray.direction.y;
  r.dir_z = ray.direction.z;
  r.tnear = ray.from_m;
  r.tfar = ray.to_m;
  r.time = ray.shutter;
  r.mask = ~0U;
  return r;
}

}  // namespace

struct Tracer::State {
  explicit State(const Mesh& fixed_mesh) : fixed(&fixed_mesh) {}
  ~State() {
    release_moving();
    if (fixed_scene != nullptr) rtcReleaseScene(fixed_scene);
    if (device != nullptr) rtcReleaseDevice(device);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void release_moving() {
    if (moving_scene != nullptr) rtcReleaseScene(moving_scene);
    moving_scene = nullptr;
  }

  const Mesh* fixed;
  Mesh moving;
  RTCDevice device = nullptr;
  // Asked one after the other: a scene of two instances would turn every ray into the frame of each, which takes longer.
  RTCScene fixed_scene = nullptr;
  RTCScene moving_scene = nullptr;
};

Tracer::Tracer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Tracer::Tracer(Tracer&&) noexcept = default;
Tracer& Tracer::operator=(Tracer&&) noexcept = default;
Tracer::~Tracer() = default;

Result<Tracer> Tracer::create(const Mesh& fixed) {
  auto state = std::make_unique<State>(fixed);
  // One thread: the order in which a tree is built in parallel must not reach the picture.
  state->device = rtcNewDevice("threads=1,isa=sse2");
  if (state->device == nullptr)
    return fail(Error::kInternal, "Embree cannot start (error " + std::to_string(rtcGetDeviceError(nullptr)) + ")");
  state->fixed_scene = make_scene(state->device, fixed, nullptr, RTC_BUILD_QUALITY_MEDIUM);
  return Tracer(std::move(state));
}

void Tracer::set_moving(Mesh at_open, const Mesh& at_close) {
  State& s = *state_;
  s.release_moving();
  s.moving = std::move(at_open);
  if (s.moving.faces.empty()) return;
  const bool moves = at_close.positions.size() == s.moving.positions.size();
  s.moving_scene = make_scene(s.device, s.moving, moves ? &at_close : nullptr, RTC_BUILD_QUALITY_MEDIUM);
}

std::optional<Hit> Tracer::nearest(const Ray& ray) const {
  RTCRayHit query{};
  query.ray = to_embree(ray);
  query.hit.geomID = RTC_INVALID_GEOMETRY_ID;
  const Mesh* mesh = nullptr;
  const auto look_in = [&](RTCScene scene, const Mesh& candidate) {
    const float before = query.ray.tfar;
    RTCIntersectContext context;
    rtcInitIntersectContext(&context);
    rtcIntersect1(scene, &context, &query);
    if (query.ray.tfar < before) mesh = &candidate;  // Embree shortens the ray to what it met
  };
  look_in(state_->fixed_scene, *state_->fixed);
  if (state_->moving_scene != nullptr) look_in(state_->moving_scene, state_->moving);
  if (mesh == nullptr) return std::nullopt;
  return Hit{query.ray.tfar, mesh, query.hit.primID, query.hit.u, query.hit.v};
}

bool Tracer::is_blocked(const Ray& ray) const {
  RTCRay query = to_embree(ray);
  for (RTCScene scene : {state_->fixed_scene, state_->moving_scene}) {
    if (scene == nullptr) continue;
    RTCIntersectContext context;
    rtcInitIntersectContext(&context);
    rtcOccluded1(scene, &context, &query);
    if (query.tfar < 0) return true;
  }
  return false;
}

}  // namespace eyrie::world
