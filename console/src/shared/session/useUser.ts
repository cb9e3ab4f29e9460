// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { getSession } from "../api/getSession";
import { keys } from "../api/keys";
import type { Role, User } from "../api/types";

const rank: Record<Role, number> = { viewer: 0, operator: 1, supervisor: 2, admin: 3 };

export function hasRole(user: User | null | undefined, role: Role): boolean {
  return user ? rank[user.role] >= rank[role] : false;
}

/** The signed-in user; null when nobody is, undefined while it is not known yet. */
export function useSession() {
  return useQuery({ queryKey: keys.session, queryFn: ({ signal }) => getSession(signal), staleTime: 60_000, retry: 2 });
}

/** For everything behind the sign-in page, where there is always somebody. */
export function useUser(): User {
  const { data } = useSession();
  return data ?? { name: "", role: "viewer", is_enabled: false };
}
