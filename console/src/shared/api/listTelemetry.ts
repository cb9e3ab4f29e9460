// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { TelemetrySample } from "./types";

export async function listTelemetry(drone: string, range: { from?: string; to?: string; limit?: number }, signal?: AbortSignal): Promise<TelemetrySample[]> {
  const params = { path: { drone_id: drone }, query: range };
  const { items } = await take(client.GET("/v1/drones/{drone_id}/telemetry", signal ? { params, signal } : { params }));
  return items;
}
