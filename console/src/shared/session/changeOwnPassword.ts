// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { changeUser } from "../api/changeUser";
import { signIn } from "../api/signIn";
import type { User } from "../api/types";

/** A new password ends every session of its user, this one too: signs in again. */
export async function changeOwnPassword(name: string, current: string, chosen: string): Promise<User> {
  await changeUser(name, { password: chosen, current_password: current });
  return signIn(name, chosen);
}
