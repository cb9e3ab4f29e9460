// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/ffmpeg/recorded_times.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>

namespace eyrie::capture {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

/// How much faster or slower than the pictures the recorder's clock may have run.
constexpr double kMaxRateError = 0.1;
constexpr auto kNtpEpoch = 2'208'988'800s;                         // 1900 to 1970
constexpr Timestamp kEarliest{std::chrono::seconds{946'684'800}};  // 2000
constexpr std::uint32_t kArbitraryClock = 8;                       // flags: consistent, and not UTC

template <class Integer>
std::optional<Integer> read_big_endian(std::istream& file) {
  std::array<char, sizeof(Integer)> bytes{};
  if (!file.read(bytes.data(), bytes.size())) return std::nullopt;
  Integer value = 0;
  for (const char byte : bytes) value = static_cast<Integer>(value << 8U) | static_cast<std::uint8_t>(byte);
  return value;
}

struct Prft {
  std::uint32_t flags = 0;
  std::uint32_t track = 0;
  Timestamp clock;
  std::int64_t media_time = 0;
};

/// What follows the head of the box.
std::optional<Prft> read_prft(std::istream& file) {
  const auto version_and_flags = read_big_endian<std::uint32_t>(file);
  const auto track = read_big_endian<std::uint32_t>(file);
  const auto ntp = read_big_endian<std::uint64_t>(file);  // seconds since 1900, 32 bits before the point and 32 behind
  if (!version_and_flags || !track || !ntp) return std::nullopt;
  const bool is_long = *version_and_flags >> 24U != 0;
  const std::optional<std::uint64_t> media_time =
      is_long ? read_big_endian<std::uint64_t>(file) : std::optional<std::uint64_t>(read_big_endian<std::uint32_t>(file));
  if (!media_time) return std::nullopt;
  const auto fraction = nanoseconds{((*ntp & 0xFFFF'FFFFU) * 1'000'000'000U) >> 32U};
  return Prft{.flags = *version_and_flags & 0xFF'FFFFU,
              .track = *track,
              .clock = Timestamp{std::chrono::seconds{*ntp >> 32U} - kNtpEpoch + fraction},
              .media_time = static_cast<std::int64_t>(*media_time)};
}

/// Every `prft` of the outermost boxes, in the order of the file. A box that was cut off ends the list.
std::vector<Prft> read_all_prft(std::istream& file) {
  constexpr std::uint32_t kPrft = 0x70726674;
  std::vector<Prft> found;
  while (true) {
    const std::streamoff begin = file.tellg();
    const auto size32 = read_big_endian<std::uint32_t>(file);
    const auto type = read_big_endian<std::uint32_t>(file);
    if (!size32 || !type) return found;
    const std::optional<std::uint64_t> size = *size32 == 1 ? read_big_endian<std::uint64_t>(file) : *size32;
    constexpr std::uint64_t kLargest = std::uint64_t{1} << 62U;
    if (!size || *size < 8 || *size > kLargest) return found;  // 0 is "to the end of the file": the last box
    if (*type == kPrft) {
      if (const auto box = read_prft(file)) found.push_back(*box);
    }
    if (!file.seekg(begin + static_cast<std::streamoff>(*size))) return found;
  }
}

}  // namespace

RecordedTimes RecordedTimes::read(const std::filesystem::path& file, const AVStream& stream) {
  RecordedTimes times;
  if (!std::filesystem::is_regular_file(file)) return times;  // a pipe cannot be read twice
  std::ifstream bytes(file, std::ios::binary);
  for (const Prft& box : read_all_prft(bytes)) {
    if (static_cast<int>(box.track) != stream.id || box.clock < kEarliest || box.flags == kArbitraryClock) continue;
    const Reference reference{.picture = to_duration(box.media_time, stream.time_base), .captured_at = box.clock};
    if (reference.picture < 0ns) continue;  // also what no clock can count
    auto& known = times.references_;
    const bool grows = known.empty() || (reference.picture > known.back().picture && box.clock > known.back().captured_at);
    if (grows) known.push_back(reference);
  }
  if (!times.is_believable()) times.references_.clear();
  return times;
}

bool RecordedTimes::is_believable() const {
  if (references_.size() < 2) return true;
  const auto shown = references_.back().picture - references_.front().picture;
  const auto passed = references_.back().captured_at - references_.front().captured_at;
  return std::abs(static_cast<double>(passed.count()) / static_cast<double>(shown.count()) - 1) <= kMaxRateError;
}

Timestamp RecordedTimes::at(nanoseconds picture) const {
  const auto after = std::ranges::upper_bound(references_, picture, {}, &Reference::picture);
  if (after == references_.begin()) return after->captured_at + (picture - after->picture);
  const Reference& before = *std::prev(after);
  const auto since = picture - before.picture;
  if (after == references_.end()) return before.captured_at + since;
  const double rate = static_cast<double>((after->captured_at - before.captured_at).count()) /
                      static_cast<double>((after->picture - before.picture).count());
  return before.captured_at + nanoseconds{static_cast<std::int64_t>(static_cast<double>(since.count()) * rate)};
}

}  // namespace eyrie::capture
