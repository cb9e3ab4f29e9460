// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { metresPerDegree } from "../../shared/lib/ground";
import { assumedLensDeg, ellipse, footprint, grid, gridStep, offset } from "./geometry";

test("a degree has the length that GeographicLib 2.1 gives it", () => {
  // Geodesic.WGS84.Inverse over 0.001 degree about 53.7 N and at the equator, in metres.
  expect(metresPerDegree(53.7).north / 1000).toBeCloseTo(111.29940362, 4);
  expect(metresPerDegree(53.7).east / 1000).toBeCloseTo(66.04635130, 4);
  expect(metresPerDegree(0).east / 1000).toBeCloseTo(111.31949079, 3);
});

/** Metres east and north of a point. */
const from = (lon: number, lat: number, [x, y]: [number, number]) => {
  const scale = metresPerDegree(lat);
  return { east: (x - lon) * scale.east, north: (y - lat) * scale.north };
};

describe("the 95 % ellipse", () => {
  test("has its major axis where the orientation says, clockwise from north", () => {
    const ring = ellipse({ lat: 50, lon: 8, semi_major_m: 10, semi_minor_m: 4, orientation_deg: 90 }) ?? [];
    const distances = ring.map((point) => from(8, 50, point));
    expect(Math.max(...distances.map(({ east }) => east))).toBeCloseTo(10, 3);
    expect(Math.max(...distances.map(({ north }) => north))).toBeCloseTo(4, 3);
  });
  test("is not drawn where its size is unknown", () => {
    expect(ellipse({ lat: 50, lon: 8 })).toBeUndefined();
  });
});

describe("the camera's footprint", () => {
  const sample = { drone_id: "d", timestamp: "2026-01-01T00:00:00.000Z", lat: 50, lon: 8, relative_alt: 100 };
  const halfWidth = 100 * Math.tan((35 * Math.PI) / 180);
  test("is for the lens that an edge assumes when it is told of none", () => {
    const reference = readFileSync(new URL("../../../../docs/reference/eyrie-edge.md", import.meta.url), "utf8");
    expect(/`camera\.horizontal_fov_deg` \|[^|]*\| `([\d.]+)`/.exec(reference)?.[1]).toBe(assumedLensDeg.toFixed(1));
  });
  test("is as wide as the lens sees", () => {
    const ring = footprint({ ...sample, gimbal: { pitch: -90, yaw: 0 } }, 1, 90) ?? [];
    expect(Math.max(...ring.map((point) => from(8, 50, point).east))).toBeCloseTo(100, 1);
  });
  test("has the shape of the picture", () => {
    const ring = footprint({ ...sample, gimbal: { pitch: -90, yaw: 0 } }, 4 / 3) ?? [];
    expect(Math.max(...ring.map((point) => from(8, 50, point).north))).toBeCloseTo((halfWidth * 3) / 4, 1);
  });
  test("straight down is a rectangle around the drone", () => {
    const ring = footprint({ ...sample, gimbal: { pitch: -90, yaw: 0 } }) ?? [];
    const corners = ring.map((point) => from(8, 50, point));
    expect(Math.max(...corners.map(({ east }) => east))).toBeCloseTo(halfWidth, 1);
    expect(Math.max(...corners.map(({ north }) => north))).toBeCloseTo((halfWidth * 9) / 16, 1);
    expect(corners.reduce((sum, { north }) => sum + north, 0) / 5).toBeLessThan(40);
  });
  test("looks where the gimbal looks, not where the drone flies", () => {
    const ring = footprint({ ...sample, heading: 180, gimbal: { pitch: -45, yaw: 90 } }) ?? [];
    expect(Math.min(...ring.map((point) => from(8, 50, point).east))).toBeGreaterThan(0);
  });
  test("is cut off towards the horizon and absent above it", () => {
    const low = footprint({ ...sample, gimbal: { pitch: -5, yaw: 0 } }) ?? [];
    expect(Math.max(...low.map((point) => Math.hypot(...Object.values(from(8, 50, point)))))).toBeLessThanOrEqual(401);
    expect(footprint({ ...sample, gimbal: { pitch: 30, yaw: 0 } })).toBeUndefined();
    expect(footprint({ ...sample, gimbal: {} })).toBeUndefined();
  });
});

test("grid steps are round numbers of metres", () => {
  expect([3, 10, 11, 49, 51, 900].map(gridStep)).toEqual([5, 10, 20, 50, 100, 1000]);
});

test("grid lines are a step apart and do not move with the view", () => {
  const at = (west: number) => grid(west, 53.7, west + 0.01, 53.705, 100).filter(({ axis }) => axis === "lon").map(({ line }) => line[0][0]);
  const [first = 0, second = 0] = at(8);
  expect((second - first) * metresPerDegree(53.5).east).toBeCloseTo(100, 0);
  expect(at(8.0001).filter((lng) => at(8).some((other) => Math.abs(other - lng) < 1e-12)).length).toBeGreaterThan(3);
});

test("an offset goes as far as it says", () => {
  const [lng, lat] = offset([8, 50], 100, -50);
  expect(from(8, 50, [lng, lat])).toMatchObject({ east: expect.closeTo(100, 3), north: expect.closeTo(-50, 3) });
});
