// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { InfiniteData } from "@tanstack/react-query";
import type { IncidentFilter } from "../api/keys";
import type { Drone, Incident, IncidentPage, TelemetrySample } from "../api/types";

export type IncidentPages = InfiniteData<IncidentPage, string | undefined>;

/** Does an incident belong in a list with this filter? The gateway's own rule, applied to what arrives live. */
export function matches(filter: IncidentFilter, incident: Incident): boolean {
  return (
    (!filter.status?.length || filter.status.includes(incident.status)) &&
    incident.severity >= (filter.min_severity ?? 1) &&
    (!filter.drone || incident.drone_id === filter.drone) &&
    (!filter.assigned_to || incident.assigned_to === filter.assigned_to)
  );
}

/** The list with the incident as it is now: put in at the front, replaced in its place, or taken out. */
export function withIncident(pages: IncidentPages, filter: IncidentFilter, incident: Incident): IncidentPages {
  const isWanted = matches(filter, incident);
  const isThere = pages.pages.some((page) => page.items.some((item) => item.id === incident.id));
  if (!isWanted && !isThere) return pages;
  const place = (item: Incident) => (item.id !== incident.id ? [item] : isWanted ? [incident] : []);
  return {
    ...pages,
    pages: pages.pages.map((page, index) => {
      if (isThere) return { ...page, items: page.items.flatMap(place) };
      return index === 0 ? { ...page, items: [incident, ...page.items] } : page;
    }),
  };
}

export function withDrone(drones: Drone[], drone: Drone): Drone[] {
  const at = drones.findIndex((other) => other.id === drone.id);
  if (at < 0) return [...drones, drone].sort((a, b) => a.id.localeCompare(b.id));
  // A drone message may be older than the telemetry that came beside it.
  const known = drones[at]?.telemetry;
  const isOlder = known && drone.telemetry && known.timestamp > drone.telemetry.timestamp;
  return drones.with(at, isOlder ? { ...drone, telemetry: known } : drone);
}

export function withPosition(drones: Drone[], sample: TelemetrySample): Drone[] {
  const at = drones.findIndex((drone) => drone.id === sample.drone_id);
  const drone = drones[at];
  if (!drone || (drone.telemetry && drone.telemetry.timestamp >= sample.timestamp)) return drones;
  return drones.with(at, { ...drone, telemetry: sample });
}

const keptSamples = 1200;

/** Samples by time, however they came, at most `keptSamples` of them. */
export function withSample(samples: TelemetrySample[], sample: TelemetrySample): TelemetrySample[] {
  const last = samples[samples.length - 1];
  if (!last || last.timestamp < sample.timestamp) return [...samples.slice(-(keptSamples - 1)), sample];
  if (samples.some((other) => other.timestamp === sample.timestamp)) return samples;
  return [...samples, sample].sort((a, b) => a.timestamp.localeCompare(b.timestamp)).slice(-keptSamples);
}
