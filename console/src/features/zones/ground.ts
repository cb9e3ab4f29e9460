// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { metresPerDegree } from "../../shared/lib/ground";
import { areaOf, isSimple, type Corner } from "./polygon";
import { fewestCorners, mostCorners } from "./sketch";

const widestM = 10_000;
const smallestM2 = 1;
const highestLat = 85;

/** On the earth, to a ten-millionth of a degree: a centimetre. */
export function placedOnGround([lng, lat]: Corner): Corner {
  const fixed = (value: number, most: number) => Math.round(Math.min(most, Math.max(-most, value)) * 1e7) / 1e7;
  return [fixed(lng, 180), fixed(lat, highestLat)];
}

/** `53.71810° N, 1.73960° W` */
export function nameOfPlace([lng, lat]: Corner): string {
  return `${Math.abs(lat).toFixed(5)}° ${lat < 0 ? "S" : "N"}, ${Math.abs(lng).toFixed(5)}° ${lng < 0 ? "W" : "E"}`;
}

/** Why the corners, as longitude and latitude, are no area on the ground, and what would help; the gateway's own bounds. */
export function problemOfGround(corners: readonly Corner[]): string | undefined {
  if (corners.length < fewestCorners || corners.length > mostCorners) return `It has ${corners.length} corners, a zone has ${fewestCorners} to ${mostCorners}. Simplify the outline.`;
  const lost = corners.findIndex(([lng, lat]) => !(Math.abs(lng) <= 180 && Math.abs(lat) <= highestLat));
  if (lost >= 0) return `Corner ${lost + 1} is not on the map: longitude comes first, -180 to 180, then latitude, -${highestLat} to ${highestLat}.`;
  const lngs = corners.map(([lng]) => lng);
  const lats = corners.map(([, lat]) => lat);
  const width = Math.max(...lngs) - Math.min(...lngs);
  if (width > 180) return "It crosses the 180th meridian. Make two zones, one on each side.";
  const scale = metresPerDegree((Math.max(...lats) + Math.min(...lats)) / 2);
  const [eastM, northM] = [width * scale.east, (Math.max(...lats) - Math.min(...lats)) * scale.north];
  if (Math.max(eastM, northM) > widestM) return `It is ${kilometres(eastM)} by ${kilometres(northM)}, at most 10 km each. Zoom in, or make several zones.`;
  if (!isSimple(corners)) return "The outline crosses itself. Move a corner, or undo.";
  if (areaOf(corners) * scale.east * scale.north < smallestM2) return "The zone is smaller than a square metre. Move a corner.";
  return undefined;
}

const kilometres = (metres: number) => `${(metres / 1000).toFixed(1)} km`;
