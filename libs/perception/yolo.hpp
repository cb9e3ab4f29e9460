// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "perception/detection.hpp"
#include "perception/detector.hpp"
#include "perception/engine.hpp"
#include "perception/letterbox.hpp"
#include "perception/nms.hpp"

namespace eyrie::perception {

/// What YOLOv8's own figures are measured with.
inline constexpr float kUsualIou = 0.7F;

/// What a network must look like to be run as a YOLO detector, and what of it the decoder needs to know.
struct YoloContract {
  enum class Head : std::uint8_t {
    kAnchors,   ///< `[1, 4 + classes, anchors]`: centre, size and one score per class for every anchor; NMS is ours to do
    kEndToEnd,  ///< `[1, boxes, 6]`: corners, score and class of boxes that are already chosen
  };

  int width = 0;                                    ///< of the network's input
  int height = 0;                                   ///< of the network's input
  ElementType input_type = ElementType::kFloat32;   ///< float32 or float16
  ElementType output_type = ElementType::kFloat32;  ///< float32 or float16
  Head head = Head::kAnchors;
  float iou = kUsualIou;  ///< of NMS, where the options name none
  std::vector<std::string> class_names = {};

  /// `kUnsupported` where the model is something else; the message says what was found and what is needed. Names come from
  /// the metadata; a model without any gets `class0`, `class1` ... The metadata's `iou`, 0 to 1, is the overlap that the
  /// maker of the model chose for it: two boxes of one head of 9 pixels overlap less than two of one lorry.
  [[nodiscard]] static Result<YoloContract> from(const ModelInfo& model);
};

/// Makes detections of a network's output.
///
/// One pass over the class scores finds the best score of every anchor; only those above the threshold are looked at
/// again. Memory is allocated while the number of candidates still grows, then no more. Used by one thread at a time.
class YoloDecoder {
 public:
  YoloDecoder(YoloContract contract, DetectorOptions options);

  /// `shape` and `output` as the network gave them; boxes come out in pixels of the source picture, strongest first. Valid
  /// until the next call. Boxes and scores that are not finite are left out. `kUnsupported` when the shape is not the
  /// contract's.
  [[nodiscard]] Result<std::span<const Detection>> decode(std::span<const std::byte> output,
                                                          std::span<const std::int64_t> shape,
                                                          const LetterboxGeometry& geometry);

  [[nodiscard]] const YoloContract& contract() const noexcept { return contract_; }
  /// From which overlap the weaker of two boxes goes: the options' or else the model's.
  [[nodiscard]] float iou() const noexcept { return options_.iou.value_or(contract_.iou); }

 private:
  template <typename Element>
  void collect_from_anchors(std::span<const Element> output, std::size_t anchors);
  template <typename Element>
  void collect_end_to_end(std::span<const Element> output);
  template <typename Element>
  void decode_as(std::span<const std::byte> output, std::size_t anchors);

  YoloContract contract_;
  DetectorOptions options_;
  NonMaximumSuppression nms_;
  std::vector<Detection> candidates_;  ///< in pixels of the input
  std::vector<Detection> detections_;
};

}  // namespace eyrie::perception
