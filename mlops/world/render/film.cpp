// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/render/film.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "world/math/parallel.hpp"
#include "world/math/random.hpp"

namespace eyrie::world {
namespace {

/// Linear light 0..kWhite to display 0..1, tabulated over the square root of the light, which spends most entries on
/// shadows.
class ToneCurve {
 public:
  ToneCurve() {
    for (int i = 0; i <= kEntries; ++i) {
      const float root = static_cast<float>(i) / kEntries;
      const float x = root * root * kWhite;
      const float filmic = x * (2.51F * x + 0.03F) / (x * (2.43F * x + 0.59F) + 0.14F);
      table_[static_cast<std::size_t>(i)] = portable::pow(std::clamp(filmic, 0.0F, 1.0F), 1 / 2.2F);
    }
  }
  [[nodiscard]] float operator()(float light) const {
    const float place = std::sqrt(std::clamp(light / kWhite, 0.0F, 1.0F)) * kEntries;
    const int entry = std::min(static_cast<int>(place), kEntries - 1);
    const auto i = static_cast<std::size_t>(entry);
    return mix(table_[i], table_[i + 1], place - static_cast<float>(entry));
  }

 private:
  static constexpr int kEntries = 4096;
  static constexpr float kWhite = 12;
  std::array<float, kEntries + 1> table_{};
};

/// Close to normal, of deviation 1: the sum of four bytes of one number.
float noise_of(std::uint32_t bits) {
  const std::uint32_t sum = (bits & 0xffU) + ((bits >> 8U) & 0xffU) + ((bits >> 16U) & 0xffU) + (bits >> 24U);
  return (static_cast<float>(sum) - 510) / 147.8F;
}

/// The pixel with a little of its neighbours, as a small lens and its sensor's filter give it.
Vec3 through_lens(const std::vector<Vec3>& light, int width, int height, int x, int y) {
  constexpr float kNeighbour = 0.09F;
  const auto at = [&](int column, int row) {
    return light[static_cast<std::size_t>(std::clamp(row, 0, height - 1)) * static_cast<std::size_t>(width) +
                 static_cast<std::size_t>(std::clamp(column, 0, width - 1))];
  };
  const Vec3 cross = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1);
  return (at(x, y) + cross * kNeighbour) * (1 / (1 + 4 * kNeighbour));
}

}  // namespace

imaging::Image develop(const std::vector<Vec3>& light, int width, int height, const Sensor& sensor, int threads) {
  static const ToneCurve curve;
  constexpr float kMiddle = 0.56F;  // brings a sunlit site to the middle of the curve
  imaging::Image image(imaging::PixelFormat::kBgr8, width, height);
  for_each_index(height, threads, [&](int y) {
    Random random = Random(sensor.noise_key).fork(static_cast<std::uint64_t>(y));
    std::uint8_t* pixel = image.data() + y * image.stride();
    for (int x = 0; x < width; ++x, pixel += 3) {
      const float half = static_cast<float>(width) / 2;
      const float dx = (static_cast<float>(x) + 0.5F - half) / half;
      const float dy = (static_cast<float>(y) + 0.5F - static_cast<float>(height) / 2) / half;
      const float gain = kMiddle * sensor.exposure * (1 - sensor.vignette * (dx * dx + dy * dy));
      const Vec3 seen = through_lens(light, width, height, x, y) * sensor.white_balance * gain;
      const float grey_noise = 0.7F * noise_of(random.bits());
      std::array<float, 3> bgr{seen.z, seen.y, seen.x};
      for (std::size_t k = 0; k < 3; ++k) {
        const float value = curve(bgr[k]);
        const float noise = sensor.noise * (grey_noise + 0.5F * noise_of(random.bits())) * (1.4F - 0.8F * value);
        pixel[k] = static_cast<std::uint8_t>(std::clamp((value + noise) * 255 + 0.5F, 0.0F, 255.0F));
      }
    }
  });
  return image;
}

}  // namespace eyrie::world
