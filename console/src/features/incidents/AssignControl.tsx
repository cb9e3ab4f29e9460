// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { keys } from "../../shared/api/keys";
import { listUsers } from "../../shared/api/listUsers";
import type { Incident } from "../../shared/api/types";
import { allowed } from "../../shared/incidents/optimistic";
import { useIncidentActions, useSaving } from "../../shared/incidents/useIncidentActions";
import { hasRole, useUser } from "../../shared/session/useUser";

/** Who has the incident, and giving it to somebody else. Who may not list the users can still take it for themselves. */
export function AssignControl({ incident }: { incident: Incident }) {
  const user = useUser();
  const { change } = useIncidentActions();
  const isSaving = useSaving(incident.id);
  const mayAssign = hasRole(user, "operator") && allowed(incident).has("assign");
  const { data: users = [] } = useQuery({ queryKey: keys.users, queryFn: ({ signal }) => listUsers(signal), enabled: mayAssign, retry: false, staleTime: 60_000 });
  if (!mayAssign) return <>{incident.assigned_to ?? "nobody"}</>;
  const able = users.filter((each) => each.is_enabled && hasRole(each, "operator")).map((each) => each.name);
  const names = [...new Set([user.name, ...able, ...(incident.assigned_to ? [incident.assigned_to] : [])])];
  return (
    <select
      aria-label="Assigned to" value={incident.assigned_to ?? ""} disabled={isSaving} data-testid="assign-select"
      onChange={(event) => change(incident, { action: "assign", assignee: event.target.value })}
    >
      {!incident.assigned_to && <option value="">nobody</option>}
      {names.map((name) => <option key={name} value={name}>{name === user.name ? `${name} (me)` : name}</option>)}
    </select>
  );
}
