// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/render/tracer.hpp"

#include <array>
#include <cstring>
#include <string>
#include <utility>

#include <embree3/rtcore.h>

namespace eyrie::world {
namespace {

constexpr unsigned kFixed = 0;
constexpr unsigned kMoving = 1;

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

void attach_instance(RTCDevice device, RTCScene top, RTCScene scene, unsigned id) {
  RTCGeometry instance = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_INSTANCE);
  rtcSetGeometryInstancedScene(instance, scene);
  constexpr std::array<float, 12> kIdentity{1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
  rtcSetGeometryTransform(instance, 0, RTC_FORMAT_FLOAT3X4_COLUMN_MAJOR, kIdentity.data());
  rtcCommitGeometry(instance);
  rtcAttachGeometryByID(top, instance, id);
  rtcReleaseGeometry(instance);
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
    for (RTCScene scene : {top, fixed_scene, moving_scene}) {
      if (scene != nullptr) rtcReleaseScene(scene);
    }
    if (device != nullptr) rtcReleaseDevice(device);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  [[nodiscard]] const Mesh& mesh_of(unsigned instance) const { return instance == kFixed ? *fixed : moving; }

  const Mesh* fixed;
  Mesh moving;
  RTCDevice device = nullptr;
  RTCScene fixed_scene = nullptr;
  RTCScene moving_scene = nullptr;
  RTCScene top = nullptr;
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
  for (RTCScene scene : {s.top, s.moving_scene}) {
    if (scene != nullptr) rtcReleaseScene(scene);
  }
  s.moving_scene = nullptr;
  s.moving = std::move(at_open);
  s.top = rtcNewScene(s.device);
  attach_instance(s.device, s.top, s.fixed_scene, kFixed);
  if (!s.moving.faces.empty()) {
    const bool moves = at_close.positions.size() == s.moving.positions.size();
    s.moving_scene = make_scene(s.device, s.moving, moves ? &at_close : nullptr, RTC_BUILD_QUALITY_MEDIUM);
    attach_instance(s.device, s.top, s.moving_scene, kMoving);
  }
  rtcCommitScene(s.top);
}

std::optional<Hit> Tracer::nearest(const Ray& ray) const {
  RTCRayHit query{};
  query.ray = to_embree(ray);
  query.hit.geomID = RTC_INVALID_GEOMETRY_ID;
  RTCIntersectContext context;
  rtcInitIntersectContext(&context);
  rtcIntersect1(state_->top, &context, &query);
  if (query.hit.geomID == RTC_INVALID_GEOMETRY_ID) return std::nullopt;
  return Hit{query.ray.tfar, &state_->mesh_of(query.hit.instID[0]), query.hit.primID, query.hit.u, query.hit.v};
}

bool Tracer::is_blocked(const Ray& ray) const {
  RTCRay query = to_embree(ray);
  RTCIntersectContext context;
  rtcInitIntersectContext(&context);
  rtcOccluded1(state_->top, &context, &query);
  return query.tfar < 0;
}

}  // namespace eyrie::world
