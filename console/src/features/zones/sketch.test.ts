// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { placed, type Corner } from "./polygon";
import { blank, closed, dragged, extended, grasped, mostCorners, nudged, sketchOf, split, undone, without, withRectangle, type Sketch } from "./sketch";

const triangle: Corner[] = [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]];
const drawn = triangle.reduce<Sketch>(extended, blank);

test("corners follow each other until the outline is closed", () => {
  expect(drawn).toMatchObject({ corners: triangle, isClosed: false });
  expect(closed(extended(blank, [0, 0])).isClosed).toBe(false); // one corner is no outline
  expect(extended(closed(drawn), [0.2, 0.2]).corners).toEqual(triangle);
});

test("everything is undone step by step, a whole drag at once", () => {
  let sketch = grasped(closed(drawn));
  for (const x of [0.2, 0.3, 0.4]) sketch = dragged(sketch, 0, [x, 0.1]);
  expect(sketch.corners[0]).toEqual([0.4, 0.1]);
  sketch = undone(sketch);
  expect(sketch).toMatchObject({ corners: triangle, isClosed: true });
  sketch = undone(sketch);
  expect(sketch.isClosed).toBe(false);
  expect(undone(undone(undone(sketch)))).toEqual(blank);
  expect(undone(blank)).toEqual(blank);
});

test("an edge is split, the last one too, and never past the gateway's bound", () => {
  expect(split(sketchOf(triangle), 2, [0.3, 0.5]).corners).toEqual([...triangle, [0.3, 0.5]]);
  const full = sketchOf(Array.from({ length: mostCorners }, (_, n): Corner => [n / mostCorners, 0.5]));
  expect(split(full, 3, [0.5, 0.5])).toBe(full);
});

test("a triangle that loses a corner is being drawn again", () => {
  expect(without(sketchOf(triangle), 1)).toMatchObject({ corners: [triangle[0], triangle[2]], isClosed: false });
});

test("without a pointer: a rectangle, moved corner by corner", () => {
  const sketch = nudged(withRectangle(blank, placed), 0, [0.29, 0.35]);
  expect(sketch.corners[0]).toEqual([0.29, 0.35]);
  expect(undone(sketch).corners[0]).toEqual([0.3, 0.35]);
});
