// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { backOffMs } from "./connection";

test("the back-off doubles up to ten seconds and is spread by half", () => {
  expect([0, 1, 2, 3, 9].map((attempt) => backOffMs(attempt, 1))).toEqual([500, 1000, 2000, 4000, 10_000]);
  expect(backOffMs(0, 0)).toBe(250);
});
