// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, test, vi } from "vitest";
import { Pace } from "./pace";

beforeEach(() => void vi.useFakeTimers());

function slow(drawingMs: number) {
  const draw = vi.fn(() => true);
  const pace = new Pace(draw, (done) => void setTimeout(done, drawingMs), () => Date.now());
  return { draw, pace };
}

test("the first drawing is at once, what is asked meanwhile is drawn once, after as long again", () => {
  const { draw, pace } = slow(400);
  for (let i = 0; i < 5; i += 1) pace.ask();
  expect(draw).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(799);
  expect(draw).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(draw).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5000);
  expect(draw).toHaveBeenCalledTimes(2);
  pace.ask();
  expect(draw).toHaveBeenCalledTimes(3);
});

test("a drawing that does not end holds up the next for a while only", () => {
  const { draw, pace } = slow(60_000);
  pace.ask();
  pace.ask();
  vi.advanceTimersByTime(2000);
  expect(draw).toHaveBeenCalledTimes(2);
  pace.ask();
  vi.advanceTimersByTime(60_000); // the first one's end, meanwhile, is nobody's any more
  expect(draw).toHaveBeenCalledTimes(3);
});

test("where there was nothing to draw, nothing has to be waited for", () => {
  const { draw, pace } = slow(400);
  draw.mockReturnValueOnce(false);
  pace.ask();
  pace.ask();
  expect(draw).toHaveBeenCalledTimes(2);
});

test("nothing is drawn after the end", () => {
  const { draw, pace } = slow(100);
  pace.ask();
  pace.ask();
  pace.stop();
  vi.advanceTimersByTime(1000);
  expect(draw).toHaveBeenCalledTimes(1);
});
