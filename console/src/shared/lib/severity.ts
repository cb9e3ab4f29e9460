// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Incident } from "../api/types";

export type Severity = 1 | 2 | 3 | 4;

export const severities: readonly Severity[] = [4, 3, 2, 1];
export const severityName: Record<Severity, string> = { 4: "Critical", 3: "High", 2: "Medium", 1: "Low" };
/** The only saturated colours of the console; each always stands beside its shape and its name. */
export const severityColour: Record<Severity, string> = { 4: "#ff5f63", 3: "#ff9d3c", 2: "#f2cf4a", 1: "#8fb4e8" };

export function severityOf(incident: Pick<Incident, "severity">): Severity {
  const level = Math.round(incident.severity);
  return level >= 4 ? 4 : level === 3 ? 3 : level === 2 ? 2 : 1;
}

const active = new Set(["open", "acknowledged", "assigned"]);
export function isActive(incident: Pick<Incident, "status">): boolean {
  return active.has(incident.status);
}

/** What needs a person first: still active, then by severity, untouched before taken, then the newest. */
export function byUrgency(a: Incident, b: Incident): number {
  return (
    Number(isActive(b)) - Number(isActive(a)) ||
    b.severity - a.severity ||
    Number(b.status === "open") - Number(a.status === "open") ||
    Date.parse(b.opened_at) - Date.parse(a.opened_at) ||
    b.id - a.id
  );
}

export function countBySeverity(incidents: readonly Incident[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { 1: 0, 2: 0, 3: 0, 4: 0 };
  for (const incident of incidents) counts[severityOf(incident)] += 1;
  return counts;
}
