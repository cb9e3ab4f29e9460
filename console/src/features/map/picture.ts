// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { addProtocol, type CanvasSourceSpecification, type LayerSpecification, type Map as MapLibre, type SourceSpecification } from "maplibre-gl";
import type { PMTiles } from "pmtiles";
import { mapTilesUrl } from "../../shared/api/getMap";
import type { BaseMap } from "../../shared/api/types";
import { gridColours, ground } from "./style";

export type Tiles = NonNullable<BaseMap["tiles"]>;

let opened: Promise<PMTiles> | undefined;

/** The gateway's PMTiles file, known to MapLibre from then on. Its reader is loaded with the first map that has a picture. */
function openTiles(): Promise<PMTiles> {
  opened ??= import("pmtiles").then(({ PMTiles, Protocol }) => {
    const protocol = new Protocol();
    const file = new PMTiles(mapTilesUrl);
    protocol.add(file);
    addProtocol("pmtiles", protocol.tile);
    return file;
  });
  return opened;
}

/** Whom the file names as its source, as plain text: files of strangers may hold markup. Empty where it names nobody. */
export async function readAttribution(): Promise<string> {
  const metadata = await (await openTiles()).getMetadata();
  const markup = typeof metadata === "object" && metadata !== null && "attribution" in metadata ? metadata.attribution : undefined;
  if (typeof markup !== "string") return "";
  const words = markup.replace(/<[^>]*>/g, "");
  return new DOMParser().parseFromString(words, "text/html").body.textContent.trim();
}

/** Most files have tiles of 256 pixels; larger ones come out sharper than need be. */
const tileSize = 256;

/** How much of the picture is left near its edge, from 0 there to 1 at seven hundredths of its width or height further in. */
function inwards(share: number): number {
  const t = Math.min(1, Math.min(share, 1 - share) / 0.07);
  return t * t * (3 - 2 * t);
}

/** The plain ground as a frame around nothing, stretched over the picture: its edge then is none. */
function frame(): HTMLCanvasElement {
  const side = 256;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  context.fillStyle = ground;
  context.fillRect(0, 0, side, side);
  const image = context.getImageData(0, 0, side, side);
  for (let n = 0; n < side * side; n += 1) {
    const covered = 1 - inwards((n % side) / (side - 1)) * inwards(Math.floor(n / side) / (side - 1));
    image.data[4 * n + 3] = Math.round(255 * covered);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

function sources({ min_zoom, max_zoom, west, south, east, north }: Tiles): Record<string, SourceSpecification | CanvasSourceSpecification> {
  const corners: [[number, number], [number, number], [number, number], [number, number]] = [[west, north], [east, north], [east, south], [west, south]];
  const world = [[-180, -86], [180, -86], [180, 86], [-180, 86], [-180, -86]];
  return {
    "picture": { type: "raster", tiles: [`pmtiles://${mapTilesUrl}/{z}/{x}/{y}`], tileSize, minzoom: min_zoom, maxzoom: max_zoom, bounds: [west, south, east, north] },
    "picture-beyond": { type: "geojson", data: { type: "Polygon", coordinates: [world, [...corners, [west, north]]] } },
    "picture-frame": { type: "canvas", canvas: frame(), coordinates: corners, animate: false },
  };
}

/** Dimmed, so that what is drawn over it stays what one sees first. */
const layers: LayerSpecification[] = [
  {
    id: "picture", type: "raster", source: "picture",
    paint: { "raster-brightness-max": 0.64, "raster-saturation": -0.35, "raster-contrast": -0.08, "raster-fade-duration": 150 },
  },
  { id: "picture-frame", type: "raster", source: "picture-frame", paint: { "raster-fade-duration": 0 } },
  { id: "picture-beyond", type: "fill", source: "picture-beyond", paint: { "fill-color": ground, "fill-antialias": false } },
];

function paintGrid(map: MapLibre, { lines, major, labels }: typeof gridColours.plain): void {
  map.setPaintProperty("grid", "line-color", lines);
  map.setPaintProperty("grid-major", "line-color", major);
  map.setPaintProperty("grid-labels", "text-color", labels);
}

/** Draws the picture below the grid and all else. Leaves a map alone that has gone meanwhile (`signal`), and fails without a file that can be read. */
export async function showPicture(map: MapLibre, tiles: Tiles, signal: AbortSignal): Promise<void> {
  await (await openTiles()).getHeader();
  if (signal.aborted) return;
  for (const [id, source] of Object.entries(sources(tiles))) if (!map.getSource(id)) map.addSource(id, source);
  for (const layer of layers) {
    if (!map.getLayer(layer.id)) map.addLayer(layer, "grid");
    map.setLayoutProperty(layer.id, "visibility", "visible");
  }
  paintGrid(map, gridColours.overPicture);
}

export function hidePicture(map: MapLibre): void {
  for (const { id } of layers) if (map.getLayer(id)) map.setLayoutProperty(id, "visibility", "none");
  paintGrid(map, gridColours.plain);
}
