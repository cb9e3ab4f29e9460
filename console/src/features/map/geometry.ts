// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { GroundPosition, TelemetrySample } from "../../shared/api/types";
import { metresPerDegree, type LngLat } from "../../shared/lib/ground";

const radians = Math.PI / 180;

export function offset([lng, lat]: LngLat, east: number, north: number): LngLat {
  const scale = metresPerDegree(lat);
  return [lng + east / scale.east, lat + north / scale.north];
}

/** The closed ring of a position's 95 % ellipse; undefined when its size is unknown. The orientation is of the major axis, clockwise from north. */
export function ellipse(place: GroundPosition): LngLat[] | undefined {
  const { semi_major_m: major, semi_minor_m: minor = major } = place;
  if (!major || !minor) return undefined;
  const turn = (place.orientation_deg ?? 0) * radians;
  return Array.from({ length: 65 }, (_, step) => {
    const angle = (step / 64) * 2 * Math.PI;
    const along = major * Math.cos(angle);
    const across = minor * Math.sin(angle);
    return offset([place.lon, place.lat], along * Math.sin(turn) + across * Math.cos(turn), along * Math.cos(turn) - across * Math.sin(turn));
  });
}

/** Of a drone that does not tell its lens: what an edge takes it for (`camera.horizontal_fov_deg`) unless it is told. The legend says so. */
export const assumedLensDeg = 70;
const commonAspect = 16 / 9;

/**
 * Where the picture's corners meet flat ground at take-off height: a closed ring, cut at four heights' distance where the view
 * rises towards the horizon. `aspect` is the picture's width by its height, `lensDeg` what it shows from left to right. Undefined without position, height and gimbal, or when
 * the camera looks above the horizon.
 */
export function footprint(sample: TelemetrySample, aspect = commonAspect, lensDeg = assumedLensDeg): LngLat[] | undefined {
  const { lat, lon, relative_alt: height, gimbal } = sample;
  if (lat === undefined || lon === undefined || !height || height < 1 || gimbal?.pitch === undefined) return undefined;
  const yaw = (gimbal.yaw ?? sample.heading ?? 0) * radians;
  const pitch = gimbal.pitch * radians;
  const reach = height * 4;
  const tanX = Math.tan((lensDeg / 2) * radians);
  const tanY = tanX / aspect;
  const corner = (x: number, y: number): LngLat | undefined => {
    // Camera axes: forward, right, up; turned by pitch about right, then by yaw about up.
    const forward = Math.cos(pitch) - y * Math.sin(pitch);
    const up = Math.sin(pitch) + y * Math.cos(pitch);
    const flat = Math.hypot(forward, x);
    if (flat === 0 && up >= 0) return undefined;
    const far = up < 0 ? Math.min(height / -up, reach / flat) : reach / flat;
    const ahead = forward * far;
    const aside = x * far;
    return offset([lon, lat], ahead * Math.sin(yaw) + aside * Math.cos(yaw), ahead * Math.cos(yaw) - aside * Math.sin(yaw));
  };
  if (pitch >= Math.atan(tanY)) return undefined;
  const ring = [corner(-tanX, -tanY), corner(-tanX, tanY), corner(tanX, tanY), corner(tanX, -tanY), corner(-tanX, -tanY)];
  return ring.every((point) => point !== undefined) ? ring : undefined;
}

/** 1, 2 or 5 times a power of ten: the smallest not below `least` metres. */
export function gridStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * 0.999) ?? power * 10;
}

export interface GridLine {
  line: [LngLat, LngLat];
  isMajor: boolean;
  /** The coordinate that the line stands for. */
  label: string;
  axis: "lat" | "lon";
}

/**
 * A metric grid over a view: lines `step` metres apart that stay in place while the map moves, because they are counted from
 * a fixed anchor at whole hundredths of a degree. Every fifth is major.
 */
export function grid(west: number, south: number, east: number, north: number, step: number): GridLine[] {
  const anchorLat = Math.round(((south + north) / 2) * 2) / 2;
  const scale = metresPerDegree(anchorLat);
  const lines: GridLine[] = [];
  const add = (axis: "lat" | "lon", low: number, high: number, perDegree: number) => {
    const degrees = step / perDegree;
    for (let n = Math.ceil(low / degrees); n * degrees <= high && lines.length < 400; n += 1) {
      const at = n * degrees;
      const label = `${Math.abs(at).toFixed(4)}°${axis === "lat" ? (at < 0 ? "S" : "N") : at < 0 ? "W" : "E"}`;
      lines.push({ axis, isMajor: n % 5 === 0, label, line: axis === "lat" ? [[west, at], [east, at]] : [[at, south], [at, north]] });
    }
  };
  add("lat", south, north, scale.north);
  add("lon", west, east, scale.east);
  return lines;
}
