// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { components } from "./schema";

export function listDeadLetters(cursor: string | undefined, signal?: AbortSignal): Promise<components["schemas"]["DeadLetterPage"]> {
  return take(client.GET("/v1/dead-letters", { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } }, ...(signal ? { signal } : {}) }));
}
