// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { DetectionReport } from "../../shared/api/types";
import type { Alerting } from "../../shared/picture/draw";
import type { Drawing, FromPlayer, PlayerStatus, Point, ToPlayer } from "./protocol";

/** The page's side of the player worker. One for the whole page, made with the first tile and kept. */
class VideoWall {
  private worker: Worker | undefined;
  private readonly listeners = new Map<string, (status: PlayerStatus) => void>();
  private readonly recordings = new Map<number, (drawings: Drawing[]) => void>();
  private nextRecording = 1;

  /** Plays `drone` on `canvas` until the returned function is called. The canvas can be given only once. */
  open(drone: string, canvas: HTMLCanvasElement, onStatus: (status: PlayerStatus) => void): () => void {
    const offscreen = canvas.transferControlToOffscreen();
    this.listeners.set(drone, onStatus);
    this.post({ type: "open", drone, canvas: offscreen }, [offscreen]);
    return () => {
      if (this.listeners.get(drone) !== onStatus) return;
      this.listeners.delete(drone);
      this.post({ type: "close", drone });
    };
  }

  resize(drone: string, width: number, height: number): void {
    this.post({ type: "size", drone, width, height, ratio: window.devicePixelRatio });
  }

  /** Hands the message over; its memory is the worker's afterwards. */
  addUnit(message: ArrayBuffer): void {
    if (this.worker) this.post({ type: "unit", message }, [message]);
  }

  addReport(report: DetectionReport): void {
    if (this.worker) this.post({ type: "report", report });
  }

  setAlerting(drone: string, tracks: [string, Alerting][]): void {
    this.post({ type: "alerting", drone, tracks });
  }

  setClock(offsetMs: number): void {
    if (this.worker) this.post({ type: "clock", offsetMs });
  }

  record(drone: string, count: number, points: Point[]): Promise<Drawing[]> {
    const id = this.nextRecording++;
    return new Promise((resolve) => {
      this.recordings.set(id, resolve);
      this.post({ type: "record", drone, id, count, points });
    });
  }

  private post(message: ToPlayer, transfer: Transferable[] = []): void {
    this.worker ??= this.start();
    this.worker.postMessage(message, transfer);
  }

  private start(): Worker {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "player" });
    worker.onmessage = ({ data }: MessageEvent<FromPlayer>) => {
      if (data.type === "status") this.listeners.get(data.drone)?.(data.status);
      else {
        this.recordings.get(data.id)?.(data.drawings);
        this.recordings.delete(data.id);
      }
    };
    return worker;
  }
}

export const wall = new VideoWall();

declare global {
  interface Window {
    /**
     * Read-only look at what the tiles draw: every drawing of the next `count` frames of a drone, each with the frame, the boxes and
     * the colours read back from the canvas at `points` (0..1 of the picture). Used by the browser tests to prove frame-exactness.
     */
    eyrieRecord?: (drone: string, count: number, points: Point[]) => Promise<Drawing[]>;
  }
}

window.eyrieRecord = (drone, count, points) => wall.record(drone, count, points);
