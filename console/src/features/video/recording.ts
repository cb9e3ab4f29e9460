// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Rectangle } from "../../shared/picture/draw";
import type { Drawing, Point } from "./protocol";

/**
 * Keeps every drawing of the next so many frames: a frame that is drawn again, because its boxes came late, is one frame. Begins
 * with the first frame that is new and ends when the one after the last is about to be drawn, so that each frame is kept as it
 * left the screen.
 */
export class Recording {
  private readonly drawings: Drawing[] = [];
  private frames = 0;
  private current: number;

  constructor(
    private readonly count: number,
    private readonly points: readonly Point[],
    private readonly done: (drawings: Drawing[]) => void,
    frameOnScreen: number | undefined,
  ) {
    this.current = frameOnScreen ?? Number.NaN;
  }

  /** Looks at what has just been drawn in `place`. False when it is one frame too many: the recording is over. */
  add(drawn: Omit<Drawing, "colours">, context: OffscreenCanvasRenderingContext2D, place: Rectangle): boolean {
    const isNew = drawn.frameId !== this.current;
    if (!isNew && this.frames === 0) return true;
    if (isNew) {
      if (this.frames === this.count) {
        this.done(this.drawings);
        return false;
      }
      this.frames += 1;
      this.current = drawn.frameId;
    }
    this.drawings.push({ ...drawn, colours: this.read(context, place) });
    return true;
  }

  private read(context: OffscreenCanvasRenderingContext2D, place: Rectangle): Drawing["colours"] {
    const { data, width, height } = context.getImageData(place.x, place.y, place.width, place.height);
    return this.points.map(([x, y]) => {
      const at = 4 * (Math.floor(y * height) * width + Math.floor(x * width));
      return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
    });
  }
}
