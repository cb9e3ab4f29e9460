// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { areaOf, isSimple, placed, type Corner } from "./polygon";

const square: Corner[] = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]];

test("an outline is simple, convex or not and in either direction", () => {
  const arrow: Corner[] = [[0.1, 0.1], [0.9, 0.5], [0.1, 0.9], [0.4, 0.5]];
  for (const outline of [square, arrow, [...square].reverse(), [...arrow].reverse()]) expect(isSimple(outline)).toBe(true);
});

test("an outline that crosses, touches or folds back onto itself is not", () => {
  expect(isSimple([[0.2, 0.2], [0.8, 0.8], [0.8, 0.2], [0.2, 0.8]])).toBe(false); // a bow tie
  expect(isSimple([[0, 0], [1, 0], [1, 1], [0.5, 0], [0, 1]])).toBe(false); // a corner on an edge
  expect(isSimple([...square, [0.2, 0.2]])).toBe(false); // a corner twice
  expect(isSimple([[0.1, 0.1], [0.9, 0.1], [0.5, 0.1]])).toBe(false); // out and back
});

test("the area is that of the shoelace, whatever the direction", () => {
  expect(areaOf(square)).toBeCloseTo(0.36);
  expect(areaOf([...square].reverse())).toBeCloseTo(0.36);
});

test("a corner stays inside the picture", () => {
  expect(placed([-0.1, 1.4])).toEqual([0, 1]);
});
