// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { keys } from "../api/keys";
import { listTelemetry } from "../api/listTelemetry";

/** The last minutes of a drone's telemetry, oldest first, continued by live messages. */
export function useTelemetry(drone: string | undefined) {
  return useQuery({
    queryKey: keys.telemetry(drone ?? ""),
    queryFn: ({ signal }) => listTelemetry(drone ?? "", { limit: 600 }, signal),
    enabled: drone !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
