// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState, type RefObject } from "react";
import { noteLatency } from "../../shared/live/glass";
import { useLive } from "../../shared/live/useLive";
import type { PlayerStatus } from "./protocol";
import { wall } from "./wall";

const renderMs = 250;

export interface Played {
  host: RefObject<HTMLDivElement | null>;
  status: PlayerStatus | undefined;
}

/** Plays a drone into `host` while mounted. The status is rendered four times a second; the canvas carries every frame's own. */
export function usePlayer(drone: string, isOn: boolean): Played {
  const live = useLive();
  const host = useRef<HTMLDivElement>(null);
  const [status, setStatus] = useState<PlayerStatus>();

  useEffect(() => {
    const element = host.current;
    if (!element || !isOn) return;
    // Made here and not rendered: a canvas can hand its drawing over to a worker only once.
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `Live video of ${drone}`);
    canvas.dataset["testid"] = `canvas-${drone}`;
    element.prepend(canvas);

    let rendered: PlayerStatus | undefined;
    let renderedAt = 0;
    const close = wall.open(drone, canvas, (next) => {
      describe(canvas, next);
      const now = Date.now();
      if (next.latencyMs !== undefined && next.state === "live") noteLatency(drone, { timeMs: now, latencyMs: next.latencyMs });
      if (rendered?.state === next.state && now - renderedAt < renderMs) return;
      rendered = next;
      renderedAt = now;
      setStatus(next);
    });
    const observer = new ResizeObserver(() => wall.resize(drone, element.clientWidth, element.clientHeight));
    observer.observe(element);
    const unwatch = live.watchVideo(drone);
    return () => {
      unwatch();
      observer.disconnect();
      close();
      canvas.remove();
      setStatus(undefined);
    };
  }, [drone, isOn, live]);

  return { host, status };
}

/** For tests and tools: what the canvas shows at this moment, as attributes of the canvas. */
function describe(canvas: HTMLCanvasElement, status: PlayerStatus): void {
  const { dataset } = canvas;
  dataset["state"] = status.state;
  if (!status.shown) return;
  dataset["frameId"] = String(status.shown.frameId);
  dataset["capturedAtMs"] = String(status.shown.capturedAtMs);
  dataset["source"] = status.shown.source;
  dataset["boxes"] = String(status.shown.boxes.length);
}
