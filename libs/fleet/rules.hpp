// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "fleet/ground_area.hpp"
#include "fleet/ground_motion.hpp"
#include "fleet/incident.hpp"
#include "fleet/report.hpp"

namespace eyrie::fleet {

namespace detail {
struct Scene;
}

/// A place in the picture as a share of its width and height, from the left and top edge.
struct NormalisedPoint {
  double x = 0;
  double y = 0;
};

/// Whether the point lies in the polygon (crossing number; an edge counts to one side only, so neighbours never share a
/// point).
[[nodiscard]] bool contains(std::span<const NormalisedPoint> corners, NormalisedPoint point) noexcept;

enum class RuleKind : std::uint8_t {
  kClass,                ///< an object of one of `classes` is there
  kPersonWithoutHelmet,  ///< an object of `classes` whose head region holds no object of `helmet_classes`
  kIntrusion,            ///< an object of `classes` stands in `zone` or in `area`
  kNearVehicle,  ///< an object of `vehicle_classes` moves near one of `classes`: one event a vehicle, however many are near
};

/// `class`, `person_without_helmet`, `intrusion`, `near_vehicle`.
[[nodiscard]] std::string_view name_of(RuleKind kind) noexcept;
[[nodiscard]] Result<RuleKind> parse_rule_kind(std::string_view text);

/// What counts as one event.
enum class RuleScope : std::uint8_t {
  kObject,  ///< each object for which the rule holds
  kView,    ///< all that one drone sees while the rule holds, however many objects come and go
};

/// `object`, `view`.
[[nodiscard]] std::string_view name_of(RuleScope scope) noexcept;
[[nodiscard]] Result<RuleScope> parse_rule_scope(std::string_view text);

/// When something seen becomes something to act on. Plain data: the same rule is evaluated on the edge, to flag frames, and
/// at the gateway, to open incidents.
struct Rule {
  std::string id{};  ///< unique in its set: 1 to 64 of `a-z 0-9 _ -`
  RuleKind kind = RuleKind::kClass;
  RuleScope scope = RuleScope::kObject;
  bool is_enabled = true;
  std::string incident_type{};  ///< `no_helmet`, `intrusion`; the id when empty
  std::string title{};          ///< for a person; the incident type when empty
  Severity severity = Severity::kMedium;

  /// Compared without case, and with `-`, `_` and space alike: `NO-Hardhat` is `no_hardhat`.
  std::vector<std::string> classes{};
  std::vector<std::string> helmet_classes{};

  // An intrusion has one of the two: a polygon of 3 to 100 corners, in either direction, in the picture or on the ground.
  std::vector<NormalisedPoint> zone{};  ///< the middle of the lower edge of the object's box lies inside
  std::vector<GroundPoint> area{};      ///< the object's place lies inside; what has no place never does (`GroundArea`)
  double certainty = 0.5;               ///< least probability that a place lies in `area`, given its 95 % ellipse

  std::vector<std::string> vehicle_classes{};
  double distance_m = 5;       ///< between the places of both, at most
  double min_speed_mps = 1.2;  ///< of the vehicle over the ground (`GroundMotion`); what stands seems to move by up to 1

  std::vector<DroneId> drones{};      ///< only these; all when empty (a zone is a place in one camera's picture)
  std::vector<std::string> models{};  ///< only reports of these networks, by the name before `@`; all when empty

  double min_confidence = 0.4;
  double min_box_height = 0;  ///< share of the picture's height; smaller objects are not judged

  /// Holds when the object was there in at least `hits_needed` of the last `window_frames` reports of its drone.
  int hits_needed = 3;
  int window_frames = 5;                       ///< at most 100
  std::chrono::milliseconds dwell{0};          ///< and was there at least this long
  std::chrono::milliseconds cooldown{30'000};  ///< what is seen again within this time is the same event
};

namespace detail {
/// A rule with what its evaluation needs, worked out once.
struct PreparedRule {
  Rule rule;
  std::vector<std::string> classes;          // canonical
  std::vector<std::string> helmet_classes;   // canonical
  std::vector<std::string> vehicle_classes;  // canonical
  std::optional<GroundArea> area;
};
}  // namespace detail

/// All rules of a site, changed as a whole.
struct RuleSet {
  std::uint64_t version = 0;
  std::vector<Rule> rules{};
};

/// `kInvalidArgument` names the rule, the field and what it may be.
[[nodiscard]] Status validate(const Rule& rule);
[[nodiscard]] Status validate(const RuleSet& rules);

/// What a new installation begins with: `no_helmet` by the class names that detectors of protective equipment use.
[[nodiscard]] RuleSet default_rules();

/// A class name as rules compare it: lower case, `-` and space as `_`.
[[nodiscard]] std::string canonical_class(std::string_view class_name);

/// A rule held for one object in one frame; of a rule over the whole view, for its surest object.
struct RuleHit {
  std::string rule_id;
  std::string incident_type;
  std::string title;
  Severity severity = Severity::kMedium;
  RuleScope scope = RuleScope::kObject;
  std::chrono::milliseconds cooldown{0};

  DroneId drone;
  std::size_t object_index = 0;  ///< into the report's objects
  std::string track_id;
  std::string class_name;
  double confidence = 0;
  NormalisedBox box;
  std::optional<GroundPosition> position;
  Timestamp captured_at;
  std::string frame_id;
  std::string frame_key;
  /// The moment to flag a frame: it did not hold for this object in the frame before. Over the whole view, the beginning of
  /// an event, and again after each cooldown while it lasts.
  bool is_first = false;
};

/// Evaluates a rule set over the reports of any number of drones.
///
/// An object is followed by its track id, and without one by the overlap of its box with where it was (IoU >= 0.3). Reports
/// of one drone come in order of capture; those that go back in time (a journal sent late, beside the live ones) are
/// followed on a time line of their own. A pause of more than `forget_after` begins anew.
///
/// Deterministic: the same reports in the same order give the same hits. A value: copy it before a batch and put the copy
/// back when the batch could not be committed. Memory is bounded by `max_drones * 2 * max_followed`; what was seen longest
/// ago goes first. Not thread-safe.
class RuleEngine {
 public:
  struct Options {
    std::size_t max_drones = 1024;
    std::size_t max_followed = 512;  ///< pairs of rule and object, on each time line of a drone
    std::chrono::milliseconds forget_after{10'000};
  };

  /// Disabled rules are left out. `kInvalidArgument` as `validate` says.
  [[nodiscard]] static Result<RuleEngine> create(RuleSet rules, Options options);
  [[nodiscard]] static Result<RuleEngine> create(RuleSet rules);

  /// The hits of this frame, by rule and then by object.
  [[nodiscard]] std::vector<RuleHit> evaluate(const DetectionReport& report);

  [[nodiscard]] std::uint64_t version() const noexcept { return version_; }

 private:
  /// An object that matched a rule lately. Bit i of `seen` tells whether it did i reports ago, counted from `seen_in`.
  struct Followed {
    std::string track_id;
    NormalisedBox box;
    Timestamp since;
    std::bitset<128> seen;
    std::uint64_t seen_in = 0;
    std::size_t rule = 0;
    bool is_held = false;
  };
  struct TimeLine {
    Timestamp last;
    std::uint64_t reports = 0;
    std::vector<Followed> followed;
    GroundMotion motion;  ///< of vehicles, where a rule asks for it
    std::map<std::size_t, std::optional<Timestamp>>
        view_flagged;  ///< by rule: when a frame of the whole view was flagged last
  };
  struct Memory {
    TimeLine live;
    TimeLine backlog;
    std::uint64_t used = 0;
  };

  RuleEngine(RuleSet rules, Options options);
  TimeLine& time_line_of(const DetectionReport& report);
  /// The objects of this frame for which one rule holds.
  std::vector<RuleHit> hits_of(std::size_t rule, const detail::Scene& scene, TimeLine& line) const;
  /// Where `object` was followed so far, or a new beginning; null when it was already seen in this report.
  Followed* follow(TimeLine& line, std::size_t rule, const SeenObject& object, Timestamp at) const;
  void forget_absent(TimeLine& line) const;

  Options options_;
  std::uint64_t version_ = 0;
  std::vector<detail::PreparedRule> rules_;
  std::map<DroneId, Memory> drones_;
  std::uint64_t evaluations_ = 0;
};

}  // namespace eyrie::fleet
