// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { keys } from "../api/keys";
import { listDrones } from "../api/listDrones";

/** All drones, kept current by live messages. */
export function useDrones() {
  return useQuery({ queryKey: keys.drones, queryFn: ({ signal }) => listDrones(signal), staleTime: 30_000 });
}
