// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/camera_motion.hpp"

#include <utility>
#include <vector>

#include "perception/grey_pyramid.hpp"
#include "perception/optical_flow.hpp"
#include "perception/similarity.hpp"

namespace eyrie::perception {
namespace {

constexpr double kTolerance = 1.0;  // pixels of the small picture
constexpr std::size_t kLeastAgreeing = 12;
constexpr double kLeastAgreeingShare = 0.4;  // of the points that could be followed

/// The same motion in the pixels of the frames, of which the small picture's pixels are squares of side `s`.
Affine in_frame_pixels(const Affine& motion, int s) {
  const double centre = 0.5 * s - 0.5;
  const Affine frame_from_small{.xx = static_cast<double>(s), .dx = centre, .yy = static_cast<double>(s), .dy = centre};
  const Affine small_from_frame{.xx = 1.0 / s, .dx = -centre / s, .yy = 1.0 / s, .dy = -centre / s};
  return frame_from_small * motion * small_from_frame;
}

}  // namespace

class CameraMotion::Estimator {
 public:
  std::optional<Affine> update(const imaging::ImageView& view) {
    std::swap(previous_, current_);
    current_.make(view);
    const bool is_comparable = view.width == width_ && view.height == height_;
    width_ = view.width;
    height_ = view.height;
    if (!is_comparable) return std::nullopt;

    find_corners(previous_, corners_);
    pairs_.clear();
    for (const Point& corner : corners_) {
      if (const auto found = follow(previous_, current_, corner)) pairs_.push_back({.from = corner, .to = *found});
    }
    const auto fit = fit_similarity_robustly(pairs_, kTolerance, scratch_);
    if (!fit || fit->agreeing < kLeastAgreeing) return std::nullopt;
    if (static_cast<double>(fit->agreeing) < kLeastAgreeingShare * static_cast<double>(pairs_.size())) return std::nullopt;
    return in_frame_pixels(fit->to_from_from, current_.source_pixels());
  }

 private:
  int width_ = 0;
  int height_ = 0;
  GreyPyramid previous_;
  GreyPyramid current_;
  std::vector<Point> corners_;
  std::vector<PointPair> pairs_;
  std::vector<PointPair> scratch_;
};

CameraMotion::CameraMotion() : estimator_(std::make_unique<Estimator>()) {}
CameraMotion::~CameraMotion() = default;
CameraMotion::CameraMotion(CameraMotion&&) noexcept = default;
CameraMotion& CameraMotion::operator=(CameraMotion&&) noexcept = default;

std::optional<Affine> CameraMotion::update(const imaging::ImageView& view) {
  if (view.is_empty()) return std::nullopt;
  return estimator_->update(view);
}

}  // namespace eyrie::perception
