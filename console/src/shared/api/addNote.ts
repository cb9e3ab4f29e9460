// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { HistoryEntry } from "./types";

export function addNote(id: number, text: string): Promise<HistoryEntry> {
  return take(client.POST("/v1/incidents/{incident_id}/notes", { params: { path: { incident_id: id } }, body: { text } }));
}
