// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { User } from "./types";

export async function listUsers(signal?: AbortSignal): Promise<User[]> {
  const { items } = await take(client.GET("/v1/users", signal ? { signal } : {}));
  return items;
}
