// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/store.hpp"

#include <array>
#include <bit>
#include <cstdint>

#include "fleet/names.hpp"

namespace eyrie::fleet {
namespace {

constexpr std::array<std::string_view, 3> kChanges{"opened", "updated", "attached"};

/// Feeds fields into a hash so that no two different messages give the same bytes: texts and lists are preceded by their
/// length.
class FieldHasher {
 public:
  void add(std::uint64_t value) {
    std::array<std::uint8_t, 8> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
    hash_.update(bytes);
  }
  void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
  void add(Timestamp value) { add(static_cast<std::uint64_t>(to_nanoseconds(value))); }
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    hash_.update(text);
  }
  void add(const std::string& text) { add(std::string_view(text)); }
  void add(const NormalisedBox& box) {
    for (const double edge : {box.x_min, box.y_min, box.x_max, box.y_max}) add(edge);
  }
  void add(const GroundPosition& position) {
    for (const double value : {position.lat_deg, position.lon_deg, position.alt_m}) add(value);
  }
  void add(const Attitude& attitude) {
    for (const double angle : {attitude.roll_deg, attitude.pitch_deg, attitude.yaw_deg}) add(angle);
  }
  void add(int value) { add(static_cast<std::uint64_t>(value)); }
  template <typename T>
  void add(const std::optional<T>& value) {
    add(std::uint64_t{value.has_value()});
    if (value) add(*value);
  }

  void add_message(const DetectionReport& report) {
    add(std::string_view("detections"));
    add(report.drone.str());
    add(report.captured_at);
    add(report.frame_id);
    add(report.frame_key);
    add(std::uint64_t{report.objects.size()});
    for (const SeenObject& object : report.objects) {
      add(object.class_name);
      add(object.confidence);
      add(object.box);
      add(object.track_id);
      add(object.position);
    }
  }
  void add_message(const TelemetrySample& sample) {
    add(std::string_view("telemetry"));
    add(sample.drone.str());
    add(sample.time);
    for (const auto& value :
         {sample.lat_deg, sample.lon_deg, sample.alt_m, sample.relative_alt_m, sample.speed_mps, sample.heading_deg}) {
      add(value);
    }
    add(sample.battery_percent);
    add(sample.attitude);
    add(sample.gimbal);
  }
  void add_message(const Event& event) {
    // Events always have an id; the id alone tells them apart.
    std::visit(
        [this](const auto& one) {
          add(std::string_view("event"));
          add(one.drone.str());
          add(one.message.epoch);
          add(one.message.seq);
        },
        event);
  }

  [[nodiscard]] crypto::Digest finish() { return hash_.finish(); }

 private:
  crypto::Sha256 hash_;
};

}  // namespace

const DroneId& drone_of(const IngestItem& item) noexcept {
  if (const auto* event = std::get_if<Event>(&item)) {
    return std::visit([](const auto& one) -> const DroneId& { return one.drone; }, *event);
  }
  if (const auto* report = std::get_if<DetectionReport>(&item)) return report->drone;
  return std::get<TelemetrySample>(item).drone;
}

const MessageId* message_of(const IngestItem& item) noexcept {
  if (const auto* event = std::get_if<Event>(&item)) {
    return std::visit([](const auto& one) { return &one.message; }, *event);
  }
  const auto& message = std::holds_alternative<DetectionReport>(item) ? std::get<DetectionReport>(item).message
                                                                      : std::get<TelemetrySample>(item).message;
  return message ? &*message : nullptr;
}

crypto::Digest content_digest(const IngestItem& item) {
  FieldHasher hasher;
  std::visit([&hasher](const auto& message) { hasher.add_message(message); }, item);
  return hasher.finish();
}

std::string_view name_of(IncidentChange::Kind kind) noexcept { return detail::name_in(kChanges, kind); }

}  // namespace eyrie::fleet
