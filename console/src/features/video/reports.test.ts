// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import type { DetectionReport } from "../../shared/api/types";
import { frameNumber, Reports } from "./reports";

const base = Date.parse("2026-01-01T00:00:00.000Z");
const report = (frame: number, ms: number, x = 0.1): DetectionReport => ({
  drone_id: "drone-01",
  timestamp: new Date(base + ms).toISOString(),
  frame_id: `frame-${String(frame).padStart(4, "0")}`,
  detections: [{ class: "person", conf: 0.9, bbox: [x, 0.1, x + 0.1, 0.3], track_id: "t1" }],
});
const us = (ms: number, extra = 0) => (base + ms) * 1000 + extra;

describe("joining picture and boxes", () => {
  test("the capture time in microseconds is floored, not rounded, to the report's millisecond", () => {
    const reports = new Reports();
    reports.add(report(7, 466));
    expect(reports.of(7, us(466, 999)).source).toBe("exact");
    expect(reports.of(7, us(467, 0)).source).toBe("none");
  });
  test("the same time with another frame number is another picture", () => {
    const reports = new Reports();
    reports.add(report(7, 466));
    expect(reports.of(8, us(466)).source).toBe("none");
  });
  test("reordered and repeated reports each find their own picture", () => {
    const reports = new Reports();
    for (const n of [5, 2, 4, 1, 3, 3]) reports.add(report(n, n * 66, n / 100));
    for (const n of [1, 2, 3, 4, 5]) expect(reports.of(n, us(n * 66))).toMatchObject({ source: "exact", boxes: [{ x0: n / 100 }] });
  });
  test("a picture that was not inferred gets the track between its neighbours", () => {
    const reports = new Reports();
    reports.add(report(1, 0, 0.1));
    reports.add(report(3, 200, 0.3));
    const { source, boxes } = reports.of(2, us(100));
    expect(source).toBe("between");
    expect(boxes[0]?.x0).toBeCloseTo(0.2);
  });
  test("a picture after the last report gets nothing, however near it is", () => {
    const reports = new Reports();
    reports.add(report(1, 0));
    expect(reports.of(2, us(33))).toEqual({ source: "none", boxes: [] });
  });
  test("an empty report clears the boxes of its picture and of those beside it", () => {
    const reports = new Reports();
    reports.add(report(1, 0));
    reports.add({ ...report(2, 100), detections: [] });
    reports.add(report(3, 200));
    expect(reports.of(2, us(100))).toEqual({ source: "exact", boxes: [] });
    expect(reports.of(9, us(50)).source).toBe("none");
  });
  test("memory is bounded by time", () => {
    const reports = new Reports();
    reports.add(report(1, 0));
    reports.add(report(500, 10_001));
    expect(reports.of(1, us(0)).source).toBe("none");
  });
});

test("frame numbers are the digits at the end of the id", () => {
  expect(["frame-0042", "17", "cam2-frame-9", "snapshot"].map(frameNumber)).toEqual([42, 17, 9, undefined]);
});
