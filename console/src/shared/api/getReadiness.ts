// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { ApiError, client } from "./client";
import type { Health } from "./types";

/** A gateway that is not ready answers 503 with the same document, which is an answer here and not a failure. */
export async function getReadiness(signal?: AbortSignal): Promise<Health> {
  const { data, error, response } = await client.GET("/readyz", signal ? { signal } : {});
  const health = data ?? error;
  if (health && "status" in health) return health;
  throw new ApiError(response.status, undefined);
}
