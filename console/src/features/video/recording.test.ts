// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { Drawing } from "./protocol";
import { Recording } from "./recording";

const place = { x: 0, y: 0, width: 4, height: 2 };
/** A canvas whose pixel `n` has the red value `n`. */
const context = {
  getImageData: () => ({ data: Uint8ClampedArray.from({ length: 4 * 8 }, (_, at) => (at % 4 === 0 ? at / 4 : 0)), width: 4, height: 2 }),
} as unknown as OffscreenCanvasRenderingContext2D;
const drawn = (frameId: number, source: Drawing["source"] = "exact") => ({ frameId, capturedAtMs: frameId, source, boxes: [], state: "live" as const });

test("keeps each frame until the next one replaces it, with what was drawn again", () => {
  let kept: Drawing[] | undefined;
  const recording = new Recording(2, [[0.99, 0.99]], (drawings) => (kept = drawings), 7);
  expect(recording.add(drawn(7), context, place)).toBe(true); // was on the screen before
  expect(recording.add(drawn(8, "none"), context, place)).toBe(true);
  expect(recording.add(drawn(8), context, place)).toBe(true); // its boxes came late
  expect(recording.add(drawn(9), context, place)).toBe(true);
  expect(kept).toBeUndefined();
  expect(recording.add(drawn(10), context, place)).toBe(false);
  expect(kept?.map(({ frameId, source }) => [frameId, source])).toEqual([[8, "none"], [8, "exact"], [9, "exact"]]);
  expect(kept?.[0]?.colours).toEqual([[7, 0, 0]]);
});
