// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { problemOfGround } from "./ground";
import type { Corner } from "./polygon";

/** A polygon of a file: its outline, or why it cannot be a zone. */
export type Offer = { name: string } & ({ corners: readonly Corner[] } | { problem: string });

type Json = Record<string, unknown>;

const mostPolygons = 200;
const longestName = 60;
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** What is wrong with a file as a whole; an Error whose message is for a person. */
const refused = (problem: string) => new Error(`${problem} A GeoJSON file (RFC 7946) with polygons is needed.`);

/** The polygons of a GeoJSON text, whatever they are wrapped in. Throws what is wrong with it as a whole. */
export function offersOf(text: string): Offer[] {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    throw refused("This is not JSON.");
  }
  if (!isObject(root)) throw refused("This is JSON, but no GeoJSON.");
  if (!isWgs84(root["crs"])) throw refused("Its coordinates are not longitude and latitude on WGS-84 (it names another reference system, crs).");
  const offers: Offer[] = [];
  const add = (name: string, polygon: unknown) => {
    if (offers.length >= mostPolygons) throw refused(`It has more than ${mostPolygons} polygons.`);
    offers.push(offerOf(name, polygon));
  };
  const features = root["type"] === "FeatureCollection" ? root["features"] : [root];
  if (!Array.isArray(features)) throw refused("Its features are not a list.");
  features.forEach((each: unknown, index) => {
    const feature = isObject(each) ? each : {};
    const geometry = feature["type"] === "Feature" ? feature["geometry"] : feature;
    if (!isObject(geometry)) return;
    const name = nameOf(feature["properties"], index);
    const { type, coordinates } = geometry;
    if (type === "Polygon") add(name, coordinates);
    if (type === "MultiPolygon" && Array.isArray(coordinates)) coordinates.forEach((polygon: unknown, part) => add(`${name} ${part + 1}`, polygon));
  });
  if (offers.length === 0) throw refused("It holds no polygon.");
  return offers;
}

function isWgs84(crs: unknown): boolean {
  if (crs === undefined || crs === null) return true;
  const properties = isObject(crs) ? crs["properties"] : undefined;
  const name = isObject(properties) ? properties["name"] : undefined;
  return typeof name === "string" && /(CRS84|EPSG:+4326)$/.test(name);
}

function nameOf(properties: unknown, index: number): string {
  const { name, title } = isObject(properties) ? properties : {};
  const given = [name, title].find((value) => typeof value === "string" && value.trim() !== "");
  // eslint-disable-next-line no-control-regex -- the gateway takes none
  return typeof given === "string" ? given.replace(/[\u0000-\u001f\u007f]+/g, " ").trim().slice(0, longestName) : `Area ${index + 1}`;
}

function offerOf(name: string, polygon: unknown): Offer {
  if (!Array.isArray(polygon) || polygon.length === 0) return { name, problem: "It has no outline." };
  if (polygon.length > 1) return { name, problem: "It has a hole. Cut it in two." };
  const ring: unknown = polygon[0];
  if (!Array.isArray(ring)) return { name, problem: "Its outline is no list of corners." };
  const corners: Corner[] = [];
  for (const [index, position] of ring.entries()) {
    const [lng, lat]: unknown[] = Array.isArray(position) ? position : [];
    if (typeof lng !== "number" || typeof lat !== "number") return { name, problem: `Corner ${index + 1} is no pair of numbers.` };
    corners.push([lng, lat]);
  }
  const [first, last] = [corners[0], corners.at(-1)];
  if (corners.length < 4 || first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) return { name, problem: "Its outline does not end where it begins." };
  corners.pop();
  const problem = problemOfGround(corners);
  return problem ? { name, problem } : { name, corners };
}
