// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { DetectionReport } from "../../shared/api/types";
import { drawBoxes, fit, type Alerting, type Rectangle } from "../../shared/picture/draw";
import type { AccessUnit } from "./eyv1";
import { Playout, type Picture } from "./playout";
import type { Drawing, PlayerStatus, Point, Shown } from "./protocol";
import { Recording } from "./recording";
import { Reports } from "./reports";
import { codecName, codecOf } from "./sps";

interface Image extends Picture {
  source: VideoFrame | ImageBitmap;
  width: number;
  height: number;
}

/** Wall clock of this machine, finer than `Date.now`. */
const now = () => performance.timeOrigin + performance.now();

/**
 * Plays one drone onto one canvas: decodes, holds back, and draws picture and boxes in one step so that the screen never shows
 * one without the other. Runs in the worker; driven by `tick` once a screen refresh.
 */
export class Player {
  private readonly playout = new Playout<AccessUnit, Image>();
  private readonly reports = new Reports();
  private readonly context: OffscreenCanvasRenderingContext2D | null;
  private readonly frameIds = new Map<number, number>();
  private decoder: VideoDecoder | undefined;
  private codec: string | undefined;
  private isUnsupported = false;
  private alerting: ReadonlyMap<string, Alerting> = new Map();
  private image: Image | undefined;
  private shown: Shown | undefined;
  private drawnState: PlayerStatus["state"] = "waiting";
  private needsRedraw = false;
  private ratio = 1;
  private shownAt: number[] = [];
  private latencyMs: number | undefined;
  private recording: Recording | undefined;
  /** Added to this machine's clock gives the gateway's. */
  clockOffsetMs = 0;

  constructor(
    private readonly canvas: OffscreenCanvas,
    private readonly report: (status: PlayerStatus) => void,
  ) {
    this.context = canvas.getContext("2d", { alpha: false, desynchronized: false });
  }

  resize(width: number, height: number, ratio: number): void {
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    this.ratio = ratio;
    this.needsRedraw = true;
  }

  setAlerting(tracks: [string, Alerting][]): void {
    this.alerting = new Map(tracks);
    this.needsRedraw = true;
  }

  addUnit(unit: AccessUnit): void {
    if (!unit.isJpeg && typeof VideoDecoder === "undefined") {
      this.isUnsupported = true;
      return;
    }
    this.playout.offer(unit, now());
  }

  addReport(report: DetectionReport): void {
    this.reports.add(report);
    this.playout.noteBoxes(Date.parse(report.timestamp), now());
    // Too late for the moment its picture came up, but that picture is still on the screen.
    if (this.shown?.capturedAtMs === Date.parse(report.timestamp)) this.needsRedraw = true;
  }

  /** Keeps what the next `count` frames look like, for tests and for a person who doubts it. Only reads. */
  record(count: number, points: readonly Point[], done: (drawings: Drawing[]) => void): void {
    this.recording = new Recording(count, points, done, this.shown?.frameId);
  }

  tick(): void {
    const time = now();
    for (const unit of this.playout.toDecode(time, this.decoder?.decodeQueueSize)) this.decode(unit);
    const next = this.playout.next(time);
    if (next) {
      this.image?.close();
      this.image = next;
      this.shownAt.push(time);
      this.latencyMs = time + this.clockOffsetMs - next.timestamp / 1000;
    }
    const state = this.isUnsupported ? "unsupported" : this.playout.state(time);
    if (!next && !this.needsRedraw && state === this.drawnState) return;
    this.draw(state);
    this.report(this.status(state, time));
  }

  close(): void {
    this.image?.close();
    this.playout.reset();
    if (this.decoder && this.decoder.state !== "closed") this.decoder.close();
  }

  private draw(state: PlayerStatus["state"]): void {
    this.needsRedraw = false;
    this.drawnState = state;
    const { context, image, canvas } = this;
    if (!context) return;
    context.fillStyle = "#05080b";
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (!image) return;
    const place = fit(image.width, image.height, canvas.width, canvas.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(image.source, place.x, place.y, place.width, place.height);
    const frameId = this.frameIds.get(image.timestamp) ?? 0;
    const found = state === "live" ? this.reports.of(frameId, image.timestamp) : { source: "none" as const, boxes: [] };
    if (state === "live") drawBoxes(context, found.boxes, this.alerting, place, this.ratio);
    else dim(context, place);
    this.shown = { frameId, capturedAtMs: Math.floor(image.timestamp / 1000), ...found };
    if (this.recording?.add({ ...this.shown, state }, context, place) === false) this.recording = undefined;
  }

  private status(state: PlayerStatus["state"], time: number): PlayerStatus {
    this.shownAt = this.shownAt.filter((at) => at > time - 3000);
    const first = this.shownAt[0];
    const span = first === undefined ? 0 : time - first;
    return {
      state,
      shown: this.shown,
      codec: this.codec,
      width: this.image?.width ?? 0,
      height: this.image?.height ?? 0,
      fps: span > 400 ? ((this.shownAt.length - 1) * 1000) / span : 0,
      delayMs: this.playout.delayMs,
      latencyMs: this.latencyMs,
    };
  }

  private decode(unit: AccessUnit): void {
    this.frameIds.set(unit.capturedAtUs, unit.frameId);
    if (this.frameIds.size > 600) for (const old of [...this.frameIds.keys()].slice(0, 200)) this.frameIds.delete(old);
    if (unit.isJpeg) return void this.decodeJpeg(unit);
    const decoder = this.decoderFor(unit);
    if (!decoder) return;
    decoder.decode(new EncodedVideoChunk({ type: unit.isKey ? "key" : "delta", timestamp: unit.capturedAtUs, data: unit.payload }));
  }

  private decoderFor(unit: AccessUnit): VideoDecoder | undefined {
    const codec = unit.isKey ? codecOf(unit.payload) : undefined;
    const named = codec ? codecName(codec) : this.codec;
    if (this.decoder && this.decoder.state !== "closed" && named === this.codec) return this.decoder;
    if (!codec) return undefined;
    if (this.decoder && this.decoder.state !== "closed") this.decoder.close();
    const decoder = new VideoDecoder({
      output: (frame) => this.take(frame, frame.displayWidth, frame.displayHeight, frame.timestamp),
      error: () => this.restart(decoder),
    });
    decoder.configure({ codec, optimizeForLatency: true });
    this.decoder = decoder;
    this.codec = named;
    return decoder;
  }

  /** A decoder that met a broken unit is closed for good; the next key frame gets a new one. */
  private restart(failed: VideoDecoder): void {
    if (this.decoder !== failed) return;
    this.decoder = undefined;
    this.playout.reset();
  }

  private async decodeJpeg(unit: AccessUnit): Promise<void> {
    this.codec = "JPEG";
    try {
      const bitmap = await createImageBitmap(new Blob([unit.payload], { type: "image/jpeg" }));
      this.take(bitmap, bitmap.width, bitmap.height, unit.capturedAtUs);
    } catch {
      // A broken picture is not shown; the next one stands alone.
    }
  }

  private take(source: VideoFrame | ImageBitmap, width: number, height: number, timestamp: number): void {
    this.playout.decoded({ source, width, height, timestamp, close: () => source.close() }, now());
  }
}

/** An old picture must look like one. */
function dim(context: OffscreenCanvasRenderingContext2D, place: Rectangle): void {
  context.fillStyle = "rgba(5,8,11,.62)";
  context.fillRect(place.x, place.y, place.width, place.height);
}
