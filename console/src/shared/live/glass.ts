// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
/** Latency from capture to the screen over the last minutes, measured by the tiles and drawn by the telemetry strip. */
export interface GlassSample {
  timeMs: number;
  latencyMs: number;
}

const keptMs = 180_000;
const series = new Map<string, GlassSample[]>();

/** At most four a second are kept. */
export function noteLatency(drone: string, sample: GlassSample): void {
  const samples = series.get(drone) ?? [];
  const last = samples[samples.length - 1];
  if (last && sample.timeMs - last.timeMs < 250) return;
  samples.push(sample);
  while (samples[0] && samples[0].timeMs < sample.timeMs - keptMs) samples.shift();
  series.set(drone, samples);
}

export function latencies(drone: string): readonly GlassSample[] {
  return series.get(drone) ?? [];
}
