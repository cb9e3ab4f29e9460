// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { keys } from "../api/keys";
import { applyLive, refreshLive } from "./apply";
import { LiveConnection } from "./connection";
import { LiveContext } from "./useLive";

/** Opens `/v1/live` while it is mounted, which is while somebody is signed in, and keeps the query cache up to date by it. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const cache = useQueryClient();
  const [live] = useState(() => new LiveConnection(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/v1/live`));
  useEffect(() => {
    const stopListening = live.listen({
      onMessage: (message) => applyLive(cache, message),
      onResume: () => refreshLive(cache),
    });
    // The handshake does not tell a page why it was refused; asking who is signed in does.
    const stopAsking = live.subscribe(() => {
      if (live.getSnapshot().state === "reconnecting") void cache.invalidateQueries({ queryKey: keys.session });
    });
    live.start();
    return () => {
      stopListening();
      stopAsking();
      live.stop();
    };
  }, [cache, live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}
