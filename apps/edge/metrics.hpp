// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "observe/metrics.hpp"

namespace eyrie::edge {

/// Counts what went wrong in any stage, by its code.
inline constexpr observe::CounterName kErrorsMetric = "eyrie_edge_pipeline_errors_total";

/// Every other number the edge publishes; the names are pinned by docs/reference/metrics.txt.
struct EdgeMetrics {
  explicit EdgeMetrics(observe::Metrics& metrics)
      : packets(metrics.counter("eyrie_edge_captured_packets_total", "Encoded pictures captured.")),
        frames_decoded(metrics.counter("eyrie_edge_decoded_frames_total", "Pictures decoded.")),
        frames_inferred(metrics.counter("eyrie_edge_inferred_frames_total", "Pictures the network looked at.")),
        frames_skipped(
            metrics.counter("eyrie_edge_skipped_frames_total", "Pictures that were not due: every, max_fps, adaptive.")),
        dropped_before_decode(metrics.counter("eyrie_edge_dropped_frames_total", kDroppedHelp, {{"stage", "decode"}})),
        dropped_before_inference(metrics.counter("eyrie_edge_dropped_frames_total", kDroppedHelp, {{"stage", "infer"}})),
        dropped_before_report(metrics.counter("eyrie_edge_dropped_frames_total", kDroppedHelp, {{"stage", "report"}})),
        preprocess_seconds(metrics.histogram("eyrie_edge_preprocess_seconds", "Letterbox into the network's input.",
                                             observe::latency_buckets())),
        infer_seconds(metrics.histogram("eyrie_edge_infer_seconds", "The network itself.", observe::latency_buckets())),
        postprocess_seconds(
            metrics.histogram("eyrie_edge_postprocess_seconds", "Decoding of boxes and NMS.", observe::latency_buckets())),
        capture_to_report_seconds(metrics.histogram("eyrie_edge_capture_to_report_seconds",
                                                    "Age of a frame when its report entered the journal.",
                                                    observe::latency_buckets())),
        detections(metrics.counter("eyrie_edge_reported_detections_total", "Things reported.")),
        flagged_frames(metrics.counter("eyrie_edge_flagged_frames_total", "Frames for which a rule began to hold.")),
        clips(metrics.counter("eyrie_edge_cut_clips_total", "Clips cut out of the ring.")),
        uploads(metrics.counter("eyrie_edge_uploaded_files_total", "Pictures and clips handed to the gateway.")),
        lost_evidence(metrics.counter("eyrie_edge_lost_evidence_files_total",
                                      "Pictures and clips that nobody will see; the log names each with the reason.")),
        video_units(metrics.counter("eyrie_edge_video_units_total", "Access units sent to watchers.")),
        capture_gaps(metrics.counter("eyrie_edge_capture_gap_events_total", "Times without pictures that ended.")),
        clip_span_seconds(metrics.gauge("eyrie_edge_clip_span_seconds", "How far back a clip can begin now.")),
        clip_ring_bytes(metrics.gauge("eyrie_edge_clip_ring_bytes", "Memory of the remembered video.")),
        journal_waiting_messages(
            metrics.gauge("eyrie_edge_journal_waiting_messages", "Messages not yet acknowledged by the gateway.")),
        journal_tombstoned_messages(metrics.gauge("eyrie_edge_journal_tombstoned_messages",
                                                  "Messages given up for want of room, and named in the ledger.")),
        journal_put_off_messages(metrics.gauge("eyrie_edge_journal_put_off_messages",
                                               "Of the waiting: those the gateway takes later, as their time lies ahead.")),
        journal_lost_messages(metrics.gauge("eyrie_edge_journal_lost_messages",
                                            "Messages a full or failing disk did not even let be numbered, since start.")),
        evidence_waiting_files(metrics.gauge("eyrie_edge_evidence_waiting_files", "Pictures and clips not yet uploaded.")) {}

  static constexpr const char* kDroppedHelp =
      "Pictures lost because a stage could not keep up, by the stage they waited for.";

  observe::Counter packets;
  observe::Counter frames_decoded;
  observe::Counter frames_inferred;
  observe::Counter frames_skipped;
  observe::Counter dropped_before_decode;
  observe::Counter dropped_before_inference;
  observe::Counter dropped_before_report;
  observe::Histogram preprocess_seconds;
  observe::Histogram infer_seconds;
  observe::Histogram postprocess_seconds;
  observe::Histogram capture_to_report_seconds;
  observe::Counter detections;
  observe::Counter flagged_frames;
  observe::Counter clips;
  observe::Counter uploads;
  observe::Counter lost_evidence;
  observe::Counter video_units;
  observe::Counter capture_gaps;
  observe::Gauge clip_span_seconds;
  observe::Gauge clip_ring_bytes;
  observe::Gauge journal_waiting_messages;
  observe::Gauge journal_tombstoned_messages;
  observe::Gauge journal_put_off_messages;
  observe::Gauge journal_lost_messages;
  observe::Gauge evidence_waiting_files;
};

}  // namespace eyrie::edge
