// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { boxesAt, frameIntervalUs, overlayFrames } from "./overlayFrames";

const frames = overlayFrames({
  frames: [2, 0, 1].map((n) => ({
    pts_us: n * 133_333, frame_id: `frame-${n}`, timestamp: "2026-01-01T00:00:00.000Z",
    detections: [{ class: "person", conf: 0.9, bbox: [n / 10, 0, n / 10 + 0.1, 0.1], track_id: "t" }],
  })),
});

test("a picture gets the boxes of its own presentation time, whatever the container rounded", () => {
  for (const rounding of [-900, 0, 900]) expect(boxesAt(frames, 133_333 + rounding)).toMatchObject({ source: "exact", frame: { frameId: "frame-1" } });
});

test("a picture between two inferred ones gets interpolated boxes, one after the last gets none", () => {
  const between = boxesAt(frames, 66_667);
  expect(between.source).toBe("between");
  expect(between.boxes[0]?.x0).toBeCloseTo(0.05, 4);
  expect(boxesAt(frames, 300_000).source).toBe("none");
});

test("the step of the player is the usual distance of pictures, not a seek's", () => {
  expect(frameIntervalUs([0, 40_000, 80_000, 5_000_000, 5_040_000])).toBe(40_000);
  expect(frameIntervalUs([0])).toBe(33_333);
});
