// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { Drone } from "./types";

export async function listDrones(signal?: AbortSignal): Promise<Drone[]> {
  const { items } = await take(client.GET("/v1/drones", signal ? { signal } : {}));
  return items;
}
