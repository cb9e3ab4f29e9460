// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { severityColour, type Severity } from "../../shared/lib/severity";

const empty = { type: "geojson" as const, data: { type: "FeatureCollection" as const, features: [] } };
const font = ["Inter Variable"];
/** What the map is where nothing is drawn. */
export const ground = "#0c1217";
/** Colours of the grid where the ground is plain, and over a picture of it. */
export const gridColours = {
  plain: { lines: "#17232c", major: "#263642", labels: "#6d7f8e" },
  overPicture: { lines: "rgba(214, 228, 238, .09)", major: "rgba(214, 228, 238, .2)", labels: "#c3d0da" },
};
const severity: ExpressionSpecification = ["match", ["get", "severity"], 4, severityColour[4], 3, severityColour[3], 2, severityColour[2], severityColour[1]];

/** Areas that rules look at: a quiet warning, below all that moves. */
const sand = "#d9b36c";
const areaLayers: LayerSpecification[] = [
  { id: "areas", type: "fill", source: "areas", paint: { "fill-color": sand, "fill-opacity": 0.1 } },
  { id: "area-edges", type: "line", source: "areas", layout: { "line-join": "round" }, paint: { "line-color": sand, "line-opacity": 0.8, "line-width": 1.3, "line-dasharray": [4, 2.5] } },
  {
    id: "area-names", type: "symbol", source: "areas",
    layout: { "text-field": ["get", "name"], "text-font": font, "text-size": 11, "text-max-width": 9 },
    paint: { "text-color": "#ecd3a1", "text-halo-color": "#0a0d11", "text-halo-width": 1.8 },
  },
];

/** A map of our own: a metric grid and what we know, no tiles, no glyph server, nothing from outside. */
export const style: StyleSpecification = {
  version: 8,
  sources: { grid: empty, labels: empty, areas: empty, footprints: empty, trails: empty, ellipses: empty, incidents: empty, drones: empty },
  layers: [
    { id: "ground", type: "background", paint: { "background-color": ground } },
    { id: "grid", type: "line", source: "grid", filter: ["!", ["get", "isMajor"]], paint: { "line-color": gridColours.plain.lines, "line-width": 1 } },
    { id: "grid-major", type: "line", source: "grid", filter: ["get", "isMajor"], paint: { "line-color": gridColours.plain.major, "line-width": 1 } },
    {
      id: "grid-labels", type: "symbol", source: "labels",
      layout: {
        "text-field": ["get", "label"], "text-font": font, "text-size": 10, "text-anchor": ["get", "anchor"], "text-allow-overlap": false,
        "text-offset": ["match", ["get", "anchor"], "left", ["literal", [0.6, -0.7]], ["literal", [0, 0.6]]],
      },
      paint: { "text-color": gridColours.plain.labels, "text-halo-color": ground, "text-halo-width": 1.5 },
    },
    ...areaLayers,
    { id: "footprints", type: "fill", source: "footprints", paint: { "fill-color": "#5fd0ff", "fill-opacity": ["case", ["get", "isSelected"], 0.13, 0.06] } },
    { id: "footprint-edges", type: "line", source: "footprints", paint: { "line-color": "#5fd0ff", "line-opacity": ["case", ["get", "isSelected"], 0.75, 0.35], "line-width": 1 } },
    { id: "trails", type: "line", source: "trails", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#5fd0ff", "line-opacity": 0.55, "line-width": 1.6, "line-dasharray": [0.2, 2.2] } },
    { id: "ellipses", type: "fill", source: "ellipses", paint: { "fill-color": severity, "fill-opacity": 0.18 } },
    { id: "ellipse-edges", type: "line", source: "ellipses", paint: { "line-color": severity, "line-width": ["case", ["get", "isSelected"], 2.6, 1.3] } },
    {
      id: "incidents", type: "symbol", source: "incidents",
      layout: {
        "icon-image": ["concat", "severity-", ["get", "severity"]], "icon-size": ["case", ["get", "isSelected"], 1.25, 1], "icon-allow-overlap": true,
        "text-field": ["get", "label"], "text-font": font, "text-size": 11, "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 1.15,
        "text-justify": "auto", "text-optional": true, "symbol-sort-key": ["-", ["get", "severity"]],
      },
      paint: { "text-color": severity, "text-halo-color": "#0a0d11", "text-halo-width": 2 },
    },
    {
      id: "drones", type: "symbol", source: "drones",
      layout: {
        "icon-image": ["case", ["get", "isOnline"], "drone", "drone-offline"], "icon-rotate": ["get", "heading"], "icon-rotation-alignment": "map", "icon-allow-overlap": true,
        "text-field": ["format", ["get", "name"], {}, "\n", {}, ["get", "note"], { "font-scale": 0.86 }], "text-font": font, "text-size": 11.5,
        "text-variable-anchor": ["bottom", "top", "right", "left"], "text-radial-offset": 1.7, "text-justify": "auto", "text-allow-overlap": false, "text-optional": true,
      },
      paint: { "text-color": "#dff4ff", "text-halo-color": "#06121b", "text-halo-width": 2 },
    },
  ],
};

/** Icons drawn here, so that the map needs no sprite file either. */
export function icons(): [name: string, image: ImageData][] {
  return [
    ["drone", arrow("#5fd0ff", "#e8f8ff")],
    ["drone-offline", arrow("#566673", "#93a4b2")],
    ...([4, 3, 2, 1] as const).map((level): [string, ImageData] => [`severity-${level}`, mark(level)]),
  ];
}

function canvas(size: number): CanvasRenderingContext2D {
  const element = document.createElement("canvas");
  element.width = element.height = size;
  const context = element.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser has no 2D canvas");
  context.translate(size / 2, size / 2);
  context.lineJoin = "round";
  return context;
}

function arrow(fill: string, edge: string): ImageData {
  const context = canvas(64);
  const path = new Path2D("M0-23 16 19 0 11-16 19Z");
  context.strokeStyle = "#06121b";
  context.lineWidth = 9;
  context.stroke(path);
  context.fillStyle = fill;
  context.fill(path);
  context.strokeStyle = edge;
  context.lineWidth = 2.4;
  context.stroke(path);
  return context.getImageData(0, 0, 64, 64);
}

const outlines: Record<Severity, string> = {
  4: "M-6-14H6L14-6V6L6 14H-6L-14 6V-6Z",
  3: "M0-15 16 13H-16Z",
  2: "M0-16 16 0 0 16-16 0Z",
  1: "M0-13A13 13 0 1 1 0 13 13 13 0 1 1 0-13Z",
};

function mark(severity: Severity): ImageData {
  const context = canvas(44);
  const path = new Path2D(outlines[severity]);
  context.strokeStyle = "#0a0d11";
  context.lineWidth = 6;
  context.stroke(path);
  context.fillStyle = severityColour[severity];
  context.fill(path);
  context.fillStyle = "#140b08";
  context.fillRect(-2, -7, 4, 9);
  context.fillRect(-2, 5, 4, 4);
  return context.getImageData(0, 0, 44, 44);
}
