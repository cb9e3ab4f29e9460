// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { User } from "./types";

/** Sets the session cookie; the token in the answer is for programs and is not kept here. */
export async function signIn(username: string, password: string): Promise<User> {
  const signedIn = await take(client.POST("/v1/session", { body: { username, password } }));
  return signedIn.user;
}
