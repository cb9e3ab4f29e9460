// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { components } from "./schema";

export function commandDrone(drone: string, body: components["schemas"]["NewCommand"]): Promise<components["schemas"]["Command"]> {
  return take(client.POST("/v1/drones/{drone_id}/commands", { params: { path: { drone_id: drone } }, body }));
}
