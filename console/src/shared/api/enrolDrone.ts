// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { components } from "./schema";

/** The token in the answer is shown once and never again. */
export function enrolDrone(body: components["schemas"]["Enrolment"]): Promise<components["schemas"]["Enrolled"]> {
  return take(client.POST("/v1/drones", { body }));
}
