// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Detection } from "../api/types";

/** What inference saw in one picture. `timeMs` is any clock that all sightings of a list share. */
export interface Sighting {
  timeMs: number;
  detections: readonly Detection[];
}

/** One box to draw. An interpolated one was not seen in this picture: it lies between two pictures in which the track was. */
export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  label: string;
  confidence: number;
  trackId: string | undefined;
  isInterpolated: boolean;
}

/** Tracks are carried over at most this long; past it nobody knows where they were. */
export const MAX_GAP_MS = 700;

export function boxesOf(sighting: Sighting): Box[] {
  return sighting.detections.map((detection) => toBox(detection, false));
}

/**
 * Boxes for a picture between two inferred ones: every track seen in both, on the straight line from one box to the other.
 * Empty when either neighbour is absent or they lie more than `MAX_GAP_MS` apart; a box is never carried past the last sighting.
 */
export function boxesBetween(before: Sighting | undefined, after: Sighting | undefined, timeMs: number): Box[] {
  if (!before || !after) return [];
  const gap = after.timeMs - before.timeMs;
  if (gap <= 0 || gap > MAX_GAP_MS) return [];
  const share = (timeMs - before.timeMs) / gap;
  const boxes: Box[] = [];
  for (const earlier of before.detections) {
    if (earlier.track_id === undefined) continue;
    const later = after.detections.find((candidate) => candidate.track_id === earlier.track_id);
    if (!later) continue;
    const from = toBox(earlier, true);
    const to = toBox(later, true);
    const mix = (a: number, b: number) => a + (b - a) * share;
    boxes.push({ ...to, x0: mix(from.x0, to.x0), y0: mix(from.y0, to.y0), x1: mix(from.x1, to.x1), y1: mix(from.y1, to.y1) });
  }
  return boxes;
}

/** Index of the last sighting at or before `timeMs` in a list sorted by time; -1 when all are later. */
export function lastAtOrBefore(sightings: readonly Sighting[], timeMs: number): number {
  let low = 0;
  let high = sightings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const candidate = sightings[middle];
    if (candidate && candidate.timeMs <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function toBox(detection: Detection, isInterpolated: boolean): Box {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = detection.bbox;
  return { x0, y0, x1, y1, label: detection.class, confidence: detection.conf, trackId: detection.track_id, isInterpolated };
}
