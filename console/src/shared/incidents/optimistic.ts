// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Incident, Transition } from "../api/types";

/** What an incident will be when the gateway agrees. */
export function expected(incident: Incident, transition: Transition, userName: string): Incident {
  switch (transition.action) {
    case "acknowledge":
      return { ...incident, status: "acknowledged" };
    case "assign":
      return { ...incident, status: "assigned", assigned_to: transition.assignee ?? userName };
    case "resolve":
      return { ...incident, status: "resolved" };
    case "false_alarm":
      return { ...incident, status: "false_alarm" };
    case "reopen":
      return { ...incident, status: "open" };
  }
}

/** Which steps a state allows; the gateway has the last word. */
export function allowed(incident: Pick<Incident, "status">): ReadonlySet<Transition["action"]> {
  switch (incident.status) {
    case "open":
      return new Set(["acknowledge", "assign", "resolve", "false_alarm"]);
    case "acknowledged":
    case "assigned":
      return new Set(["assign", "resolve", "false_alarm"]);
    default:
      return new Set(["reopen"]);
  }
}
