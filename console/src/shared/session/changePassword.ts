// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { changeUser } from "../api/changeUser";
import { signIn } from "../api/signIn";
import type { User } from "../api/types";

/** Changes one's own password. That ends every session one has, so this one begins anew. */
export async function changePassword(name: string, current: string, password: string): Promise<User> {
  await changeUser(name, { password, current_password: current });
  return signIn(name, password);
}
