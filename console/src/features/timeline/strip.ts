// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Incident } from "../../shared/api/types";
import { severityOf, type Severity } from "../../shared/lib/severity";

/** The stretch of time that is shown, up to now. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** Samples asked for of one drone; more are thinned by the gateway. */
export const sampleLimit = 500;
const shortestSilenceMs = 10_000;

/** Where a time lies, 0 at the beginning and 1 now. */
export function placeOf(timeMs: number, { fromMs, toMs }: Span): number {
  return (timeMs - fromMs) / (toMs - fromMs);
}

/** What is no thinning any more: three times the distance to which samples may have been thinned. */
export function silenceMs({ fromMs, toMs }: Span): number {
  return Math.max(shortestSilenceMs, (3 * (toMs - fromMs)) / sampleLimit);
}

/** The stretches in which a drone was heard: times not further apart than a silence, the last of them up to now while it lasts. */
export function heard(timesMs: readonly number[], span: Span): Span[] {
  const stretches: Span[] = [];
  const silence = silenceMs(span);
  for (const time of timesMs) {
    if (time < span.fromMs || time > span.toMs) continue;
    const last = stretches.at(-1);
    if (last && time - last.toMs <= silence) last.toMs = time;
    else stretches.push({ fromMs: time, toMs: time });
  }
  const last = stretches.at(-1);
  if (last && span.toMs - last.toMs <= silence) last.toMs = span.toMs;
  const first = stretches[0];
  if (first && first.fromMs - span.fromMs <= silence) first.fromMs = span.fromMs;
  return stretches;
}

/** Incidents too near to each other to be told apart stand under one mark. */
export interface Mark {
  at: number;
  /** The worst of them, the newest where several are. */
  incident: Incident;
  severity: Severity;
  count: number;
}

/** One mark for all incidents within `spacing` of the first, in order of time. */
export function marks(incidents: readonly Incident[], span: Span, spacing: number): Mark[] {
  const placed = incidents
    .map((incident) => ({ incident, at: placeOf(Date.parse(incident.opened_at), span) }))
    .filter(({ at }) => at >= 0 && at <= 1)
    .sort((a, b) => a.at - b.at);
  const found: (Mark & { beginsAt: number })[] = [];
  for (const { incident, at } of placed) {
    const severity = severityOf(incident);
    const last = found.at(-1);
    if (!last || at - last.beginsAt >= spacing) found.push({ beginsAt: at, at, incident, severity, count: 1 });
    else Object.assign(last, { count: last.count + 1 }, severity >= last.severity ? { at, incident, severity } : {});
  }
  return found.map(({ at, incident, severity, count }) => ({ at, incident, severity, count }));
}

const minuteMs = 60_000;
const steps = [1, 2, 5, 10, 15, 30, 60, 120].map((minutes) => minutes * minuteMs);

/** Full minutes or hours, at most `most` of them. */
export function ticks({ fromMs, toMs }: Span, most: number): number[] {
  const step = steps.find((each) => (toMs - fromMs) / each <= most) ?? 360 * minuteMs;
  const first = Math.ceil(fromMs / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((toMs - first) / step) + 1) }, (_, n) => first + n * step);
}
