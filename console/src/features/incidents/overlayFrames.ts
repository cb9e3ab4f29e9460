// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Overlay } from "../../shared/api/types";
import { boxesBetween, boxesOf, lastAtOrBefore, type Box, type Sighting } from "../../shared/picture/sightings";

export interface OverlayFrame extends Sighting {
  ptsUs: number;
  frameId: string;
  capturedAt: string;
}

/** The frames of a clip in order of presentation: all that are known by name, and those of them in which something was seen. */
export interface OverlayFrames {
  all: readonly OverlayFrame[];
  seen: readonly OverlayFrame[];
}

/** Containers round a presentation time to their own time base: 1/90000 s and 1/12800 s are common, 1/1000 s the coarsest. */
const roundingUs = 1000;

export function overlayFrames(overlay: Overlay | undefined): OverlayFrames {
  const all = (overlay?.frames ?? [])
    .map((frame) => ({ timeMs: frame.pts_us / 1000, ptsUs: frame.pts_us, frameId: frame.frame_id, capturedAt: frame.timestamp, detections: frame.detections }))
    .sort((a, b) => a.ptsUs - b.ptsUs);
  return { all, seen: all.filter((frame) => frame.detections.length > 0) };
}

export interface FrameBoxes {
  /** As of a live picture: nobody can tell a frame in which nothing was from one that was never looked at. */
  source: "exact" | "between" | "none";
  frame: OverlayFrame | undefined;
  boxes: Box[];
}

/** The boxes of the picture shown at `mediaUs` of the clip. */
export function boxesAt({ all, seen }: OverlayFrames, mediaUs: number): FrameBoxes {
  const timeMs = (mediaUs + roundingUs) / 1000;
  const latest = all[lastAtOrBefore(all, timeMs)];
  const frame = latest && mediaUs - latest.ptsUs <= roundingUs ? latest : undefined;
  if (frame && frame.detections.length > 0) return { source: "exact", frame, boxes: boxesOf(frame) };
  const before = lastAtOrBefore(seen, timeMs);
  const boxes = boxesBetween(seen[before], seen[before + 1], mediaUs / 1000);
  return { source: boxes.length > 0 ? "between" : "none", frame, boxes };
}
