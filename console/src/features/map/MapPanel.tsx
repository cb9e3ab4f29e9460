// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useQueries } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { keys } from "../../shared/api/keys";
import { listTelemetry } from "../../shared/api/listTelemetry";
import type { Drone, Incident, TelemetrySample } from "../../shared/api/types";
import type { MapDrawing, MapView } from "../../shared/map/drawing";
import { areasOf } from "../../shared/rules/areas";
import { useRules } from "../../shared/rules/useRules";
import { Notice, Panel } from "../../shared/ui/Panel";
import { assumedLensDeg } from "./geometry";
import "./map.css";

const MapCanvas = lazy(() => import("./MapCanvas"));

interface MapPanelProps {
  title: string;
  drones: readonly Drone[];
  incidents: readonly Incident[];
  selectedDrone?: string | undefined;
  selectedIncident?: number | undefined;
  onPickDrone?: (id: string) => void;
  onPickIncident?: (id: number) => void;
  drawing?: MapDrawing;
}

const trailLength = 300;
const maxTrails = 12;

export function MapPanel({ title, drones, incidents, selectedDrone, selectedIncident, onPickDrone, onPickIncident, drawing }: MapPanelProps) {
  const { data: rules } = useRules();
  const [view, setView] = useState<MapView>();
  const flying = drones.filter((drone) => drone.state === "online").slice(0, maxTrails);
  const trails = useQueries({
    queries: flying.map(({ id }) => ({
      queryKey: keys.telemetry(id),
      queryFn: ({ signal }: { signal: AbortSignal }) => listTelemetry(id, { limit: 600 }, signal),
      staleTime: Number.POSITIVE_INFINITY,
    })),
    combine: (results) => results.map((result) => result.data),
  });
  const ids = flying.map(({ id }) => id).join(" ");
  const byDrone = useMemo(
    () => new Map(ids.split(" ").flatMap((id, index): [string, readonly TelemetrySample[]][] => (trails[index] ? [[id, trails[index].slice(-trailLength)]] : []))),
    [ids, trails],
  );
  const edited = drawing?.edited;
  const areas = useMemo(() => areasOf(rules).filter((rule) => rule.is_enabled !== false && rule.id !== edited), [rules, edited]);
  const content = useMemo(() => ({ drones, incidents, areas, selectedDrone, selectedIncident }), [drones, incidents, areas, selectedDrone, selectedIncident]);
  const located = incidents.filter((incident) => incident.position).length;
  const isLensAssumed = drones.some(({ state, status }) => state === "online" && !status?.capture?.horizontal_fov_deg);
  const airborne = drones.filter((drone) => drone.telemetry?.lat !== undefined).length;
  return (
    <Panel title={title} className="map" note={`${airborne} located ${airborne === 1 ? "drone" : "drones"} · ${located} located ${located === 1 ? "incident" : "incidents"}`} actions={drawing?.actions}>
      <div className="map-body">
        <Suspense fallback={<Notice title="Drawing the map…" />}>
          <MapCanvas content={content} trails={byDrone} onPickDrone={onPickDrone} onPickIncident={onPickIncident} drawing={drawing} onView={setView} />
        </Suspense>
        {view && drawing?.isOpen && drawing.over(view)}
        <ul className="map-legend hide-narrow">
          <li title="What the camera sees of the ground, were it flat: camera.horizontal_fov_deg of its edge tells the lens">
            <i className="key-footprint" aria-hidden />
            {isLensAssumed ? `View, ${assumedLensDeg}° lens assumed` : "View"}
          </li>
          <li>
            <i className="key-ellipse" aria-hidden />
            95 % position
          </li>
          {areas.length > 0 && (
            <li>
              <i className="key-area" aria-hidden />
              Zone
            </li>
          )}
        </ul>
      </div>
      {drawing?.below(view)}
    </Panel>
  );
}
