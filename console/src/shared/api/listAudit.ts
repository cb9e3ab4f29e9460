// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { components } from "./schema";

export function listAudit(cursor: string | undefined, signal?: AbortSignal): Promise<components["schemas"]["AuditPage"]> {
  return take(client.GET("/v1/audit", { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } }, ...(signal ? { signal } : {}) }));
}
