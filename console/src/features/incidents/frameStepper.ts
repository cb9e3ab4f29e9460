// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
/** Pictures stand at least this long: 60 a second. */
const shortestUs = 16_000;
const longestUs = 4_000_000;
/** Containers round times; a millisecond lies safely on one side of a picture's begin. */
const marginUs = 1000;
/** Below 2, so that a reach that grows past the end of one picture never passes the end of the next. */
const growth = 1.5;

/**
 * Walks a paused video picture by picture. A video element seeks to times, not to pictures, and nobody says how long a picture
 * stands: so it is reached for a little further until the next one comes up, and what was learnt is the first reach of the next step.
 *
 * Says where to seek; the caller seeks, draws, and tells which picture came.
 */
export class FrameStepper {
  private intervalUs = shortestUs;
  private under: { fromUs: number; reachUs: number } | undefined;

  /** Begins a step from the picture at `atUs`; where to seek, in microseconds. */
  begin(atUs: number, by: 1 | -1): number {
    this.under = by === 1 ? { fromUs: atUs, reachUs: this.intervalUs } : undefined;
    return by === 1 ? atUs + this.intervalUs + marginUs : Math.max(0, atUs - marginUs);
  }

  /** The picture at `atUs` came up after a seek; where to seek next, or undefined when the step is done. */
  arrived(atUs: number): number | undefined {
    const step = this.under;
    if (!step) return undefined;
    if (atUs > step.fromUs) this.intervalUs = Math.max(shortestUs, atUs - step.fromUs);
    if (atUs !== step.fromUs || step.reachUs > longestUs) {
      this.under = undefined;
      return undefined;
    }
    step.reachUs *= growth;
    return step.fromUs + step.reachUs + marginUs;
  }
}
