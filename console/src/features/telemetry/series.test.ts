// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { series } from "./series";

const sample = (second: number, battery?: number) => ({
  drone_id: "d", timestamp: new Date(second * 1000).toISOString(), ...(battery === undefined ? {} : { battery }),
});

test("a silence is a hole in the curve, and what is unknown is left out", () => {
  const [times, values] = series([sample(1000, 90), sample(1001), sample(1002, 89), sample(1030, 88)], ({ battery }) => battery, 1_040_000);
  expect(times).toEqual([1000, 1002, 1016, 1030]);
  expect(values).toEqual([90, 89, null, 88]);
});

test("only the last three minutes are drawn", () => {
  expect(series([sample(0, 1), sample(500, 2)], ({ battery }) => battery, 600_000)[1]).toEqual([2]);
});
