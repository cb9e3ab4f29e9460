// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { boxesBetween, boxesOf, lastAtOrBefore, MAX_GAP_MS, type Sighting } from "./sightings";

const seen = (timeMs: number, x: number, track = "t1"): Sighting => ({
  timeMs,
  detections: [{ class: "person", conf: 0.9, bbox: [x, 0.2, x + 0.1, 0.4], track_id: track }],
});

describe("boxes between two inferred pictures", () => {
  test("lie on the line between the two sightings and say that they were not seen", () => {
    const [box] = boxesBetween(seen(1000, 0.1), seen(1200, 0.3), 1050);
    expect(box?.x0).toBeCloseTo(0.15);
    expect(box?.x1).toBeCloseTo(0.25);
    expect(box?.isInterpolated).toBe(true);
  });
  test("are none for a track that only one of them saw", () => {
    expect(boxesBetween(seen(1000, 0.1, "a"), seen(1100, 0.3, "b"), 1050)).toEqual([]);
  });
  test("are none past the last sighting: a stale box is never carried on", () => {
    expect(boxesBetween(seen(1000, 0.1), undefined, 1050)).toEqual([]);
    expect(boxesBetween(undefined, seen(1000, 0.1), 950)).toEqual([]);
  });
  test("are none across a gap in which anything may have happened", () => {
    expect(boxesBetween(seen(0, 0.1), seen(MAX_GAP_MS + 1, 0.3), 300)).toEqual([]);
  });
});

test("a seen box is not marked as interpolated", () => {
  expect(boxesOf(seen(0, 0.5))[0]?.isInterpolated).toBe(false);
});

test("the sighting before a moment is found by bisection", () => {
  const list = [seen(10, 0), seen(20, 0), seen(30, 0)];
  expect([5, 10, 19, 20, 99].map((time) => lastAtOrBefore(list, time))).toEqual([-1, 0, 0, 1, 2]);
});
