// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { QueryClient } from "@tanstack/react-query";
import { keys, type IncidentFilter } from "../api/keys";
import type { Drone, Incident, TelemetrySample } from "../api/types";
import type { LiveMessage } from "./messages";
import { withDrone, withIncident, withPosition, withSample, type IncidentPages } from "./reduce";

/** Brings the query cache up to what a live message says. Lists nobody has asked for yet are left alone. */
export function applyLive(cache: QueryClient, message: LiveMessage): void {
  switch (message.type) {
    case "incident":
      applyIncident(cache, message.incident);
      void cache.invalidateQueries({ queryKey: keys.history(message.incident.id) });
      if (message.change === "attached") void cache.invalidateQueries({ queryKey: keys.overlay(message.incident.id) });
      break;
    case "drone":
      cache.setQueryData<Drone[]>(keys.drones, (drones) => drones && withDrone(drones, message.drone));
      break;
    case "telemetry":
      cache.setQueryData<Drone[]>(keys.drones, (drones) => drones && withPosition(drones, message.sample));
      cache.setQueryData<TelemetrySample[]>(keys.telemetry(message.sample.drone_id), (samples) => samples && withSample(samples, message.sample));
      break;
    default:
      break;
  }
}

/** Puts one incident into every list and page that shows it. */
export function applyIncident(cache: QueryClient, incident: Incident): void {
  cache.setQueryData<Incident>(keys.incident(incident.id), incident);
  for (const [key, pages] of cache.getQueriesData<IncidentPages>({ queryKey: keys.incidents })) {
    const filter = key[1] as IncidentFilter | undefined;
    if (pages && filter) cache.setQueryData(key, withIncident(pages, filter, incident));
  }
}

/** After an interruption nobody knows what was missed: everything live messages maintain is asked for again. */
export function refreshLive(cache: QueryClient): void {
  for (const queryKey of [keys.drones, keys.incidents, ["incident"], ["history"], ["telemetry"]]) void cache.invalidateQueries({ queryKey });
}
