// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { TelemetrySample } from "../../shared/api/types";
import type { GlassSample } from "../../shared/live/glass";

/** A curve as uPlot takes it: seconds, and a value or null for a hole. */
export type Series = [number[], (number | null)[]];

export const spanSeconds = 180;

/** The last minutes of one reading; a silence of more than ten seconds is a hole, not a straight line. */
export function series(samples: readonly TelemetrySample[], read: (sample: TelemetrySample) => number | undefined, nowMs: number): Series {
  return withHoles(samples.flatMap((sample): [number, number][] => {
    const value = read(sample);
    return value === undefined ? [] : [[Date.parse(sample.timestamp) / 1000, value]];
  }), nowMs);
}

export function glassSeries(samples: readonly GlassSample[], nowMs: number): Series {
  return withHoles(samples.map(({ timeMs, latencyMs }) => [timeMs / 1000, latencyMs]), nowMs);
}

function withHoles(points: [number, number][], nowMs: number): Series {
  const from = nowMs / 1000 - spanSeconds;
  const result: Series = [[], []];
  let last = Number.NaN;
  for (const [time, value] of points) {
    if (time < from) continue;
    if (time - last > 10) {
      result[0].push((time + last) / 2);
      result[1].push(null);
    }
    result[0].push(time);
    result[1].push(value);
    last = time;
  }
  return result;
}
