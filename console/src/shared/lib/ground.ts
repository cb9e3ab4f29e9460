// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
export type LngLat = [lng: number, lat: number];

const radians = Math.PI / 180;

/** Metres in one degree at a latitude on WGS 84 (series of the meridian and parallel arcs, good to centimetres). */
export function metresPerDegree(lat: number): { east: number; north: number } {
  const phi = lat * radians;
  return {
    north: 111_132.954 - 559.822 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi),
    east: 111_412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi) + 0.118 * Math.cos(5 * phi),
  };
}
