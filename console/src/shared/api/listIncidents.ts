// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { IncidentFilter } from "./keys";
import type { IncidentPage } from "./types";

export function listIncidents(filter: IncidentFilter, cursor: string | undefined, signal?: AbortSignal): Promise<IncidentPage> {
  const query = { ...filter, limit: 100, ...(cursor ? { cursor } : {}) };
  return take(
    client.GET("/v1/incidents", {
      params: { query },
      querySerializer: { array: { style: "form", explode: false } },
      ...(signal ? { signal } : {}),
    }),
  );
}
