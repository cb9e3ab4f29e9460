// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useSyncExternalStore } from "react";

let nowMs = Date.now();
const observers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(observer: () => void): () => void {
  observers.add(observer);
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const each of observers) each();
  }, 1000);
  return () => {
    observers.delete(observer);
    if (observers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time, once a second, the same for everything on the page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}
