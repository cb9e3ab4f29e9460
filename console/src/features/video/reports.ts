// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { DetectionReport } from "../../shared/api/types";
import { boxesBetween, boxesOf, lastAtOrBefore, type Box, type Sighting } from "../../shared/picture/sightings";

interface Kept extends Sighting {
  frame: number | undefined;
}

export interface BoxesOfFrame {
  /** `exact`: seen in this very picture. `between`: interpolated. `none`: nobody knows, so nothing is drawn. */
  source: "exact" | "between" | "none";
  boxes: Box[];
}

const keptMs = 10_000;

/**
 * The reports of the last seconds, by capture time, however late or reordered they came. A report belongs to a picture when both
 * its frame number and its time in milliseconds are the picture's (docs/design/live.md).
 */
export class Reports {
  private kept: Kept[] = [];

  add(report: DetectionReport): void {
    const timeMs = Date.parse(report.timestamp);
    if (Number.isNaN(timeMs)) return;
    const sighting: Kept = { timeMs, frame: frameNumber(report.frame_id), detections: report.detections };
    const at = lastAtOrBefore(this.kept, timeMs) + 1;
    const twin = this.kept[at - 1];
    if (twin?.timeMs === timeMs && twin.frame === sighting.frame) this.kept[at - 1] = sighting;
    else this.kept.splice(at, 0, sighting);
    const newest = this.kept[this.kept.length - 1]?.timeMs ?? timeMs;
    const first = this.kept.findIndex((other) => other.timeMs >= newest - keptMs);
    if (first > 0) this.kept.splice(0, first);
  }

  of(frameId: number, capturedAtUs: number): BoxesOfFrame {
    const timeMs = Math.floor(capturedAtUs / 1000);
    let at = lastAtOrBefore(this.kept, timeMs);
    for (let same = at; this.kept[same]?.timeMs === timeMs; same -= 1) {
      const candidate = this.kept[same];
      if (candidate?.frame === frameId) return { source: "exact", boxes: boxesOf(candidate) };
      at = same - 1;
    }
    const boxes = boxesBetween(this.kept[at], this.kept.find((other) => other.timeMs > timeMs), timeMs);
    return { source: boxes.length > 0 ? "between" : "none", boxes };
  }
}

/** `frame-0042` is frame 42; a text without digits at its end names no frame of a stream. */
export function frameNumber(frameId: string): number | undefined {
  const digits = /(\d+)$/.exec(frameId)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
