// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/rule_conditions.hpp"

#include <algorithm>

#include "fleet/geometry.hpp"

namespace eyrie::fleet::detail {
namespace {

// Where a helmet may be, in shares of its person's box: measured from the top of the box, and to either side.
constexpr double kHeadAbove = 0.10;  // a helmet's box often reaches over the person's
constexpr double kHeadBelow = 0.35;
constexpr double kHeadBeside = 0.10;

/// Whether a helmet's middle lies where the person's head is.
bool is_worn_by(const NormalisedBox& helmet, const NormalisedBox& person) {
  const double x = (helmet.x_min + helmet.x_max) / 2;
  const double y = (helmet.y_min + helmet.y_max) / 2;
  const double width = person.x_max - person.x_min;
  const double height = person.y_max - person.y_min;
  return x >= person.x_min - kHeadBeside * width && x <= person.x_max + kHeadBeside * width &&
         y >= person.y_min - kHeadAbove * height && y <= person.y_min + kHeadBelow * height;
}

/// Where an object stands: the middle of its lower edge. A box cut off by the picture's lower edge stands just inside of it,
/// so that a zone that reaches down to the edge holds it.
NormalisedPoint foot_of(const NormalisedBox& box) {
  return {.x = (box.x_min + box.x_max) / 2, .y = std::min(box.y_max, 1 - 1e-6)};
}

bool wears_helmet(const Scene& scene, const NormalisedBox& person, std::span<const std::string> helmet_classes) {
  for (std::size_t i = 0; i < scene.classes.size(); ++i) {
    if (is_one_of(helmet_classes, scene.classes[i]) && is_worn_by(scene.report.objects[i].box, person)) return true;
  }
  return false;
}

/// Whether the object stands where the rule does not want it.
bool intrudes(const PreparedRule& prepared, const SeenObject& object) {
  if (prepared.area) return object.position && prepared.area->holds(*object.position, prepared.rule.certainty);
  return contains(prepared.rule.zone, foot_of(object.box));
}

/// Whether the vehicle moves and somebody of the rule's classes is near. Both are seen in one picture, so that the errors of
/// the drone's own place are the same for both, and their distance is known far better than either.
bool moves_near_somebody(const PreparedRule& prepared, const Scene& scene, const SeenObject& vehicle) {
  const Rule& rule = prepared.rule;
  if (!vehicle.position || scene.motion.speed_mps(vehicle.track_id).value_or(0) < rule.min_speed_mps) return false;
  return std::ranges::any_of(scene.objects_of(prepared.classes), [&](std::size_t index) {
    const SeenObject& somebody = scene.report.objects[index];
    return &somebody != &vehicle && somebody.confidence >= rule.min_confidence && somebody.position &&
           distance_m(*somebody.position, *vehicle.position) <= rule.distance_m;
  });
}

}  // namespace

bool is_one_of(std::span<const std::string> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

Scene::Scene(const DetectionReport& of, const GroundMotion& moved) : report(of), motion(moved) {
  classes.reserve(of.objects.size());
  for (const SeenObject& object : of.objects) classes.push_back(canonical_class(object.class_name));
}

std::vector<std::size_t> Scene::objects_of(std::span<const std::string> names) const {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (is_one_of(names, classes[i])) indices.push_back(i);
  }
  return indices;
}

bool applies(const PreparedRule& prepared, const Scene& scene, std::size_t index) {
  const Rule& rule = prepared.rule;
  const auto& subjects = rule.kind == RuleKind::kNearVehicle ? prepared.vehicle_classes : prepared.classes;
  if (!is_one_of(subjects, scene.classes[index])) return false;
  const SeenObject& object = scene.report.objects[index];
  const NormalisedBox& box = object.box;
  if (object.confidence < rule.min_confidence || box.y_max - box.y_min < rule.min_box_height) return false;
  switch (rule.kind) {
    case RuleKind::kClass: return true;
    case RuleKind::kPersonWithoutHelmet:
      // Who touches the picture's upper edge may have a head outside of it: nothing is claimed of them.
      return box.y_min > kPictureEdge && !wears_helmet(scene, box, prepared.helmet_classes);
    case RuleKind::kIntrusion: return intrudes(prepared, object);
    case RuleKind::kNearVehicle: return moves_near_somebody(prepared, scene, object);
  }
  return false;
}

}  // namespace eyrie::fleet::detail
