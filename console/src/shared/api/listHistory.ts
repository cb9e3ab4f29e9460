// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { HistoryEntry } from "./types";

export async function listHistory(id: number, signal?: AbortSignal): Promise<HistoryEntry[]> {
  const params = { path: { incident_id: id } };
  const { items } = await take(client.GET("/v1/incidents/{incident_id}/history", signal ? { params, signal } : { params }));
  return items;
}
