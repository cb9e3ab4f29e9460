// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/detect/report_writer.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "eyrie/detect/class_label.hpp"
#include "eyrie/detect/stage_times.hpp"

namespace eyrie::detect {
namespace {

using nlohmann::ordered_json;

std::string dump(const ordered_json& json) { return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace); }

void put(std::FILE* out, std::string_view text) { std::fwrite(text.data(), 1, text.size(), out); }

/// Six decimals are a thousandth of a pixel on the widest picture.
double rounded(double value) { return std::round(value * 1e6) / 1e6; }

class JsonWriter final : public ReportWriter {
 public:
  explicit JsonWriter(std::FILE* out) : out_(out) {}

  void begin(const perception::ModelInfo& model, const std::vector<std::string>& class_names) override {
    names_ = class_names;
    has_begun_ = true;
    put(out_, "{\"model\":" + dump({{"path", model.path}, {"sha256", model.sha256}, {"classes", names_}}) +
                  ",\"backend\":" + dump(model.backend) + ",\"precision\":" + dump(model.precision) + ",\"frames\":[");
  }

  void write(const FrameReport& frame) override {
    put(out_, (is_first_ ? "\n" : ",\n") + dump(to_json(frame)));
    is_first_ = false;
  }

  void end(const Error* error) override {
    put(out_, has_begun_ ? "]" : "{\"frames\":[]");
    if (error != nullptr) put(out_, ",\"error\":" + dump({{"code", name_of(error->code)}, {"message", error->message}}));
    put(out_, "}\n");
  }

 private:
  [[nodiscard]] ordered_json to_json(const FrameReport& frame) const {
    auto detections = ordered_json::array();
    const auto share = [](float edge, int side) { return rounded(std::clamp(static_cast<double>(edge) / side, 0.0, 1.0)); };
    for (const auto& [detection, track_id] : frame.detections) {
      const auto& box = detection.box;
      ordered_json entry = {{"class", class_label(names_, detection.class_id)},
                            {"class_id", detection.class_id},
                            {"conf", rounded(static_cast<double>(detection.confidence))},
                            {"bbox",
                             {share(box.x_min, frame.width), share(box.y_min, frame.height), share(box.x_max, frame.width),
                              share(box.y_max, frame.height)}}};
      entry["track_id"] = track_id != 0 ? ordered_json("t" + std::to_string(track_id)) : ordered_json();
      detections.push_back(std::move(entry));
    }
    return {{"source", frame.source},
            {"frame_id", to_string(frame.frame_id)},
            {"timestamp", to_rfc3339(frame.captured_at)},
            {"width", frame.width},
            {"height", frame.height},
            {"detections", std::move(detections)},
            {"timing_ms",
             {{"preprocess", in_ms(frame.times.preprocess)},
              {"infer", in_ms(frame.times.infer)},
              {"postprocess", in_ms(frame.times.postprocess)}}}};
  }

  std::FILE* out_;
  std::vector<std::string> names_;
  bool has_begun_ = false;
  bool is_first_ = true;
};

class TextWriter final : public ReportWriter {
 public:
  explicit TextWriter(std::FILE* out) : out_(out) {}

  void begin(const perception::ModelInfo& model, const std::vector<std::string>& class_names) override {
    names_ = class_names;
    put(out_, model.path + " by " + model.backend + " in " + model.precision + ", " + std::to_string(names_.size()) +
                  " classes\n");
  }

  void write(const FrameReport& frame) override {
    std::map<std::string, int> count_by_name;
    for (const auto& [detection, track_id] : frame.detections) ++count_by_name[class_label(names_, detection.class_id)];
    std::string found;
    for (const auto& [name, count] : count_by_name)
      found += (found.empty() ? "" : ", ") + std::to_string(count) + " " + name;
    char time[32];
    std::snprintf(time, sizeof time, "%.1f ms", in_ms(sum_of(frame.times)));
    put(out_, frame.source + " " + to_string(frame.frame_id) + " " + std::to_string(frame.width) + "x" +
                  std::to_string(frame.height) + ": " + (found.empty() ? "nothing" : found) + "  (" + time + ")\n");
  }

  void end(const Error* /*error*/) override {}

 private:
  std::FILE* out_;
  std::vector<std::string> names_;
};

class MotWriter final : public ReportWriter {
 public:
  explicit MotWriter(std::FILE* out) : out_(out) {}

  void begin(const perception::ModelInfo& /*model*/, const std::vector<std::string>& /*class_names*/) override {}

  void write(const FrameReport& frame) override {
    ++frame_number_;  // of its own: frame ids count in decoding order
    for (const auto& [detection, track_id] : frame.detections) {
      const auto& box = detection.box;
      std::fprintf(out_, "%llu,%llu,%.2f,%.2f,%.2f,%.2f,%.4f,-1,-1,-1\n", frame_number_,
                   static_cast<unsigned long long>(track_id), static_cast<double>(box.x_min), static_cast<double>(box.y_min),
                   static_cast<double>(box.width()), static_cast<double>(box.height()),
                   static_cast<double>(detection.confidence));
    }
  }

  void end(const Error* /*error*/) override {}

 private:
  std::FILE* out_;
  unsigned long long frame_number_ = 0;
};

}  // namespace

std::unique_ptr<ReportWriter> make_report_writer(ReportFormat format, std::FILE* out) {
  switch (format) {
    case ReportFormat::kText: return std::make_unique<TextWriter>(out);
    case ReportFormat::kJson: return std::make_unique<JsonWriter>(out);
    case ReportFormat::kMot: return std::make_unique<MotWriter>(out);
  }
  return std::make_unique<TextWriter>(out);
}

}  // namespace eyrie::detect
