// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { DetectionReport } from "../../shared/api/types";
import type { Alerting } from "../../shared/picture/draw";
import type { Box } from "../../shared/picture/sightings";
import type { PlayoutState } from "./playout";

/** Page to worker. One worker plays all drones; each has its own canvas. */
export type ToPlayer =
  | { type: "open"; drone: string; canvas: OffscreenCanvas }
  | { type: "close"; drone: string }
  | { type: "size"; drone: string; width: number; height: number; ratio: number }
  | { type: "unit"; message: ArrayBuffer }
  | { type: "report"; report: DetectionReport }
  | { type: "alerting"; drone: string; tracks: [string, Alerting][] }
  | { type: "clock"; offsetMs: number }
  | { type: "record"; drone: string; id: number; count: number; points: Point[] };

/** A place in the picture, each 0..1. */
export type Point = readonly [x: number, y: number];

/** What is on a canvas: exactly this picture and exactly these boxes, drawn in one step. */
export interface Shown {
  frameId: number;
  /** Floored from the unit's microseconds, as the join has it. */
  capturedAtMs: number;
  source: "exact" | "between" | "none";
  boxes: Box[];
}

export interface PlayerStatus {
  state: PlayoutState | "unsupported";
  shown: Shown | undefined;
  codec: string | undefined;
  width: number;
  height: number;
  /** Pictures shown a second, over the last seconds. */
  fps: number;
  delayMs: number;
  /** From capture to the screen, by the gateway's clock. */
  latencyMs: number | undefined;
}

/** One drawing, and what was read back from the canvas after it. */
export interface Drawing extends Shown {
  state: PlayerStatus["state"];
  colours: [r: number, g: number, b: number][];
}

/** Worker to page. */
export type FromPlayer =
  | { type: "status"; drone: string; status: PlayerStatus }
  | { type: "recorded"; drone: string; id: number; drawings: Drawing[] };
