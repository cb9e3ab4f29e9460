// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "perception/detection.hpp"
#include "perception/nms.hpp"
#include "perception/tiling.hpp"

namespace eyrie::perception {

/// Makes one list of what several looks at a picture saw, each thing once.
///
/// That a network finds small things when it is given slices of a picture is the idea of Akyon, Altinuc and Temizel,
/// "Slicing Aided Hyper Inference" (ICIP 2022). Their merging takes boxes for one that overlap by enough of the smaller, so
/// that a child before an adult is lost, and parts of a thing that share little stay two. Here it counts what both looks
/// could see:
///
/// - Two detections of a class from two looks are of one thing when their boxes agree within the part of the picture that
///   both looks show: cut off at its edges, their intersection over union reaches `kAgreement`. The part of a lorry that
///   ends at a seam agrees with the rest of it from the next tile, and with the whole of it from a look at the whole
///   picture, as well as two boxes of somebody whom both tiles show.
/// - Pairs are joined from the one that agrees best on, and no thing is joined of two detections of one look: what a network
///   tells apart where it sees both stays apart, however close. Nor are two joined that nowhere agree although both looks
///   show the place.
/// - A thing has the box of its surest detection that no seam cuts (one that ends within `kSeamReach` of a seam counts as
///   cut), or, where all are cut, the box around them all; and the highest confidence of all.
/// - A cut box that no other look agrees with is left out when `kFragment` of it lie within a thing of its class which its
///   own look did not see as something else: an arm that reaches over a seam is not somebody.
/// - What is left goes through the class-aware NMS of a single look (`NonMaximumSuppression`), for its limits and its order:
///   strongest first; of equals the one whose earliest detection was added earlier.
///
/// The same input gives the same output. Boxes are compared where they overlap along x: the work grows with the pairs that
/// do, and with n log n of n detections. Keeps its memory between pictures; used by one thread at a time.
class SeamMerge {
 public:
  static constexpr float kAgreement = 0.4F;
  static constexpr float kFragment = 0.7F;
  /// Share of a tile's longer side: about what a box of a network is off by.
  static constexpr float kSeamReach = 1.0F / 160;

  /// Begins a picture that is looked at so (see `plan_looks`).
  void begin(std::span<const Look> looks);
  /// What one look saw, in pixels of that look, confidences not negative. A look is added once.
  void add(std::size_t look, std::span<const Detection> detections);
  /// In pixels of the picture; valid until the next `begin`.
  [[nodiscard]] std::span<const Detection> finish(float max_iou, std::size_t max_kept);

 private:
  /// Where a look ends; an edge that is the picture's own lies at infinity, because nothing is cut there.
  struct Extent {
    Box box;
    float reach = 0;  ///< pixels
  };
  struct Sighting {
    Detection detection;  ///< in pixels of the picture
    std::uint32_t look = 0;
    bool is_cut = false;
  };
  struct Pair {
    float agreement = 0;
    std::uint32_t first = 0;
    std::uint32_t second = 0;
  };

  [[nodiscard]] float agreement(const Sighting& a, const Sighting& b) const noexcept;
  [[nodiscard]] bool can_be_one(std::uint32_t first, std::uint32_t second) const noexcept;
  void find_pairs();
  void join(std::uint32_t first, std::uint32_t second) noexcept;
  [[nodiscard]] Detection thing_of(std::uint32_t first) const noexcept;
  [[nodiscard]] bool is_fragment(std::uint32_t sighting) const noexcept;
  [[nodiscard]] bool has_seen(std::uint32_t thing, std::uint32_t look) const noexcept;

  std::vector<Look> looks_;
  std::vector<Extent> extents_;
  std::vector<Sighting> sightings_;
  std::vector<Pair> pairs_;
  std::vector<std::uint32_t> by_left_edge_;
  /// Of each sighting the earliest of its thing, and the next of it in a ring.
  std::vector<std::uint32_t> thing_;
  std::vector<std::uint32_t> next_;
  std::vector<Detection> joined_;  ///< by the earliest sighting
  std::vector<Detection> merged_;
  NonMaximumSuppression nms_;
};

}  // namespace eyrie::perception
