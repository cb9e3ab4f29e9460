// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { components } from "./schema";
import type { User } from "./types";

export function changeUser(name: string, body: components["schemas"]["UserChange"]): Promise<User> {
  return take(client.PATCH("/v1/users/{name}", { params: { path: { name } }, body }));
}
