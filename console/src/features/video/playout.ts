// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
/** What the play-out needs to know of a unit. */
export interface Unit {
  unit: number;
  capturedAtUs: number;
  isKey: boolean;
  isJpeg: boolean;
}

/** A decoded picture; `timestamp` is the unit's `capturedAtUs`. `close` gives its memory back to the decoder. */
export interface Picture {
  timestamp: number;
  close(): void;
}

export type PlayoutState = "waiting" | "live" | "resynchronising" | "stalled";

export interface PlayoutOptions {
  minDelayMs: number;
  maxDelayMs: number;
  /** Units are given to the decoder this long before they are due, so that only few decoded pictures are held. */
  decodeAheadMs: number;
  /** More units than that with the decoder: it does not keep up. */
  maxWaiting: number;
  /** Nothing came for so long: the picture on screen is no longer called live. */
  stallMs: number;
}

export const defaults: PlayoutOptions = { minDelayMs: 200, maxDelayMs: 900, decodeAheadMs: 250, maxWaiting: 24, stallMs: 2500 };

const marginMs = 40;
const windowMs = 5000;
const maxUnits = 240;

/**
 * Holds pictures back for a short, adaptive while so that the boxes of a picture, which come later than the picture and in no
 * fixed order, are there when it is shown.
 *
 * A picture is due at its capture time plus the smallest transit seen of late plus the delay. The delay follows the latest boxes
 * (95 of 100) within its bounds: up at once, down slowly. Of several due pictures the newest is shown. After a hole in the unit numbers no unit
 * is taken before the next key frame, because a decoder that misses one unit shows wrong pictures without an error.
 *
 * All times are milliseconds of one local clock given by the caller; capture times may run on another clock with any offset.
 */
export class Playout<U extends Unit, P extends Picture> {
  private readonly options: PlayoutOptions;
  private encoded: U[] = [];
  private pictures: P[] = [];
  private lastUnit: Unit | undefined;
  private needsKey = true;
  private shownUs = Number.NEGATIVE_INFINITY;
  private hasShown = false;
  /** Capture time of the last good unit before a hole that has not been played past yet. */
  private holeAfterUs: number | undefined;
  private lastArrivalMs = Number.NEGATIVE_INFINITY;
  private intervalMs = 66;
  private delay: number;
  private readonly neededMs: number[] = [];
  private transit = { current: Number.POSITIVE_INFINITY, previous: Number.POSITIVE_INFINITY, since: Number.NEGATIVE_INFINITY };

  constructor(options: Partial<PlayoutOptions> = {}) {
    this.options = { ...defaults, ...options };
    this.delay = this.options.minDelayMs;
  }

  get delayMs(): number {
    return this.delay;
  }

  /** Takes a unit in. False when it must not be decoded: it follows a hole, or is a repetition. */
  offer(unit: U, nowMs: number): boolean {
    const last = this.lastUnit;
    const isRestart = last !== undefined && unit.isKey && unit.unit <= last.unit && unit.capturedAtUs > last.capturedAtUs;
    if (last && unit.unit <= last.unit && !isRestart) return false;
    this.lastArrivalMs = nowMs;
    this.measureTransit(unit, nowMs);
    const isHole = last !== undefined && !isRestart && unit.unit !== last.unit + 1;
    if (isHole && !unit.isJpeg && !this.needsKey) {
      this.needsKey = true;
      this.holeAfterUs = last.capturedAtUs;
    }
    if (last && !isHole && !isRestart) this.intervalMs = clamp(lerp(this.intervalMs, (unit.capturedAtUs - last.capturedAtUs) / 1000, 0.1), 5, 2000);
    this.lastUnit = unit;
    if (this.needsKey && !unit.isKey && !unit.isJpeg) return false;
    const isFull = this.encoded.length >= maxUnits && !this.skipToKey();
    if (isFull) this.encoded = [];
    this.needsKey = isFull && !unit.isKey && !unit.isJpeg;
    if (this.needsKey) return false;
    this.encoded.push(unit);
    return true;
  }

  /**
   * Units whose time to be decoded has come, in decoding order; each is returned once. `waiting` are with the decoder already: when
   * it does not keep up, nothing more is given to it until it has caught up, and then from the newest key frame on.
   */
  toDecode(nowMs: number, waiting = 0): U[] {
    if (waiting > this.options.maxWaiting) {
      this.skipToKey();
      return [];
    }
    let count = 0;
    while (count < this.encoded.length && this.dueAt(this.encoded[count]?.capturedAtUs ?? 0) - nowMs <= this.options.decodeAheadMs) count += 1;
    return this.encoded.splice(0, count);
  }

  /** Takes a picture that the decoder gave back. Those that it supersedes go at once: a decoder waits for their memory. */
  decoded(picture: P, nowMs: number): void {
    if (picture.timestamp <= this.shownUs) return picture.close();
    const at = this.pictures.findIndex((other) => other.timestamp > picture.timestamp);
    this.pictures.splice(at < 0 ? this.pictures.length : at, 0, picture);
    const due = this.pictures.findLastIndex((other) => this.dueAt(other.timestamp) <= nowMs);
    for (const superseded of this.pictures.splice(0, Math.max(due, 0))) superseded.close();
  }

  /** The picture to show now, if a new one is due. The caller closes it when it has been replaced; older ones are closed here. */
  next(nowMs: number): P | undefined {
    let due: P | undefined;
    while (this.pictures[0] && this.dueAt(this.pictures[0].timestamp) <= nowMs) {
      due?.close();
      due = this.pictures.shift();
    }
    if (!due) return undefined;
    this.shownUs = due.timestamp;
    this.hasShown = true;
    if (this.holeAfterUs !== undefined && due.timestamp > this.holeAfterUs) this.holeAfterUs = undefined;
    return due;
  }

  /** What may be said of the picture on the screen. Boxes belong on it only while this is `live`. */
  state(nowMs: number): PlayoutState {
    if (this.holeAfterUs !== undefined && nowMs >= this.dueAt(this.holeAfterUs) + this.intervalMs * 0.9) return "resynchronising";
    if (!this.hasShown) return "waiting";
    const silentMs = nowMs - this.lastArrivalMs;
    return silentMs > this.options.stallMs && this.pictures.length === 0 ? "stalled" : "live";
  }

  /** Boxes of the picture captured at `capturedAtMs` came in: the delay follows what is needed to have them in time. */
  noteBoxes(capturedAtMs: number, nowMs: number): void {
    if (!Number.isFinite(this.bestTransit())) return;
    const needed = nowMs - capturedAtMs - this.bestTransit() + marginMs;
    if (needed > this.options.maxDelayMs * 3) return; // backlog after an outage says nothing about now
    this.neededMs.push(needed);
    if (this.neededMs.length > 40) this.neededMs.shift();
    // Two stragglers of forty may come too late; one hiccup must not hold every later picture back.
    const ranked = [...this.neededMs].sort((a, b) => b - a);
    const target = clamp(ranked[Math.floor(ranked.length / 20)] ?? needed, this.options.minDelayMs, this.options.maxDelayMs);
    this.delay = target > this.delay ? target : Math.max(target, this.delay - 8);
  }

  /** Local time at which a picture is shown. */
  dueAt(capturedAtUs: number): number {
    return capturedAtUs / 1000 + this.bestTransit() + this.delay;
  }

  /** The decoder failed or the stream starts over: nothing held is of use. */
  reset(): void {
    for (const picture of this.pictures) picture.close();
    this.pictures = [];
    this.encoded = [];
    this.holeAfterUs = this.hasShown ? (this.lastUnit?.capturedAtUs ?? 0) : undefined;
    this.needsKey = true;
  }

  /** Leaves out what is before the newest key frame; false where there is none to skip to. */
  private skipToKey(): boolean {
    const key = this.encoded.findLastIndex((unit) => unit.isKey || unit.isJpeg);
    if (key > 0) this.encoded.splice(0, key);
    return key > 0;
  }

  private measureTransit(unit: Unit, nowMs: number): void {
    const transit = nowMs - unit.capturedAtUs / 1000;
    if (nowMs - this.transit.since > windowMs) this.transit = { current: transit, previous: this.transit.current, since: nowMs };
    this.transit.current = Math.min(this.transit.current, transit);
  }

  private bestTransit(): number {
    return Math.min(this.transit.current, this.transit.previous);
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function lerp(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
