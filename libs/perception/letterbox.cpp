// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/letterbox.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "perception/letterbox_kernels.hpp"

namespace eyrie::perception {
namespace {

using imaging::ImageView;
using imaging::PixelFormat;

constexpr float kPadding = 114.0F / 255.0F;
/// Weights of the bilinear filter are in 2048ths.
constexpr double kFullWeight = 2048.0;

const std::uint8_t* row_of(const ImageView& view, std::size_t plane, int row) {
  return view.planes[plane] + row * view.strides[plane];
}

/// Where one output sample falls between source samples.
struct Tap {
  int index;   ///< of the lower neighbour; -1 before the first sample
  int weight;  ///< of the upper neighbour in 2048ths
};

/// Pixel centres are integers at both sizes, hence the halves.
Tap tap_at(int output, double gain) {
  const double position = (output + 0.5) / gain - 0.5;
  const double index = std::floor(position);
  return {.index = static_cast<int>(index), .weight = static_cast<int>(std::nearbyint((position - index) * kFullWeight))};
}

int round_half_even(double value) { return static_cast<int>(std::nearbyint(value)); }

void set_padding(std::span<float> values) { std::ranges::fill(values, kPadding); }
void set_padding(std::span<Half> values) { std::ranges::fill(values, to_half(kPadding)); }

}  // namespace

LetterboxGeometry letterbox_geometry(int source_width, int source_height, int width, int height) noexcept {
  const double gain = std::min(static_cast<double>(height) / source_height, static_cast<double>(width) / source_width);
  LetterboxGeometry geometry;
  geometry.gain = gain;
  geometry.width = std::clamp(round_half_even(source_width * gain), 1, width);
  geometry.height = std::clamp(round_half_even(source_height * gain), 1, height);
  geometry.left = round_half_even((width - geometry.width) / 2.0 - 0.1);
  geometry.top = round_half_even((height - geometry.height) / 2.0 - 0.1);
  return geometry;
}

/// The tables for one source size and format, and the rows they are used on.
class Letterbox::Plan {
 public:
  Plan(const ImageView& view, int width, int height)
      : source_width_(view.width),
        source_height_(view.height),
        source_format_(view.format),
        geometry_(letterbox_geometry(view.width, view.height, width, height)) {
    plan_columns();
    plan_rows();
    const auto count = columns_.size();
    words_.resize(count);
    for (auto& row : scratch_) row.resize(count);
    for (auto& row : base_) row.resize(count);
    for (auto& row : other_) row.resize(count);
    for (auto& narrowed : narrowed_) {
      for (auto& plane : narrowed.planes) plane.resize(count);
    }
  }

  [[nodiscard]] bool fits(const ImageView& view) const noexcept {
    return view.width == source_width_ && view.height == source_height_ && view.format == source_format_;
  }
  [[nodiscard]] const LetterboxGeometry& geometry() const noexcept { return geometry_; }

  /// Writes the scaled picture; `plane` gives the first element of the input's plane, `pitch` the elements of its rows.
  template <typename Element>
  void write(const ImageView& view, Element* tensor, std::size_t pitch, std::size_t plane_size) {
    for (auto& narrowed : narrowed_) narrowed.source_row = -1;
    to_rgb_ = imaging::YuvToRgb::make(view.matrix, view.range);
    for (std::size_t y = 0; y < rows_.size(); ++y) {
      const Row& row = rows_[y];
      const NarrowedRow& upper = narrow(view, row.upper, row.lower);
      const NarrowedRow& lower = narrow(view, row.lower, row.upper);
      Element* out =
          tensor + (static_cast<std::size_t>(geometry_.top) + y) * pitch + static_cast<std::size_t>(geometry_.left);
      for (std::size_t channel = 0; channel < 3; ++channel, out += plane_size) {
        const std::size_t from = source_format_ == PixelFormat::kGray8 ? 0 : channel;
        letterbox::blend_rows({.upper = upper.planes[from].data(),
                               .lower = lower.planes[from].data(),
                               .upper_weight = row.upper_weight,
                               .lower_weight = row.lower_weight},
                              columns_.size(), out);
      }
    }
  }

 private:
  /// Which source pixels make one row of the output, and how much of each. Of two neighbours `base` is the one that weighs
  /// at least half: only so does every product in `blend_columns` fit 16 bits.
  struct Columns {
    std::vector<std::int32_t> base;  ///< byte offsets into a row of the first plane
    std::vector<std::int32_t> other;
    std::vector<std::int16_t> weight;  ///< of `other`, in -1/65536
    std::size_t wide_loads = 0;        ///< so many leading columns have another pixel to their right
    bool is_decimation = true;         ///< every weight is 0: `other` is not looked at

    [[nodiscard]] std::size_t size() const noexcept { return base.size(); }
  };
  /// The two source rows of one output row and their weights in 2048ths.
  struct Row {
    int upper = 0;
    int lower = 0;
    std::int16_t upper_weight = 0;
    std::int16_t lower_weight = 0;
  };
  /// One source row with only the output's columns: red, green, blue (or grey alone) in 128ths of a level.
  struct NarrowedRow {
    int source_row = -1;
    std::array<std::vector<std::int16_t>, 3> planes;
  };
  using ColourRows = std::array<std::vector<std::uint8_t>, 3>;

  void plan_columns() {
    const int last = source_width_ - 1;
    const int pixel_bytes = source_format_ == PixelFormat::kBgr8 || source_format_ == PixelFormat::kRgb8 ? 3 : 1;
    for (int x = 0; x < geometry_.width; ++x) {
      Tap tap = tap_at(x, geometry_.gain);
      if (tap.index < 0) tap = {.index = 0, .weight = 0};
      if (tap.index >= last) tap = {.index = last, .weight = 0};
      int base = tap.index;
      int other = std::min(tap.index + 1, last);
      int weight = tap.weight;
      if (weight > 1024) {
        std::swap(base, other);
        weight = 2048 - weight;
      }
      columns_.base.push_back(base * pixel_bytes);
      columns_.other.push_back(other * pixel_bytes);
      columns_.weight.push_back(static_cast<std::int16_t>(-32 * weight));
      columns_.is_decimation = columns_.is_decimation && weight == 0;
      if (tap.index + 1 < last) columns_.wide_loads = columns_.size();
    }
  }

  void plan_rows() {
    const int last = source_height_ - 1;
    for (int y = 0; y < geometry_.height; ++y) {
      const Tap tap = tap_at(y, geometry_.gain);
      const int upper = std::clamp(tap.index, 0, last);
      const int lower = tap.weight == 0 ? upper : std::clamp(tap.index + 1, 0, last);  // what weighs nothing is not read
      rows_.push_back({.upper = upper,
                       .lower = lower,
                       .upper_weight = static_cast<std::int16_t>(2048 - tap.weight),
                       .lower_weight = static_cast<std::int16_t>(tap.weight)});
    }
  }

  /// The narrowed source row, from the last two or made anew in the place of one that is not `keep`.
  const NarrowedRow& narrow(const ImageView& view, int source_row, int keep) {
    for (const auto& narrowed : narrowed_) {
      if (narrowed.source_row == source_row) return narrowed;
    }
    NarrowedRow& narrowed = narrowed_[narrowed_[0].source_row == keep ? 1 : 0];
    narrowed.source_row = source_row;

    gather(view, source_row, columns_.base, base_);
    if (!columns_.is_decimation) gather(view, source_row, columns_.other, other_);
    const std::size_t planes = source_format_ == PixelFormat::kGray8 ? 1 : 3;
    for (std::size_t i = 0; i < planes; ++i) {
      std::int16_t* out = narrowed.planes[i].data();
      if (columns_.is_decimation) {
        letterbox::widen(base_[i].data(), columns_.size(), out);
      } else {
        letterbox::blend_columns(base_[i].data(), other_[i].data(), columns_.weight.data(), columns_.size(), out);
      }
    }
    return narrowed;
  }

  /// The pixels of one source row at `offsets`, as red, green and blue; as grey alone for grey pictures.
  void gather(const ImageView& view, int source_row, std::span<const std::int32_t> offsets, ColourRows& out) {
    const std::uint8_t* first = row_of(view, 0, source_row);
    switch (source_format_) {
      case PixelFormat::kGray8: letterbox::gather_bytes(first, offsets, out[0].data()); return;
      case PixelFormat::kRgb8:
        letterbox::gather_triples(first, offsets, columns_.wide_loads, words_.data(), out[0].data(), out[1].data(),
                                  out[2].data());
        return;
      case PixelFormat::kBgr8:
        letterbox::gather_triples(first, offsets, columns_.wide_loads, words_.data(), out[2].data(), out[1].data(),
                                  out[0].data());
        return;
      case PixelFormat::kI420:
      case PixelFormat::kNv12: break;
    }
    const std::uint8_t* u = row_of(view, 1, source_row / 2);
    const std::uint8_t* v = source_format_ == PixelFormat::kNv12 ? u + 1 : row_of(view, 2, source_row / 2);
    letterbox::gather_yuv(first, u, v, source_format_ == PixelFormat::kNv12 ? 2 : 1, offsets, scratch_[0].data(),
                          scratch_[1].data(), scratch_[2].data());
    letterbox::convert_yuv(to_rgb_, scratch_[0].data(), scratch_[1].data(), scratch_[2].data(), offsets.size(),
                           out[0].data(), out[1].data(), out[2].data());
  }

  int source_width_;
  int source_height_;
  PixelFormat source_format_;
  LetterboxGeometry geometry_;
  Columns columns_;
  std::vector<Row> rows_;
  imaging::YuvToRgb to_rgb_;

  std::array<NarrowedRow, 2> narrowed_;
  ColourRows base_;
  ColourRows other_;
  ColourRows scratch_;                ///< rows of Y, U and V before they become colours
  std::vector<std::uint32_t> words_;  ///< interleaved pixels, four bytes each
};

Letterbox::Letterbox(int width, int height) : width_(width), height_(height) {}
Letterbox::~Letterbox() = default;
Letterbox::Letterbox(Letterbox&&) noexcept = default;
Letterbox& Letterbox::operator=(Letterbox&&) noexcept = default;

Result<LetterboxGeometry> Letterbox::apply(const ImageView& view, std::span<float> tensor) { return fill(view, tensor); }
Result<LetterboxGeometry> Letterbox::apply(const ImageView& view, std::span<Half> tensor) { return fill(view, tensor); }

template <typename Element>
Result<LetterboxGeometry> Letterbox::fill(const ImageView& view, std::span<Element> tensor) {
  const auto pitch = static_cast<std::size_t>(width_);
  const std::size_t plane_size = pitch * static_cast<std::size_t>(height_);
  if (view.is_empty()) return fail(Error::kInvalidArgument, "cannot letterbox an empty picture");
  if (tensor.size() != 3 * plane_size) {
    return fail(Error::kInvalidArgument, "the input tensor holds " + std::to_string(tensor.size()) + " values, 3 x " +
                                             std::to_string(height_) + " x " + std::to_string(width_) + " are needed");
  }
  if (!plan_ || !plan_->fits(view)) plan_ = std::make_unique<Plan>(view, width_, height_);

  const LetterboxGeometry geometry = plan_->geometry();
  const auto left = static_cast<std::size_t>(geometry.left);
  const std::size_t right = left + static_cast<std::size_t>(geometry.width);
  const auto top = static_cast<std::size_t>(geometry.top);
  const std::size_t bottom = top + static_cast<std::size_t>(geometry.height);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const std::span<Element> plane = tensor.subspan(channel * plane_size, plane_size);
    set_padding(plane.first(top * pitch));
    set_padding(plane.subspan(bottom * pitch));
    if (geometry.width == width_) continue;
    for (std::size_t y = top; y < bottom; ++y) {
      const std::span<Element> row = plane.subspan(y * pitch, pitch);
      set_padding(row.first(left));
      set_padding(row.subspan(right));
    }
  }
  plan_->write(view, tensor.data(), pitch, plane_size);
  return geometry;
}

}  // namespace eyrie::perception
