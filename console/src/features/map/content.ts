// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Feature, FeatureCollection } from "geojson";
import type { Drone, Incident, Rule, TelemetrySample } from "../../shared/api/types";
import type { LngLat } from "../../shared/lib/ground";
import { severityOf } from "../../shared/lib/severity";
import { outlineOf } from "../../shared/rules/areas";
import { ellipse, footprint } from "./geometry";

export interface MapContent {
  drones: readonly Drone[];
  incidents: readonly Incident[];
  /** Rules with an area on the ground. */
  areas: readonly Rule[];
  selectedDrone: string | undefined;
  selectedIncident: number | undefined;
}

type Source = "areas" | "footprints" | "trails" | "ellipses" | "incidents" | "drones";

const collection = (features: Feature[]): FeatureCollection => ({ type: "FeatureCollection", features });
const point = (coordinates: LngLat, properties: Record<string, unknown>): Feature => ({ type: "Feature", properties, geometry: { type: "Point", coordinates } });
const area = (ring: LngLat[], properties: Record<string, unknown>): Feature => ({ type: "Feature", properties, geometry: { type: "Polygon", coordinates: [ring] } });

/** What the drone's camera sees of the ground, in the shape of its own picture and through its own lens where they are known. */
function viewOf({ telemetry, status }: Drone): LngLat[] | undefined {
  const { width, height, horizontal_fov_deg: lensDeg } = status?.capture ?? {};
  return telemetry && footprint(telemetry, width && height ? width / height : undefined, lensDeg);
}

/** Everything the map shows, by source. */
export function features(content: MapContent, trails: ReadonlyMap<string, readonly TelemetrySample[]>): Record<Source, FeatureCollection> {
  const located = content.incidents.filter((incident) => incident.position);
  return {
    areas: collection(content.areas.map((rule) => {
      const outline = outlineOf(rule);
      return area([...outline, ...outline.slice(0, 1)], { name: rule.title });
    })),
    footprints: collection(content.drones.flatMap((drone) => {
      const ring = drone.state === "online" ? viewOf(drone) : undefined;
      return ring ? [area(ring, { isSelected: drone.id === content.selectedDrone })] : [];
    })),
    trails: collection([...trails.values()].flatMap((samples): Feature[] => {
      const coordinates = samples.flatMap(({ lat, lon }): LngLat[] => (lat === undefined || lon === undefined ? [] : [[lon, lat]]));
      return coordinates.length > 1 ? [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } }] : [];
    })),
    ellipses: collection(located.flatMap((incident) => {
      const ring = incident.position && ellipse(incident.position);
      return ring ? [area(ring, { severity: severityOf(incident), isSelected: incident.id === content.selectedIncident })] : [];
    })),
    incidents: collection(located.flatMap((incident) => (incident.position
      ? [point([incident.position.lon, incident.position.lat], { id: incident.id, label: `#${incident.id}`, severity: severityOf(incident), isSelected: incident.id === content.selectedIncident })]
      : []))),
    drones: collection(content.drones.flatMap((drone) => {
      const { lat, lon, heading, relative_alt: height } = drone.telemetry ?? {};
      if (lat === undefined || lon === undefined) return [];
      const note = drone.state !== "online" ? "offline" : height === undefined ? "" : `${height.toFixed(0)} m`;
      return [point([lon, lat], { id: drone.id, name: drone.name, note, heading: heading ?? 0, isOnline: drone.state === "online" })];
    })),
  };
}

/** The box around all drones, their views and all incidents, or around the areas where there are none; undefined when nothing has a place. */
export function extent(content: MapContent): [LngLat, LngLat] | undefined {
  const places: LngLat[] = [];
  for (const drone of content.drones) {
    const { lat, lon } = drone.telemetry ?? {};
    if (lat !== undefined && lon !== undefined) places.push([lon, lat], ...(viewOf(drone) ?? []));
  }
  for (const { position } of content.incidents) if (position) places.push([position.lon, position.lat], ...(ellipse(position) ?? []));
  if (places.length === 0) places.push(...content.areas.flatMap(outlineOf));
  if (places.length === 0) return undefined;
  const lngs = places.map(([lng]) => lng);
  const lats = places.map(([, lat]) => lat);
  return [[Math.min(...lngs), Math.min(...lats)], [Math.max(...lngs), Math.max(...lats)]];
}
