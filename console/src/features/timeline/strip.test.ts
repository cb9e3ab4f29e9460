// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import type { Incident } from "../../shared/api/types";
import { heard, marks, silenceMs, ticks, type Span } from "./strip";

const quarter: Span = { fromMs: Date.UTC(2026, 0, 1, 12, 3), toMs: Date.UTC(2026, 0, 1, 12, 18) };
const seconds = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => quarter.fromMs + (from + n) * 1000);

describe("where a drone was heard", () => {
  test("a silence of more than ten seconds parts two stretches, a shorter one does not", () => {
    const found = heard([...seconds(60, 100), ...seconds(110, 200), ...seconds(240, 300)], quarter);
    expect(found.map(({ fromMs, toMs }) => [(fromMs - quarter.fromMs) / 1000, (toMs - quarter.fromMs) / 1000])).toEqual([[60, 200], [240, 300]]);
  });
  test("what goes on reaches the edges of the strip", () => {
    expect(heard(seconds(4, 895), quarter)).toEqual([quarter]);
    expect(heard([quarter.fromMs - 1, quarter.toMs + 1], quarter)).toEqual([]);
  });
  test("thinned samples of six hours are not taken for silence", () => {
    const six = { fromMs: 0, toMs: 6 * 3.6e6 };
    expect(silenceMs(six)).toBe(129_600);
    expect(heard(Array.from({ length: 500 }, (_, n) => n * 43_200), six)).toHaveLength(1);
  });
});

describe("marks of incidents", () => {
  const incident = (id: number, second: number, severity: number) => ({ id, severity, opened_at: new Date(quarter.fromMs + second * 1000).toISOString() }) as Incident;
  test("stand at the capture time, and those of before the strip are left out", () => {
    expect(marks([incident(2, 450, 3), incident(1, -1, 4)], quarter, 0.02)).toMatchObject([{ at: 0.5, count: 1, severity: 3 }]);
  });
  test("near ones share a mark that leads to the worst, of equals to the newest", () => {
    const found = marks([incident(3, 112, 2), incident(2, 106, 4), incident(1, 100, 4), incident(4, 130, 1)], quarter, 0.02);
    expect(found.map(({ incident: { id }, count, severity }) => [id, count, severity])).toEqual([[2, 3, 4], [4, 1, 1]]);
  });
  test("a row of near ones does not grow into a single mark", () => {
    expect(marks(Array.from({ length: 10 }, (_, n) => incident(n, n * 12, 1)), quarter, 0.02).length).toBeGreaterThan(3);
  });
});

test("ticks are full minutes, and no more than there is room for", () => {
  expect(ticks(quarter, 4).map((each) => new Date(each).toISOString().slice(11, 16))).toEqual(["12:05", "12:10", "12:15"]);
  expect(ticks({ fromMs: 0, toMs: 6 * 3.6e6 }, 6)).toHaveLength(7);
});
