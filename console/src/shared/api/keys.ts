// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { IncidentStatus } from "./types";

/** Which incidents a list holds; the gateway filters by the same rules as `matches` in shared/live/reduce.ts. */
export interface IncidentFilter {
  status?: IncidentStatus[];
  min_severity?: number;
  drone?: string;
  assigned_to?: string;
}

/** Every key of the query cache. Live messages write under the same keys. */
export const keys = {
  session: ["session"] as const,
  drones: ["drones"] as const,
  incidents: ["incidents"] as const,
  incidentList: (filter: IncidentFilter) => ["incidents", filter] as const,
  incident: (id: number) => ["incident", id] as const,
  history: (id: number) => ["history", id] as const,
  overlay: (id: number) => ["overlay", id] as const,
  telemetry: (drone: string) => ["telemetry", drone] as const,
  telemetrySpan: (drone: string, minutes: number) => ["telemetry", drone, minutes] as const,
  map: ["map"] as const,
  mapAttribution: ["map", "attribution"] as const,
  rules: ["rules"] as const,
  deadLetters: ["dead-letters"] as const,
  audit: ["audit"] as const,
  users: ["users"] as const,
  readiness: ["readiness"] as const,
};
