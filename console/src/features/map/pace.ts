// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0

/** A rest between two drawings that nobody sees. */
const leastRestMs = 30;
/** Longer is not waited for: a map that is being moved, or whose picture is slow to come, is not done for a long while. */
const longestWaitMs = 1000;

/**
 * Draws when asked, the first time at once. While a drawing is on its way to the screen, and for as long again, what is asked for
 * waits and is then drawn once: on a machine that draws slowly the map may take half of the time, and the live picture has the rest.
 */
export class Pace {
  private isResting = false;
  private isAsked = false;
  private isStopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `draw` says whether there was anything to draw; `whenDrawn` calls back once when it is on the screen. */
  constructor(
    private readonly draw: () => boolean,
    private readonly whenDrawn: (done: () => void) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  ask(): void {
    this.isAsked = this.isResting;
    if (this.isResting || this.isStopped) return;
    const began = this.now();
    this.isResting = this.draw();
    if (!this.isResting) return;
    let isDone = false;
    const rest = () => {
      if (isDone || this.isStopped) return;
      isDone = true;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.wake(), Math.max(leastRestMs, this.now() - began));
    };
    this.timer = setTimeout(rest, longestWaitMs);
    this.whenDrawn(rest);
  }

  /** Nothing is drawn any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.isStopped = true;
  }

  private wake(): void {
    this.isResting = false;
    if (this.isAsked) this.ask();
  }
}
