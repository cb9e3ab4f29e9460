// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { middleOf, placed, type Corner } from "./polygon";

interface Outline {
  corners: readonly Corner[];
  /** While it is open, the next corner follows the last one; afterwards corners are put into edges. */
  isClosed: boolean;
}

/** An outline being drawn, with everything it was before. */
export interface Sketch extends Outline {
  past: readonly Outline[];
}

export const fewestCorners = 3;
export const mostCorners = 100;
const middle: Outline = { corners: [[0.3, 0.35], [0.7, 0.35], [0.7, 0.8], [0.3, 0.8]], isClosed: true };

export const blank: Sketch = { corners: [], isClosed: false, past: [] };

export function sketchOf(corners: readonly Corner[]): Sketch {
  return { corners, isClosed: true, past: [] };
}

/** The outline as it is, kept for `undone`: taken once at the begin of a drag, whose steps are not worth undoing one by one. */
export function grasped({ corners, isClosed, past }: Sketch): Sketch {
  return { corners, isClosed, past: [...past, { corners, isClosed }] };
}

function changed(sketch: Sketch, outline: Partial<Outline>): Sketch {
  return { ...grasped(sketch), ...outline };
}

/** A corner after the last one, while the outline is open. */
export function extended(sketch: Sketch, corner: Corner): Sketch {
  if (sketch.isClosed || sketch.corners.length >= mostCorners) return sketch;
  return changed(sketch, { corners: [...sketch.corners, placed(corner)] });
}

export function closed(sketch: Sketch): Sketch {
  return sketch.isClosed || sketch.corners.length < fewestCorners ? sketch : changed(sketch, { isClosed: true });
}

/** Where a corner is dragged; see `grasped`. */
export function dragged(sketch: Sketch, index: number, to: Corner): Sketch {
  return sketch.corners[index] ? { ...sketch, corners: sketch.corners.with(index, placed(to)) } : sketch;
}

/** One step of a corner, undone by itself. */
export function nudged(sketch: Sketch, index: number, [dx, dy]: Corner): Sketch {
  const corner = sketch.corners[index];
  return corner ? dragged(grasped(sketch), index, [corner[0] + dx, corner[1] + dy]) : sketch;
}

/** A corner in the middle of the edge that begins at `index`. */
export function split(sketch: Sketch, index: number): Sketch {
  const { corners } = sketch;
  const [from, to] = [corners[index], corners[(index + 1) % corners.length]];
  if (!from || !to || corners.length >= mostCorners) return sketch;
  return changed(sketch, { corners: corners.toSpliced(index + 1, 0, placed(middleOf(from, to))) });
}

/** Without a corner; what is left of an outline with too few goes on being drawn. */
export function without(sketch: Sketch, index: number): Sketch {
  if (!sketch.corners[index]) return sketch;
  const corners = sketch.corners.toSpliced(index, 1);
  return changed(sketch, { corners, isClosed: sketch.isClosed && corners.length >= fewestCorners });
}

/** A rectangle in the middle, for whoever draws without a pointer. */
export function withRectangle(sketch: Sketch): Sketch {
  return changed(sketch, middle);
}

export function undone(sketch: Sketch): Sketch {
  const last = sketch.past.at(-1);
  return last ? { ...last, past: sketch.past.slice(0, -1) } : sketch;
}
