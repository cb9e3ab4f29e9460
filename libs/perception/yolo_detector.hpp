// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

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
#include "perception/yolo.hpp"

namespace eyrie::perception {

/// A YOLO network over any engine. Pixels go from the decoder's planes straight into the memory the network reads.
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

  /// Letterboxes the picture into the network's input. The view is not looked at after this.
  [[nodiscard]] Status prepare(const imaging::ImageView& view);
  /// Runs the network on what was prepared.
  [[nodiscard]] Status infer();
  /// What was seen, in pixels of the prepared view, strongest first; valid until the next `finish` or `detect`.
  [[nodiscard]] Result<std::span<const Detection>> finish();

  [[nodiscard]] const YoloContract& contract() const noexcept { return decoder_.contract(); }

 private:
  YoloDetector(std::shared_ptr<InferenceEngine> engine, std::unique_ptr<InferenceRequest> request, YoloContract contract,
               DetectorOptions options, const Clock& clock);

  std::shared_ptr<InferenceEngine> engine_;  ///< outlives its request
  std::unique_ptr<InferenceRequest> request_;
  Letterbox letterbox_;
  YoloDecoder decoder_;
  LetterboxGeometry geometry_;
  StageTimes times_;
  const Clock& clock_;
};

}  // namespace eyrie::perception
