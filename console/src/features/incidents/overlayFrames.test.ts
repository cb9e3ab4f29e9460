// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { boxesAt, overlayFrames } from "./overlayFrames";

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

test("a picture that is known but was not looked at gets interpolated boxes, and keeps its name", () => {
  const thinned = overlayFrames({
    frames: [0, 1, 2].map((n) => ({
      pts_us: n * 66_667, frame_id: `frame-${n}`, timestamp: "2026-01-01T00:00:00.000Z",
      detections: n === 1 ? [] : [{ class: "person", conf: 0.9, bbox: [n / 10, 0, n / 10 + 0.1, 0.1], track_id: "t" }],
    })),
  });
  const middle = boxesAt(thinned, 66_667);
  expect(middle).toMatchObject({ source: "between", frame: { frameId: "frame-1" } });
  expect(middle.boxes[0]?.x0).toBeCloseTo(0.1, 4);
  expect(boxesAt(thinned, 133_334)).toMatchObject({ source: "exact", frame: { frameId: "frame-2" } });
});
