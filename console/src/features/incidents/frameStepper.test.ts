// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { FrameStepper } from "./frameStepper";

/** A video that shows the picture whose time has come, as an element does after a seek. */
function walk(begins: readonly number[], steps: readonly (1 | -1)[], from = 0): { seen: number[]; seeks: number } {
  const stepper = new FrameStepper();
  let at = begins[from] ?? 0;
  let seeks = 0;
  const seen = steps.map((by) => {
    let target: number | undefined = stepper.begin(at, by);
    while (target !== undefined) {
      seeks += 1;
      at = begins.findLast((begin) => begin <= (target ?? 0)) ?? at;
      target = stepper.arrived(at);
    }
    return begins.indexOf(at);
  });
  return { seen, seeks };
}

const regular = (fps: number) => Array.from({ length: 60 }, (_, n) => Math.round((n * 1e6) / fps));

describe("stepping", () => {
  test.each([2, 5, 12.5, 15, 24, 25, 29.97, 50, 60])("meets every picture of %d a second, forwards and back", (fps) => {
    expect(walk(regular(fps), [1, 1, 1, 1, -1, -1, 1, 1]).seen).toEqual([1, 2, 3, 4, 3, 2, 3, 4]);
  });

  test("meets every picture where the camera's clock is uneven", () => {
    const begins = [0, 66_000, 121_000, 200_000, 266_000, 300_000, 400_000];
    expect(walk(begins, [1, 1, 1, 1, 1, 1]).seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("asks about once a picture when it knows how long one stands", () => {
    expect(walk(regular(15), Array.from({ length: 40 }, () => 1 as const)).seeks).toBeLessThan(50);
  });

  test("stays on the last picture", () => {
    expect(walk(regular(15), [1, 1], 59).seen).toEqual([59, 59]);
  });
});
