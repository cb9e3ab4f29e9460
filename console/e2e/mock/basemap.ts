// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { encode } from "jpeg-js";
import { zxyToTileId } from "pmtiles";
import { gzipSync } from "node:zlib";
import type { components } from "../../src/shared/api/schema";

export interface MockMap {
  tiles: NonNullable<components["schemas"]["BaseMap"]["tiles"]>;
  /** The PMTiles file. */
  file: Buffer;
}

export interface MockMapOptions {
  lat: number;
  lon: number;
  attribution?: string;
}

const maxZoom = 18;
const columnOf = (lon: number, zoom: number) => (lon / 360 + 0.5) * 2 ** zoom;
const rowOf = (lat: number, zoom: number) => (0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * 2 ** zoom;
const lonOf = (column: number, zoom: number) => (column / 2 ** zoom - 0.5) * 360;
const latOf = (row: number, zoom: number) => (Math.atan(Math.sinh((0.5 - row / 2 ** zoom) * 2 * Math.PI)) * 180) / Math.PI;

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** A map of one bright red, three tiles of zoom 14 to each side of a place: whatever shows red, shows the map. */
export function redMap({ lat, lon, attribution }: MockMapOptions): MockMap {
  const pixels = Buffer.alloc(256 * 256 * 4);
  for (let at = 0; at < pixels.length; at += 4) pixels.writeUInt32BE(0xff2010ff, at);
  const tile = encode({ width: 256, height: 256, data: pixels }, 80).data;
  const corner = { x: Math.floor(columnOf(lon, 14)) - 3, y: Math.floor(rowOf(lat, 14)) - 3 };
  const ids: number[] = [];
  for (let zoom = 14; zoom <= maxZoom; zoom += 1) {
    const scale = 2 ** (zoom - 14);
    for (let x = corner.x * scale; x < (corner.x + 7) * scale; x += 1) {
      for (let y = corner.y * scale; y < (corner.y + 7) * scale; y += 1) ids.push(zxyToTileId(zoom, x, y));
    }
  }
  ids.sort((a, b) => a - b);
  // Every tile is the same bytes: offset 0, which a directory tells as 1.
  const columns = [ids.map((id, n) => id - (ids[n - 1] ?? 0)), ids.map(() => 1), ids.map(() => tile.length), ids.map(() => 1)];
  const directory = gzipSync(Buffer.from([ids.length, ...columns.flat()].flatMap(varint)));
  const metadata = gzipSync(JSON.stringify(attribution ? { attribution } : {}));
  const [west, south, east, north] = [lonOf(corner.x, 14), latOf(corner.y + 7, 14), lonOf(corner.x + 7, 14), latOf(corner.y, 14)];
  const head = Buffer.alloc(127);
  head.write("PMTiles\x03", "latin1");
  const sections = [directory.length, metadata.length, 0, tile.length];
  sections.reduce((offset, length, n) => {
    head.writeBigUInt64LE(BigInt(offset), 8 + 16 * n);
    head.writeBigUInt64LE(BigInt(length), 16 + 16 * n);
    return offset + length;
  }, head.length);
  head.set([1, 2, 1, 3, 14, maxZoom], 96);
  [west, south, east, north].forEach((degrees, n) => head.writeInt32LE(Math.round(degrees * 1e7), 102 + 4 * n));
  return { tiles: { min_zoom: 14, max_zoom: maxZoom, west, south, east, north }, file: Buffer.concat([head, directory, metadata, tile]) };
}
