// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "perception/detection.hpp"
#include "perception/detector.hpp"
#include "perception/engine.hpp"

namespace eyrie::detect {

enum class ReportFormat : std::uint8_t {
  kText,  ///< a line a frame, for people
  kJson,  ///< one document: `{"model":...,"backend":...,"precision":...,"frames":[...]}`
  kMot,   ///< MOTChallenge: `frame,id,left,top,width,height,confidence,-1,-1,-1`, frames from 1, pixels
};

/// What was seen in one frame. `track_id` 0 stands for none, `null` in JSON.
struct FrameReport {
  std::string source;  ///< path or address
  FrameId frame_id;
  Timestamp captured_at;
  int width = 0;   ///< pixels
  int height = 0;  ///< pixels
  std::span<const perception::TrackedDetection> detections;
  perception::StageTimes times;
};

/// Tells what was found, frame by frame, so that a film of any length takes no memory. Used by one thread.
class ReportWriter {
 public:
  virtual ~ReportWriter() = default;
  virtual void begin(const perception::ModelInfo& model, const std::vector<std::string>& class_names) = 0;
  virtual void write(const FrameReport& frame) = 0;
  /// Completes the document. `error` is why it ends before the source did, or null.
  virtual void end(const Error* error) = 0;
};

/// Writes to `out`, which stays open and must outlive the writer.
[[nodiscard]] std::unique_ptr<ReportWriter> make_report_writer(ReportFormat format, std::FILE* out);

}  // namespace eyrie::detect
