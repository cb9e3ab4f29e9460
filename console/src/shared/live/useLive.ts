// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { createContext, useContext, useSyncExternalStore } from "react";
import type { ConnectionSnapshot, LiveConnection } from "./connection";

export const LiveContext = createContext<LiveConnection | undefined>(undefined);

export function useLive(): LiveConnection {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive needs a LiveProvider above it");
  return live;
}

export function useConnection(): ConnectionSnapshot {
  const live = useLive();
  return useSyncExternalStore(live.subscribe, live.getSnapshot);
}
