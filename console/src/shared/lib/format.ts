// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { GroundPosition } from "../api/types";

const two = (value: number) => String(value).padStart(2, "0");

/** `0:48`, `12:05`, `1 h 12 m`, `3 d`. */
export function age(sinceMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - sinceMs) / 1000));
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
  return `${Math.floor(minutes / 1440)} d`;
}

/** `14:32:40` in UTC. */
export function clock(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(11, 19);
}

/** `14:32:40.117` in UTC. */
export function clockMs(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(11, 23);
}

/** `2026-01-31 14:32:40` in UTC. */
export function dateTime(time: string | number): string {
  return new Date(time).toISOString().slice(0, 19).replace("T", " ");
}

/** `53.71811, −1.73957`: five decimals are about a metre. */
export function position(place: { lat: number; lon: number }): string {
  return `${signed(place.lat, 5)}, ${signed(place.lon, 5)}`;
}

/** `± 1.9 m` of the larger axis; empty when unknown. */
export function uncertainty(place: GroundPosition): string {
  return place.semi_major_m === undefined ? "" : `± ${place.semi_major_m.toFixed(1)} m`;
}

/** With a true minus sign. */
export function signed(value: number, decimals: number): string {
  return value.toFixed(decimals).replace("-", "−");
}

export function integer(value: number): string {
  return value.toLocaleString("en-GB").replaceAll(",", " ");
}

/** `no_helmet` as a person writes it. */
export function words(name: string): string {
  return name.replaceAll("_", " ");
}

export function sentence(name: string): string {
  const text = words(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The gateway's `user:maya`, `drone:drone-01` and `service:ingest` as a person says them. */
export function actorName(actor: string): string {
  const [kind, name] = actor.split(/:(.*)/, 2);
  return kind === "service" ? "Eyrie" : (name ?? actor);
}
