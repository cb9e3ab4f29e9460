// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "imaging/image.hpp"
#include "perception/detector.hpp"
#include "perception/engine.hpp"
#include "perception/letterbox.hpp"
#include "perception/seam_merge.hpp"
#include "perception/tiling.hpp"
#include "perception/yolo.hpp"

namespace eyrie::perception {

/// A YOLO network over any engine. Pixels go from the decoder's planes straight into the memory the network reads.
///
/// Where the options ask for tiles (see `plan_looks`), the network runs once for each look at the picture, one after the
/// other, each on a view into the picture's own memory, and what they saw is merged (see `SeamMerge`). Every look has inputs
/// and outputs of its own, so that a whole picture is prepared while the one before is in the network: for YOLOv8n at 640 x
/// 640 that is 8 MB a look. Memory is allocated when the size of the pictures changes, never per frame.
///
/// `detect` does all of one picture. A pipeline that wants its stages on threads of their own opens several detectors over
/// one engine, one for each picture under way, and runs `prepare`, `infer` and `finish` of each, in this order, where it
/// likes: one call at a time, handed on between threads with synchronisation (a queue).
class YoloDetector final : public Detector {
 public:
  /// `kUnsupported` when the model is no YOLO detector (see `YoloContract`), `kInvalidArgument` when an option is out of
  /// bounds. `clock` times the stages and outlives the detector.
  [[nodiscard]] static Result<std::unique_ptr<YoloDetector>> open(std::shared_ptr<InferenceEngine> engine,
                                                                  DetectorOptions options,
                                                                  const Clock& clock = system_clock());

  [[nodiscard]] Result<std::span<const Detection>> detect(const imaging::ImageView& view) override;
  [[nodiscard]] const std::vector<std::string>& class_names() const noexcept override;
  [[nodiscard]] StageTimes last_times() const noexcept override { return times_; }

  /// Letterboxes the picture, or its tiles, into the network's inputs. The view is not looked at after this.
  [[nodiscard]] Status prepare(const imaging::ImageView& view);
  /// Runs the network on what was prepared. The slow one of the three.
  [[nodiscard]] Status infer();
  /// What was seen, in pixels of the prepared view, strongest first; valid until the next `finish` or `detect`.
  [[nodiscard]] Result<std::span<const Detection>> finish();

  [[nodiscard]] const YoloContract& contract() const noexcept { return decoder_.contract(); }

 private:
  YoloDetector(std::shared_ptr<InferenceEngine> engine, std::unique_ptr<InferenceRequest> request, YoloContract contract,
               DetectorOptions options, const Clock& clock);

  [[nodiscard]] Status plan_for(PixelSize picture);
  [[nodiscard]] Status fill(std::size_t look, const imaging::ImageView& picture);
  [[nodiscard]] Result<std::span<const Detection>> decode(std::size_t look);

  DetectorOptions options_;
  std::shared_ptr<InferenceEngine> engine_;                  ///< outlives its requests
  std::vector<std::unique_ptr<InferenceRequest>> requests_;  ///< at least one for each look
  std::array<Letterbox, 2> letterboxes_;                     ///< for the picture as a whole, and for tiles
  YoloDecoder decoder_;
  SeamMerge merge_;
  PixelSize picture_;        ///< that `looks_` are for
  std::vector<Look> looks_;  ///< none before the first picture
  std::vector<LetterboxGeometry> geometries_;
  StageTimes times_;
  const Clock& clock_;
};

}  // namespace eyrie::perception
