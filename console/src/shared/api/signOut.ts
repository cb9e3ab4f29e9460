// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";

export async function signOut(): Promise<void> {
  await take(client.DELETE("/v1/session"));
}
