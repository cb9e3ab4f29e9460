// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Corner } from "./polygon";

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
const middle: readonly Corner[] = [[0.3, 0.35], [0.7, 0.35], [0.7, 0.8], [0.3, 0.8]];

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
  return changed(sketch, { corners: [...sketch.corners, corner] });
}

export function closed(sketch: Sketch): Sketch {
  return sketch.isClosed || sketch.corners.length < fewestCorners ? sketch : changed(sketch, { isClosed: true });
}

/** Where a corner is dragged; see `grasped`. */
export function dragged(sketch: Sketch, index: number, to: Corner): Sketch {
  return sketch.corners[index] ? { ...sketch, corners: sketch.corners.with(index, to) } : sketch;
}

/** One step of a corner, undone by itself. */
export function nudged(sketch: Sketch, index: number, to: Corner): Sketch {
  return dragged(grasped(sketch), index, to);
}

/** A corner in the edge that begins at `index`. */
export function split(sketch: Sketch, index: number, corner: Corner): Sketch {
  const { corners } = sketch;
  return corners.length >= mostCorners ? sketch : changed(sketch, { corners: corners.toSpliced(index + 1, 0, corner) });
}

/** Without a corner; what is left of an outline with too few goes on being drawn. */
export function without(sketch: Sketch, index: number): Sketch {
  if (!sketch.corners[index]) return sketch;
  const corners = sketch.corners.toSpliced(index, 1);
  return changed(sketch, { corners, isClosed: sketch.isClosed && corners.length >= fewestCorners });
}

/** A rectangle in the middle of what is drawn on, for whoever draws without a pointer. */
export function withRectangle(sketch: Sketch, cornerAt: (share: Corner) => Corner): Sketch {
  return changed(sketch, { corners: middle.map(cornerAt), isClosed: true });
}

export function undone(sketch: Sketch): Sketch {
  const last = sketch.past.at(-1);
  return last ? { ...last, past: sketch.past.slice(0, -1) } : sketch;
}
