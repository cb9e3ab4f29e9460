// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { Incident, Transition } from "./types";

export function changeIncident(id: number, body: Transition): Promise<Incident> {
  return take(client.POST("/v1/incidents/{incident_id}/transitions", { params: { path: { incident_id: id } }, body }));
}
