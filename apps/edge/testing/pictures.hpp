// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "base/time.hpp"
#include "imaging/frame.hpp"

namespace eyrie::edge {

/// A clock that stands still until it is told otherwise.
class HandClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return from_nanoseconds(1'758'705'015'000'000'000 + at_ns_); }
  [[nodiscard]] SteadyTime steady_now() const override {
    return SteadyTime{std::chrono::nanoseconds{1'000'000'000 + at_ns_}};
  }
  void advance(std::chrono::nanoseconds by) { at_ns_ += by.count(); }

 private:
  std::atomic<std::int64_t> at_ns_{0};
};

/// A grey picture of 64 x 48, the `number`th of a camera with 30 frames a second.
inline imaging::Frame grey_frame(std::uint64_t number) {
  imaging::Image image(imaging::PixelFormat::kBgr8, 64, 48);
  std::fill_n(image.data(), 64 * 48 * 3, std::uint8_t{128});
  return {.picture = imaging::Image::into_picture(std::move(image)),
          .frame_id = FrameId{number},
          .captured_at = from_nanoseconds(1'758'705'015'000'000'000 + static_cast<std::int64_t>(number) * 33'333'333)};
}

}  // namespace eyrie::edge
