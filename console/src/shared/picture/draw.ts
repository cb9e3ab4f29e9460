// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { severityColour, type Severity } from "../lib/severity";
import type { Box } from "./sightings";

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A track that has an incident open: its box is filled in with severity and title. */
export interface Alerting {
  severity: Severity;
  title: string;
}
export type AlertingTracks = ReadonlyMap<string, Alerting>;

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const ordinary = "#5fd0ff";
const font = '"Inter Variable", Inter, system-ui, sans-serif';

/** The largest place for a picture inside a canvas that shows all of it. Whole pixels, so that edges stay sharp. */
export function fit(pictureWidth: number, pictureHeight: number, width: number, height: number): Rectangle {
  if (pictureWidth <= 0 || pictureHeight <= 0) return { x: 0, y: 0, width, height };
  const scale = Math.min(width / pictureWidth, height / pictureHeight);
  const w = Math.round(pictureWidth * scale);
  const h = Math.round(pictureHeight * scale);
  return { x: Math.floor((width - w) / 2), y: Math.floor((height - h) / 2), width: w, height: h };
}

/**
 * Draws ordinary tracks as corner ticks and alerting ones as a frame with a filled label. Interpolated boxes are thinner and
 * fainter. `ratio` is device pixels per CSS pixel. Labels of ordinary tracks are left out below 420 CSS pixels of width.
 */
export function drawBoxes(context: Context, boxes: readonly Box[], alerting: AlertingTracks, place: Rectangle, ratio: number): void {
  const alertOf = (box: Box) => (box.trackId === undefined ? undefined : alerting.get(box.trackId));
  const hasLabels = place.width / ratio >= 420 && boxes.length <= 24;
  const labels: Rectangle[] = [];
  for (const box of boxes) {
    const alert = alertOf(box);
    if (alert) drawFrame(context, box, severityColour[alert.severity], place, ratio);
    else drawTicks(context, box, place, ratio);
  }
  for (const box of boxes) {
    const alert = alertOf(box);
    const title = alert && (place.width / ratio >= 260 ? `${box.trackId} · ${alert.title}` : (box.trackId ?? ""));
    if (alert && title) addLabel(context, labels, { text: title, colour: "#140507", background: severityColour[alert.severity], weight: 650, isNeeded: true }, box, place, ratio);
  }
  for (const box of boxes) {
    if (hasLabels && !alertOf(box)) addLabel(context, labels, { text: labelOf(box), colour: "#dff0fa", background: "rgba(6,11,16,.76)", weight: 500, isNeeded: false }, box, place, ratio);
  }
}

interface LabelStyle {
  text: string;
  colour: string;
  background: string;
  weight: number;
  /** Drawn even where it covers another; one that is not needed is left out there. */
  isNeeded: boolean;
}

function onCanvas(box: Box, place: Rectangle): Rectangle {
  return {
    x: place.x + box.x0 * place.width,
    y: place.y + box.y0 * place.height,
    width: (box.x1 - box.x0) * place.width,
    height: (box.y1 - box.y0) * place.height,
  };
}

function drawTicks(context: Context, box: Box, place: Rectangle, ratio: number): void {
  const { x, y, width, height } = onCanvas(box, place);
  const arm = Math.min(9 * ratio, width * 0.3, height * 0.3);
  const path = new Path2D();
  for (const [cornerX, cornerY, dx, dy] of [
    [x, y, 1, 1],
    [x + width, y, -1, 1],
    [x, y + height, 1, -1],
    [x + width, y + height, -1, -1],
  ] as const) {
    path.moveTo(cornerX + dx * arm, cornerY);
    path.lineTo(cornerX, cornerY);
    path.lineTo(cornerX, cornerY + dy * arm);
  }
  context.lineJoin = "miter";
  context.globalAlpha = box.isInterpolated ? 0.55 : 1;
  context.strokeStyle = "rgba(4,9,14,.72)";
  context.lineWidth = (box.isInterpolated ? 2 : 3.4) * ratio;
  context.stroke(path);
  context.strokeStyle = ordinary;
  context.lineWidth = (box.isInterpolated ? 0.9 : 1.6) * ratio;
  context.stroke(path);
  context.globalAlpha = 1;
}

function drawFrame(context: Context, box: Box, colour: string, place: Rectangle, ratio: number): void {
  const { x, y, width, height } = onCanvas(box, place);
  context.globalAlpha = box.isInterpolated ? 0.6 : 1;
  context.strokeStyle = "rgba(4,9,14,.72)";
  context.lineWidth = (box.isInterpolated ? 2.4 : 4) * ratio;
  context.strokeRect(x, y, width, height);
  context.strokeStyle = colour;
  context.lineWidth = (box.isInterpolated ? 1 : 2) * ratio;
  context.strokeRect(x, y, width, height);
  context.globalAlpha = 1;
}

function labelOf(box: Box): string {
  return box.trackId ? `${box.label} ${box.trackId}` : `${box.label} ${Math.round(box.confidence * 100)} %`;
}

/** Above the box, or below it where another label is, or not at all. */
function addLabel(context: Context, labels: Rectangle[], style: LabelStyle, box: Box, place: Rectangle, ratio: number): void {
  const { x: left, y: top, height: tall } = onCanvas(box, place);
  const height = 17 * ratio;
  context.font = `${style.weight} ${11 * ratio}px ${font}`;
  const width = context.measureText(style.text).width + 10 * ratio;
  const x = Math.max(place.x, Math.min(left - ratio, place.x + place.width - width));
  const above = Math.max(place.y, top - 3 * ratio - height);
  const below = Math.min(place.y + place.height - height, top + tall + 3 * ratio);
  const isFree = (y: number) => !labels.some((other) => x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height);
  const rows = style.isNeeded ? [above, below, Math.max(place.y, above - height - ratio), below + height + ratio] : [above, below];
  const y = rows.find(isFree) ?? (style.isNeeded ? above : undefined);
  if (y === undefined) return;
  labels.push({ x, y, width, height });
  context.globalAlpha = box.isInterpolated ? 0.7 : 1;
  context.fillStyle = style.background;
  context.beginPath();
  context.roundRect(x, y, width, height, 3 * ratio);
  context.fill();
  context.fillStyle = style.colour;
  context.textBaseline = "middle";
  context.fillText(style.text, x + 5 * ratio, y + height / 2 + 0.5 * ratio);
  context.globalAlpha = 1;
}
