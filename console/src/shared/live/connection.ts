// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { parseLiveMessage, type LiveMessage } from "./messages";

export type ConnectionState = "connecting" | "open" | "reconnecting";

export interface LiveListener {
  onMessage?(message: LiveMessage): void;
  onUnit?(unit: ArrayBuffer): void;
  /** Open again after an interruption: what was sent meanwhile is lost. */
  onResume?(): void;
}

export interface ConnectionSnapshot {
  state: ConnectionState;
  /** When the next attempt is made, milliseconds since 1970; while reconnecting. */
  retryAtMs: number | undefined;
  /** Since when nothing arrives; while reconnecting. */
  lostAtMs: number | undefined;
  /** Data messages the gateway dropped because this client was too slow. */
  dropped: number;
}

const pingMs = 5000;
const silenceMs = 12_000;
const firstBackOffMs = 500;
const maxBackOffMs = 10_000;

/** Back-off of the n-th attempt in a row, with jitter so that consoles do not all come back in one moment. */
export function backOffMs(attempt: number, random: number): number {
  const full = Math.min(maxBackOffMs, firstBackOffMs * 2 ** attempt);
  return Math.round(full * (0.5 + random / 2));
}

/**
 * The WebSocket `/v1/live`, kept open. Reconnects with back-off, asks again for what is watched, measures the gateway's clock
 * and gives up a connection that has gone silent.
 */
export class LiveConnection {
  private socket: WebSocket | undefined;
  private readonly listeners = new Set<LiveListener>();
  private readonly observers = new Set<() => void>();
  private readonly watched = new Map<string, number>();
  private snapshot: ConnectionSnapshot = { state: "connecting", retryAtMs: undefined, lostAtMs: undefined, dropped: 0 };
  private attempt = 0;
  private hasBeenOpen = false;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private pingTimer: ReturnType<typeof setInterval> | undefined;
  private watchTimer: ReturnType<typeof setTimeout> | undefined;
  private lastHeardMs = 0;
  /** Added to this machine's clock gives the gateway's; of the quickest answer so far. */
  clockOffsetMs = 0;
  private bestRoundTripMs = Number.POSITIVE_INFINITY;

  constructor(private readonly url: string) {}

  start(): void {
    this.connect();
    document.addEventListener("visibilitychange", this.sendWatch);
  }

  stop(): void {
    document.removeEventListener("visibilitychange", this.sendWatch);
    clearTimeout(this.retryTimer);
    clearTimeout(this.watchTimer);
    clearInterval(this.pingTimer);
    const socket = this.socket;
    this.socket = undefined;
    socket?.close();
  }

  listen(listener: LiveListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Asks for the video of a drone until the returned function is called. */
  watchVideo(drone: string): () => void {
    this.count(drone, 1);
    return () => this.count(drone, -1);
  }

  readonly subscribe = (observer: () => void): (() => void) => {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  };

  readonly getSnapshot = (): ConnectionSnapshot => this.snapshot;

  /** Tries at once instead of waiting for the back-off. */
  readonly retryNow = (): void => {
    if (this.snapshot.state !== "reconnecting") return;
    clearTimeout(this.retryTimer);
    this.connect();
  };

  private connect(): void {
    this.socket?.close();
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => this.opened(socket);
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.received(data);
    socket.onclose = () => this.lost(socket);
  }

  private opened(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.attempt = 0;
    this.lastHeardMs = Date.now();
    this.bestRoundTripMs = Number.POSITIVE_INFINITY;
    this.update({ state: "open", retryAtMs: undefined, lostAtMs: undefined });
    this.sendWatch();
    clearInterval(this.pingTimer);
    this.pingTimer = setInterval(() => this.ping(), pingMs);
    this.ping();
    if (this.hasBeenOpen) for (const listener of this.listeners) listener.onResume?.();
    this.hasBeenOpen = true;
  }

  private received(data: string | ArrayBuffer): void {
    this.lastHeardMs = Date.now();
    if (typeof data !== "string") {
      for (const listener of this.listeners) listener.onUnit?.(data);
      return;
    }
    const message = parseLiveMessage(data);
    if (!message) return;
    if (message.type === "pong") this.measureClock(message.t, message.server_time);
    if (message.type === "dropped") this.update({ dropped: this.snapshot.dropped + message.count });
    for (const listener of this.listeners) listener.onMessage?.(message);
  }

  private lost(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.socket = undefined;
    clearInterval(this.pingTimer);
    const waitMs = backOffMs(this.attempt, Math.random());
    this.attempt += 1;
    this.update({ state: "reconnecting", retryAtMs: Date.now() + waitMs, lostAtMs: this.snapshot.lostAtMs ?? Date.now() });
    this.retryTimer = setTimeout(() => this.connect(), waitMs);
  }

  private ping(): void {
    const socket = this.socket;
    if (!socket) return;
    if (Date.now() - this.lastHeardMs > silenceMs) {
      // Half-open connections close only after minutes; the console must say so in seconds.
      socket.close();
      this.lost(socket);
      return;
    }
    this.send({ type: "ping", t: Math.round(performance.timeOrigin + performance.now()) });
  }

  private measureClock(sentMs: number, serverTime: string): void {
    const nowMs = performance.timeOrigin + performance.now();
    const roundTripMs = nowMs - sentMs;
    if (roundTripMs > this.bestRoundTripMs + 5) return;
    this.bestRoundTripMs = roundTripMs;
    this.clockOffsetMs = Date.parse(serverTime) - (sentMs + roundTripMs / 2);
  }

  private count(drone: string, change: 1 | -1): void {
    const count = (this.watched.get(drone) ?? 0) + change;
    if (count > 0) this.watched.set(drone, count);
    else this.watched.delete(drone);
    // Tiles come and go together when a page changes; one message tells all of it.
    clearTimeout(this.watchTimer);
    this.watchTimer = setTimeout(this.sendWatch, 20);
  }

  /** Nothing is decoded behind a hidden tab, so no video is asked for either. */
  private readonly sendWatch = (): void => {
    this.send({ type: "watch", drones: ["*"], video: document.hidden ? [] : [...this.watched.keys()].sort() });
  };

  private send(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private update(change: Partial<ConnectionSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change };
    for (const observer of this.observers) observer();
  }
}
