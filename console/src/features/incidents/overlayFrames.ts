// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Overlay } from "../../shared/api/types";
import { boxesBetween, boxesOf, lastAtOrBefore, type Box, type Sighting } from "../../shared/picture/sightings";

export interface OverlayFrame extends Sighting {
  ptsUs: number;
  frameId: string;
  capturedAt: string;
}

/** Containers round a presentation time to their own time base: 1/90000 s and 1/12800 s are common, 1/1000 s the coarsest. */
const roundingUs = 1000;

export function overlayFrames(overlay: Overlay | undefined): OverlayFrame[] {
  return (overlay?.frames ?? [])
    .map((frame) => ({ timeMs: frame.pts_us / 1000, ptsUs: frame.pts_us, frameId: frame.frame_id, capturedAt: frame.timestamp, detections: frame.detections }))
    .sort((a, b) => a.ptsUs - b.ptsUs);
}

export interface FrameBoxes {
  source: "exact" | "between" | "none";
  frame: OverlayFrame | undefined;
  boxes: Box[];
}

/** The boxes of the picture shown at `mediaUs` of the clip. */
export function boxesAt(frames: readonly OverlayFrame[], mediaUs: number): FrameBoxes {
  const at = lastAtOrBefore(frames, (mediaUs + roundingUs) / 1000);
  const frame = frames[at];
  if (frame && mediaUs - frame.ptsUs <= roundingUs) return { source: "exact", frame, boxes: boxesOf(frame) };
  const boxes = boxesBetween(frame, frames[at + 1], mediaUs / 1000);
  return { source: boxes.length > 0 ? "between" : "none", frame: undefined, boxes };
}

/** The usual distance of two pictures, from those the player has shown; a thirtieth of a second until it knows better. */
export function frameIntervalUs(shownUs: readonly number[]): number {
  const distances: number[] = [];
  for (let n = 1; n < shownUs.length; n += 1) {
    const distance = (shownUs[n] ?? 0) - (shownUs[n - 1] ?? 0);
    if (distance > 3000 && distance < 1_100_000) distances.push(distance);
  }
  if (distances.length === 0) return 33_333;
  return distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 33_333;
}
