// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { components } from "./schema";
import type { User } from "./types";

export function createUser(body: components["schemas"]["NewUser"]): Promise<User> {
  return take(client.POST("/v1/users", { body }));
}
