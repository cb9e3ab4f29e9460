// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
/** A place in the picture as a share of its width and height, from the left and top edge; on the ground longitude and latitude in degrees. */
export type Corner = readonly [x: number, y: number];

/** Twice the signed area of the triangle: on which side of the line from `a` to `b` does `c` lie? */
function side(a: Corner, b: Corner, c: Corner): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/** `c`, which lies on the line through both, is no further out than they are. */
function isBetween(a: Corner, b: Corner, c: Corner): boolean {
  return Math.min(a[0], b[0]) <= c[0] && c[0] <= Math.max(a[0], b[0]) && Math.min(a[1], b[1]) <= c[1] && c[1] <= Math.max(a[1], b[1]);
}

/** Whether two edges have a point in common, their ends included. */
function meet(a: Corner, b: Corner, c: Corner, d: Corner): boolean {
  const [c1, d1, a1, b1] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (c1 * d1 < 0 && a1 * b1 < 0) return true;
  return (c1 === 0 && isBetween(a, b, c)) || (d1 === 0 && isBetween(a, b, d)) || (a1 === 0 && isBetween(c, d, a)) || (b1 === 0 && isBetween(c, d, b));
}

/** An edge that folds back onto the one before it. */
function folds(a: Corner, b: Corner, c: Corner): boolean {
  const along = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]);
  return side(a, b, c) === 0 && along <= 0;
}

/** Whether the outline is that of one area: no edge crosses or touches another but at the corner that they share. */
export function isSimple(corners: readonly Corner[]): boolean {
  const count = corners.length;
  const at = (index: number): Corner => corners[index % count] ?? [0, 0];
  for (let first = 0; first < count; first += 1) {
    if (folds(at(first), at(first + 1), at(first + 2))) return false;
    for (let second = first + 2; second < count; second += 1) {
      const isNeighbour = (second + 1) % count === first;
      if (!isNeighbour && meet(at(first), at(first + 1), at(second), at(second + 1))) return false;
    }
  }
  return true;
}

/** In the square of what corners are in. */
export function areaOf(corners: readonly Corner[]): number {
  const twice = corners.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % corners.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

export function middleOf([ax, ay]: Corner, [bx, by]: Corner): Corner {
  return [(ax + bx) / 2, (ay + by) / 2];
}

/** Inside the picture, to a hundredth of a percent: finer than a pixel of any camera. */
export function placed([x, y]: Corner): Corner {
  const share = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4;
  return [share(x), share(y)];
}

/** As SVG takes them, in a view box of 1 by 1. */
export function pointsOf(corners: readonly Corner[]): string {
  return corners.map((corner) => corner.join(",")).join(" ");
}
