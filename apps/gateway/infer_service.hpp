// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "fleet/blobs.hpp"
#include "fleet/store.hpp"
#include "gateway/ingest.hpp"
#include "imaging/image.hpp"
#include "observe/metrics.hpp"
#include "perception/detector.hpp"

namespace eyrie::gateway {

/// The detectors that answer `/infer`, each for one picture at a time. Thread-safe.
class DetectorPool {
 public:
  /// `model`: name and hash, as reports tell it.
  DetectorPool(std::string model, std::vector<std::unique_ptr<perception::Detector>> detectors);

  struct Findings {
    std::vector<fleet::SeenObject> objects;  ///< strongest first
    perception::StageTimes times;
  };
  /// Waits for a free detector.
  [[nodiscard]] Result<Findings> find(const imaging::ImageView& picture);
  [[nodiscard]] const std::string& model() const noexcept { return model_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  std::string model_;
  std::size_t size_;
  BoundedQueue<std::unique_ptr<perception::Detector>> free_;
};

/// Turns the bytes of a JPEG or PNG into pixels; the picture adapter, or a test's.
using PictureDecoder = Result<imaging::Image> (*)(std::span<const std::uint8_t> bytes);

/// `POST /infer` without HTTP: decode, detect, store.
/// What it finds is stored as a report and shown live, but opens no incident: a single picture has no frames before it.
/// Thread-safe; blocks. What limits how many wait is the server's heavy lane.
class InferService {
 public:
  struct Request {
    DroneId drone;
    std::string_view picture;  ///< base64, or `s3://bucket/key`
  };
  struct Answer {
    fleet::DetectionReport report;
    double decode_ms = 0;
    perception::StageTimes times;
    double store_ms = 0;
  };

  /// `pool` may be null: then `/infer` says which setting is missing.
  InferService(std::unique_ptr<DetectorPool> pool, PictureDecoder decode, fleet::FleetStore& store, fleet::BlobStore& blobs,
               IngestListener& listener, observe::Metrics& metrics, const Clock& clock);

  /// `kUnavailable` without a model, `kNotFound` for a drone that is not enrolled or an object that is not there,
  /// `kInvalidArgument` for what is neither base64 nor a link, `kCorrupt` and `kUnsupported` for what is no picture,
  /// `kTooLarge` for one past the decoder's limits.
  [[nodiscard]] Result<Answer> infer(const fleet::Principal& principal, const Request& request);

  [[nodiscard]] bool is_ready() const noexcept { return pool_ != nullptr; }

 private:
  [[nodiscard]] Result<std::vector<std::uint8_t>> load(const fleet::Principal& principal, std::string_view picture);
  /// `s3://bucket/key` -> `key`: there is one bucket, ours, whatever it is called.
  [[nodiscard]] static std::string_view link_key(std::string_view link);
  [[nodiscard]] Status keep(const fleet::DetectionReport& report);

  std::unique_ptr<DetectorPool> pool_;
  PictureDecoder decode_;
  fleet::FleetStore& store_;
  fleet::BlobStore& blobs_;
  IngestListener& listener_;
  const Clock& clock_;
  const fleet::Principal service_ = fleet::Principal::service("infer");
  observe::Histogram time_;
};

}  // namespace eyrie::gateway
