// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "evaluation/boxes.hpp"

/// How good a detector is, by the rules of COCO (Lin et al., ECCV 2014; the reference is `COCOeval` of pycocotools, boxes).
///
/// A detection is right when its box overlaps one of its class that no stronger detection has taken, by IoU from a threshold
/// on: .50, .55 ... .95. A crowd counts for any number of detections, and its overlap is the share of the detection that
/// lies in it; to find a crowd, or a box outside of the range of areas that is looked at, is no merit and no mistake.
/// Precision, made monotonous, is read at 101 recalls. An average takes in only those classes that have something to find.
namespace eyrie::evaluation {

/// A box that is really there.
struct TrueBox {
  std::uint32_t picture = 0;  ///< index
  std::uint32_t class_index = 0;
  PixelBox box;
  double area_px2 = 0;  ///< decides the range: of the thing's own outline where that is known, else of the box
  bool is_crowd = false;
};

/// A box that was found.
struct FoundBox {
  std::uint32_t picture = 0;  ///< index
  std::uint32_t class_index = 0;
  PixelBox box;
  double score = 0;  ///< any scale; not NaN
};

inline constexpr std::size_t kCocoFigures = 12;
/// AP and AR are means over IoU .50:.95 where nothing else is said; the number is how many detections of a class count in a
/// picture, the strongest.
inline constexpr std::array<const char*, kCocoFigures> kCocoFigureNames{"AP",        "AP50",     "AP75",      "AP small",
                                                                        "AP medium", "AP large", "AR 1",      "AR 10",
                                                                        "AR 100",    "AR small", "AR medium", "AR large"};

struct ClassAccuracy {
  std::size_t true_boxes = 0;     ///< to be found: without crowds
  std::size_t found_boxes = 0;    ///< that count: 100 of a picture at most
  std::optional<double> ap = {};  ///< over IoU .50:.95; nothing where there is nothing to find
  std::optional<double> ap50 = {};
  std::optional<double> ar100 = {};
};

struct CocoAccuracy {
  /// In the order of `kCocoFigureNames`, which is that of pycocotools' `stats`; -1 where there is nothing to find.
  std::array<double, kCocoFigures> figures{};
  std::vector<ClassAccuracy> classes;  ///< by class index
};

/// Judges detections. Pictures and classes come in the order of their indices, detections of equal score in the order given,
/// as in pycocotools by the order of ids and of the file. Every class index is below `classes`.
///
/// The arithmetic is in the order of pycocotools and numpy, so that the figures are the same to the last bit but one.
/// Two things are its own: `ignore` of an annotation is not known here, as it is overwritten there; and a detection on a box
/// whose annotation has the id 0, which is taken for a miss there, is a hit here.
[[nodiscard]] CocoAccuracy judge_detections(std::span<const TrueBox> truth, std::span<const FoundBox> found,
                                            std::size_t classes);

}  // namespace eyrie::evaluation
