// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { ApiError, client, take } from "./client";
import type { User } from "./types";

/** Who is signed in; null when nobody is. */
export async function getSession(signal?: AbortSignal): Promise<User | null> {
  try {
    return await take(client.GET("/v1/session", signal ? { signal } : {}));
  } catch (cause) {
    if (cause instanceof ApiError && cause.status === 401) return null;
    throw cause;
  }
}
