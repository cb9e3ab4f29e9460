// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { keys, type IncidentFilter } from "../api/keys";
import { listIncidents } from "../api/listIncidents";
import type { Incident } from "../api/types";

export const activeIncidents: IncidentFilter = { status: ["open", "acknowledged", "assigned"] };

/** A list of incidents as the gateway has it, kept current by live messages. */
export function useIncidents(filter: IncidentFilter) {
  const query = useInfiniteQuery({
    queryKey: keys.incidentList(filter),
    queryFn: ({ pageParam, signal }) => listIncidents(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    staleTime: 30_000,
  });
  const incidents = useMemo<Incident[]>(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  return { ...query, incidents };
}
