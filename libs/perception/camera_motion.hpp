// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "imaging/image.hpp"
#include "perception/affine.hpp"

namespace eyrie::perception {

/// Finds out how the camera moved between successive frames, so that a tracker can tell a turning camera from a running
/// person: the turn, zoom and shift that carries most of the scene from one frame to the next.
///
/// Works on a grey picture about 320 pixels wide. The best corner of each cell of a grid is followed by Lucas and Kanade's
/// method over three sizes of the picture (Bouguet, "Pyramidal implementation of the affine Lucas Kanade feature tracker",
/// Intel 2001, without the affine part); RANSAC over pairs of points (Fischler and Bolles, CACM 24, 1981) finds the motion
/// that most agree on, least squares over these the motion itself. Things that move by themselves are in the minority and
/// left out.
///
/// The same frames always give the same answer. Memory is allocated when the size of the frames changes, never per frame.
/// Used by one thread at a time.
class CameraMotion {
 public:
  CameraMotion();
  ~CameraMotion();
  CameraMotion(CameraMotion&&) noexcept;
  CameraMotion& operator=(CameraMotion&&) noexcept;

  /// `current_from_previous` in pixels of the frames. Nothing for the first frame, after a change of size, and where the two
  /// frames do not agree on one motion: a cut, a blank wall, darkness, a shift of more than about a tenth of the width.
  [[nodiscard]] std::optional<Affine> update(const imaging::ImageView& view);

 private:
  class Estimator;
  std::unique_ptr<Estimator> estimator_;
};

}  // namespace eyrie::perception
