// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Incident } from "../api/types";
import { useSaving } from "../incidents/useIncidentActions";
import { severityOf } from "../lib/severity";

const names: Record<Incident["status"], string> = {
  open: "New",
  acknowledged: "Acknowledged",
  assigned: "Assigned",
  resolved: "Resolved",
  false_alarm: "False alarm",
};

export function statusName(status: Incident["status"]): string {
  return names[status];
}

/** The state of an incident in a word, and whether the gateway has confirmed it yet. */
export function StatusText({ incident }: { incident: Incident }) {
  const isSaving = useSaving(incident.id);
  const who = incident.status === "assigned" && incident.assigned_to ? incident.assigned_to : names[incident.status];
  return (
    <span className={`status-text ${incident.status} s${severityOf(incident)}`} data-testid="incident-status" data-status={incident.status} data-saving={isSaving}>
      {who}
      {isSaving && <i className="saving"> · saving</i>}
    </span>
  );
}
