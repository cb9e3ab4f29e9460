// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { Overlay } from "./types";

export function getOverlay(id: number, signal?: AbortSignal): Promise<Overlay> {
  const params = { path: { incident_id: id } };
  return take(client.GET("/v1/incidents/{incident_id}/overlay", signal ? { params, signal } : { params }));
}
