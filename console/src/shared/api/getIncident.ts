// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { Incident } from "./types";

export function getIncident(id: number, signal?: AbortSignal): Promise<Incident> {
  const params = { path: { incident_id: id } };
  return take(client.GET("/v1/incidents/{incident_id}", signal ? { params, signal } : { params }));
}
