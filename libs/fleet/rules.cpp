// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <set>
#include <utility>

#include "fleet/geometry.hpp"
#include "fleet/names.hpp"
#include "fleet/rule_conditions.hpp"

namespace eyrie::fleet {

namespace {

using detail::is_one_of;
using detail::PreparedRule;
using detail::Scene;

constexpr std::array<std::string_view, 4> kKinds{"class", "person_without_helmet", "intrusion", "near_vehicle"};
constexpr std::array<std::string_view, 2> kScopes{"object", "view"};

constexpr std::size_t kMaxRules = 200;
constexpr std::size_t kMaxNames = 100;
constexpr std::size_t kMaxDrones = 1000;
constexpr std::size_t kMaxCorners = 100;
constexpr int kMaxWindow = 100;

bool is_share(double value) { return value >= 0 && value <= 1; }  // false for NaN

bool is_name(std::string_view text, std::string_view also) {
  const auto is_allowed = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || also.find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, is_allowed);
}

bool are_class_names(std::span<const std::string> names) {
  return names.size() <= kMaxNames &&
         std::ranges::all_of(names, [](const std::string& name) { return !name.empty() && name.size() <= 64; });
}

std::vector<std::string> canonical_classes(std::span<const std::string> names) {
  std::vector<std::string> canonical;
  for (const std::string& name : names) canonical.push_back(canonical_class(name));
  return canonical;
}

bool concerns(const Rule& rule, const DetectionReport& report) {
  const std::string_view model = std::string_view(report.model).substr(0, report.model.find('@'));
  return (rule.drones.empty() || std::ranges::find(rule.drones, report.drone) != rule.drones.end()) &&
         (rule.models.empty() || is_one_of(rule.models, model));
}

RuleHit hit_of(const Rule& rule, const DetectionReport& report, std::size_t index) {
  const SeenObject& object = report.objects[index];
  RuleHit hit;
  hit.rule_id = rule.id;
  hit.incident_type = rule.incident_type;
  hit.title = rule.title;
  hit.severity = rule.severity;
  hit.scope = rule.scope;
  hit.cooldown = rule.cooldown;
  hit.drone = report.drone;
  hit.object_index = index;
  hit.track_id = object.track_id;
  hit.class_name = object.class_name;
  hit.confidence = object.confidence;
  hit.box = object.box;
  hit.position = object.position;
  hit.captured_at = report.captured_at;
  hit.frame_id = report.frame_id;
  hit.frame_key = report.frame_key;
  return hit;
}

/// The hits of one frame as one sighting of the whole view.
RuleHit sighting_of(std::vector<RuleHit> hits, std::optional<Timestamp>& last_flagged) {
  RuleHit surest = std::move(*std::ranges::max_element(hits, {}, &RuleHit::confidence));
  surest.is_first = !last_flagged || std::chrono::abs(surest.captured_at - *last_flagged) > surest.cooldown;
  if (surest.is_first) last_flagged = surest.captured_at;
  return surest;
}

/// What is wrong with where a rule looks, or nothing.
std::string problem_of_place(const Rule& rule) {
  if (rule.kind != RuleKind::kIntrusion) {
    return rule.zone.empty() && rule.area.empty() ? "" : "zone, area: for intrusion, and for no other kind";
  }
  if (rule.zone.empty() == rule.area.empty()) {
    return "zone, area: intrusion needs one of the two, a polygon in the picture (zone) or on the ground (area)";
  }
  if (!rule.area.empty()) {
    if (!(rule.certainty >= GroundArea::kLeastCertainty && rule.certainty <= GroundArea::kMostCertainty)) {
      return "certainty: 0.01 to 0.99";
    }
    const auto area = GroundArea::create(rule.area);
    return area ? "" : area.error().message;
  }
  if (rule.zone.size() < 3 || rule.zone.size() > kMaxCorners) return "zone: 3 to 100 corners";
  const bool is_in_picture =
      std::ranges::all_of(rule.zone, [](NormalisedPoint point) { return is_share(point.x) && is_share(point.y); });
  return is_in_picture ? "" : "zone: x and y are shares of the picture, 0 to 1";
}

/// What is wrong with what a rule says of vehicles, or nothing.
std::string problem_of_vehicle(const Rule& rule) {
  if (!are_class_names(rule.vehicle_classes)) return "vehicle_classes: at most 100 names of 1 to 64 bytes";
  if ((rule.kind == RuleKind::kNearVehicle) == rule.vehicle_classes.empty()) {
    return "vehicle_classes: needed by near_vehicle, and by no other kind";
  }
  if (!(rule.distance_m >= 0.5 && rule.distance_m <= 50)) return "distance_m: 0.5 to 50";
  if (!(rule.min_speed_mps >= 0.1 && rule.min_speed_mps <= 30)) return "min_speed_mps: 0.1 to 30";
  return {};
}

/// What is wrong with a rule, or nothing.
std::string problem_of(const Rule& rule) {
  using namespace std::chrono_literals;
  if (!is_name(rule.id, "_-")) return "id: 1 to 64 of a-z 0-9 _ -";
  if (!rule.incident_type.empty() && !is_name(rule.incident_type, "_")) return "incident_type: 1 to 64 of a-z 0-9 _";
  if (rule.title.size() > 100) return "title: at most 100 bytes";
  if (rule.severity < Severity::kLow || rule.severity > Severity::kCritical) return "severity: 1 to 4";
  if (rule.classes.empty() || !are_class_names(rule.classes)) return "classes: 1 to 100 names of 1 to 64 bytes";
  if (!are_class_names(rule.helmet_classes)) return "helmet_classes: at most 100 names of 1 to 64 bytes";
  if ((rule.kind == RuleKind::kPersonWithoutHelmet) == rule.helmet_classes.empty()) {
    return "helmet_classes: needed by person_without_helmet, and by no other kind";
  }
  if (const std::string problem = problem_of_vehicle(rule); !problem.empty()) return problem;
  if (const std::string problem = problem_of_place(rule); !problem.empty()) return problem;
  if (rule.drones.size() > kMaxDrones || rule.models.size() > kMaxNames) return "drones, models: at most 1000 and 100";
  if (!is_share(rule.min_confidence)) return "min_confidence: 0 to 1";
  if (!is_share(rule.min_box_height)) return "min_box_height: 0 to 1";
  if (rule.window_frames < 1 || rule.window_frames > kMaxWindow) return "n: 1 to 100 frames";
  if (rule.hits_needed < 1 || rule.hits_needed > rule.window_frames) return "k: 1 to n frames";
  if (rule.dwell < 0ms || rule.dwell > 1h) return "dwell: 0 to 3600 seconds";
  if (rule.cooldown < 0ms || rule.cooldown > 24h) return "cooldown: 0 to 86400 seconds";
  return {};
}

}  // namespace

std::string_view name_of(RuleKind kind) noexcept { return detail::name_in(kKinds, kind); }
Result<RuleKind> parse_rule_kind(std::string_view text) {
  return detail::parse_name<RuleKind>(text, kKinds, "kind of rule");
}

std::string_view name_of(RuleScope scope) noexcept { return detail::name_in(kScopes, scope); }
Result<RuleScope> parse_rule_scope(std::string_view text) {
  return detail::parse_name<RuleScope>(text, kScopes, "scope of a rule");
}

bool contains(std::span<const NormalisedPoint> corners, NormalisedPoint point) noexcept {
  bool is_inside = false;
  for (std::size_t i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
    const NormalisedPoint a = corners[i];
    const NormalisedPoint b = corners[j];
    if ((a.y > point.y) != (b.y > point.y) && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x) {
      is_inside = !is_inside;
    }
  }
  return is_inside;
}

std::string canonical_class(std::string_view class_name) {
  std::string canonical(class_name);
  for (char& c : canonical) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-' || c == ' ') c = '_';
  }
  return canonical;
}

Status validate(const Rule& rule) {
  const std::string problem = problem_of(rule);
  if (problem.empty()) return {};
  return fail(Error::kInvalidArgument, "rule \"" + rule.id.substr(0, 64) + "\" is not usable: " + problem);
}

Status validate(const RuleSet& rules) {
  if (rules.rules.size() > kMaxRules) {
    return fail(Error::kTooLarge, "at most 200 rules, these are " + std::to_string(rules.rules.size()));
  }
  std::set<std::string_view> ids;
  for (const Rule& rule : rules.rules) {
    if (auto status = validate(rule); !status) return status;
    if (!ids.insert(rule.id).second) return fail(Error::kInvalidArgument, "two rules have the id \"" + rule.id + "\"");
  }
  return {};
}

RuleSet default_rules() {
  Rule no_helmet;
  no_helmet.id = "no_helmet";
  no_helmet.incident_type = "no_helmet";
  no_helmet.title = "Person without helmet";
  no_helmet.severity = Severity::kHigh;
  no_helmet.classes = {"no_helmet", "NO-Hardhat", "no_hard_hat", "without_helmet"};
  return {.version = 0, .rules = {no_helmet}};
}

Result<RuleEngine> RuleEngine::create(RuleSet rules, Options options) {
  if (auto status = validate(rules); !status) return fail(status.error());
  return RuleEngine(std::move(rules), options);
}

Result<RuleEngine> RuleEngine::create(RuleSet rules) { return create(std::move(rules), Options{}); }

RuleEngine::RuleEngine(RuleSet rules, Options options) : options_(options), version_(rules.version) {
  options_.max_drones = std::max<std::size_t>(1, options_.max_drones);
  options_.max_followed = std::max<std::size_t>(1, options_.max_followed);
  for (Rule& rule : rules.rules) {
    if (!rule.is_enabled) continue;
    if (rule.incident_type.empty()) rule.incident_type = rule.id;
    if (rule.title.empty()) rule.title = rule.incident_type;
    PreparedRule prepared{.rule = {},
                          .classes = canonical_classes(rule.classes),
                          .helmet_classes = canonical_classes(rule.helmet_classes),
                          .vehicle_classes = canonical_classes(rule.vehicle_classes),
                          .area = {}};
    if (!rule.area.empty()) prepared.area = *GroundArea::create(rule.area);  // validated by `create`
    prepared.rule = std::move(rule);
    rules_.push_back(std::move(prepared));
  }
}

std::vector<RuleHit> RuleEngine::evaluate(const DetectionReport& report) {
  TimeLine& line = time_line_of(report);
  ++line.reports;
  forget_absent(line);

  const Scene scene(report, line.motion);
  for (const PreparedRule& prepared : rules_) {
    if (prepared.rule.kind == RuleKind::kNearVehicle && concerns(prepared.rule, report))
      line.motion.observe(report, scene.objects_of(prepared.vehicle_classes));
  }
  std::vector<RuleHit> hits;
  for (std::size_t r = 0; r < rules_.size(); ++r) {
    const Rule& rule = rules_[r].rule;
    if (!concerns(rule, report)) continue;
    auto found = hits_of(r, scene, line);
    if (found.empty()) continue;
    if (rule.scope == RuleScope::kView) found = {sighting_of(std::move(found), line.view_flagged[r])};
    std::ranges::move(found, std::back_inserter(hits));
  }
  return hits;
}

std::vector<RuleHit> RuleEngine::hits_of(std::size_t rule_index, const Scene& scene, TimeLine& line) const {
  const detail::PreparedRule& prepared = rules_[rule_index];
  const Rule& rule = prepared.rule;
  const DetectionReport& report = scene.report;
  std::vector<RuleHit> hits;
  for (std::size_t i = 0; i < report.objects.size(); ++i) {
    if (!detail::applies(prepared, scene, i)) continue;
    Followed* const followed = follow(line, rule_index, report.objects[i], report.captured_at);
    if (followed == nullptr) continue;

    const auto newest = followed->seen << (followed->seen.size() - static_cast<std::size_t>(rule.window_frames));
    const bool holds =
        static_cast<int>(newest.count()) >= rule.hits_needed && report.captured_at - followed->since >= rule.dwell;
    const bool is_first = holds && !followed->is_held;
    followed->is_held = holds;
    if (!holds) continue;
    hits.push_back(hit_of(rule, report, i));
    hits.back().is_first = is_first;
  }
  return hits;
}

RuleEngine::TimeLine& RuleEngine::time_line_of(const DetectionReport& report) {
  if (!drones_.contains(report.drone) && drones_.size() >= options_.max_drones) {
    drones_.erase(std::ranges::min_element(drones_, {}, [](const auto& entry) { return entry.second.used; }));
  }
  Memory& memory = drones_[report.drone];
  memory.used = ++evaluations_;

  const bool is_live = memory.live.reports == 0 || report.captured_at >= memory.live.last;
  TimeLine& line = is_live ? memory.live : memory.backlog;
  const bool is_new_stretch =
      line.reports > 0 && (report.captured_at < line.last || report.captured_at - line.last > options_.forget_after);
  if (is_new_stretch) {
    line.followed.clear();
    line.motion = {};
  }
  line.last = report.captured_at;
  return line;
}

RuleEngine::Followed* RuleEngine::follow(TimeLine& line, std::size_t rule, const SeenObject& object, Timestamp at) const {
  Followed* found = nullptr;
  double best = detail::kSameThingOverlap;
  for (Followed& one : line.followed) {
    if (one.rule != rule || one.track_id != object.track_id) continue;
    const bool is_taken = one.seen_in == line.reports;
    if (!object.track_id.empty()) {
      if (is_taken) return nullptr;
      found = &one;
      break;
    }
    const double overlap = is_taken ? 0 : detail::overlap(one.box, object.box);
    if (overlap < best || (found != nullptr && overlap == best)) continue;
    best = overlap;
    found = &one;
  }
  if (found == nullptr) {
    if (line.followed.size() < options_.max_followed) {
      found = &line.followed.emplace_back();
    } else {
      found = &*std::ranges::min_element(line.followed, {}, &Followed::seen_in);
      *found = Followed{};
    }
    found->rule = rule;
    found->track_id = object.track_id;
    found->since = at;
  } else {
    found->seen <<= line.reports - found->seen_in;
  }
  found->seen.set(0);
  found->seen_in = line.reports;
  found->box = object.box;
  return found;
}

void RuleEngine::forget_absent(TimeLine& line) const {
  // Absent for a whole window: what comes after is a new sight, and its dwell begins anew.
  std::erase_if(line.followed, [&](const Followed& one) {
    return line.reports - one.seen_in > static_cast<std::uint64_t>(rules_[one.rule].rule.window_frames);
  });
}

}  // namespace eyrie::fleet
