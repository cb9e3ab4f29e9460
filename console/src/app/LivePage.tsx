// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useCallback, useState } from "react";
import { useNavigate } from "react-router";
import { AlertsPanel } from "../features/alerts/AlertsPanel";
import { FleetStrip } from "../features/fleet/FleetStrip";
import { MapPanel } from "../features/map/MapPanel";
import { TelemetryStrip } from "../features/telemetry/TelemetryStrip";
import { MissionTimeline } from "../features/timeline/MissionTimeline";
import type { TileSlots } from "../features/video/VideoTile";
import { VideoWall } from "../features/video/VideoWall";
import { ZoneButton } from "../features/zones/ZoneButton";
import { ZoneForm } from "../features/zones/ZoneForm";
import { ZoneLayer } from "../features/zones/ZoneLayer";
import { droneOf } from "../features/zones/draft";
import { groundDrawing } from "../features/zones/GroundZones";
import { useZoneEditor } from "../features/zones/useZoneEditor";
import type { Drone, Incident } from "../shared/api/types";
import { useDrones } from "../shared/drones/useDrones";
import { activeIncidents, useIncidents } from "../shared/incidents/useIncidents";
import { useShortcuts } from "../shared/lib/keyboard";
import { byUrgency } from "../shared/lib/severity";
import { Notice } from "../shared/ui/Panel";
import { Segments } from "../shared/ui/Segments";

const noDrones: Drone[] = [];

/** Everything at once: video, map, alerts, fleet and telemetry. What is selected in one is selected in all. */
export function LivePage() {
  const navigate = useNavigate();
  const { data: drones = noDrones, error } = useDrones();
  const { incidents } = useIncidents(activeIncidents);
  const [pickedDrone, setPickedDrone] = useState<string>();
  const [pickedIncident, setPickedIncident] = useState<number>();
  const editor = useZoneEditor();
  const [layout, setLayout] = useState<"focus" | "grid">("focus");

  // Until somebody chooses: the most urgent alert at the time the page opened, and its drone.
  const [first, setFirst] = useState<Incident>();
  if (!first && incidents.length > 0) setFirst([...incidents].sort(byUrgency)[0]);
  const selectedIncident = pickedIncident ?? first?.id;
  const wanted = pickedDrone ?? first?.drone_id;
  const selected = drones.find((drone) => drone.id === wanted) ?? drones.find((drone) => drone.state === "online") ?? drones[0];

  const selectIncident = useCallback((incident: Incident) => {
    setPickedIncident(incident.id);
    setPickedDrone(incident.drone_id);
  }, []);
  const slots: TileSlots = {
    actions: (drone) => <ZoneButton editor={editor} drone={drone} />,
    over: (drone, aspect, isLarge) => <ZoneLayer editor={editor} drone={drone.id} aspect={aspect} isLarge={isLarge} />,
    below: (drone) => <ZoneForm editor={editor} drone={drone} />,
    isDrawnOn: (drone) => droneOf(editor.draft?.place) === drone.id,
  };
  const open = (id: number) => void navigate(`/incidents/${id}`);
  useShortcuts({
    g: () => setLayout(layout === "focus" ? "grid" : "focus"),
    ...Object.fromEntries(drones.slice(0, 9).map((drone, index) => [String(index + 1), () => setPickedDrone(drone.id)])),
  });

  return (
    <div className={`live-page is-${layout}`}>
      <div className={`live-left ${drones.length === 2 && layout === "focus" ? "is-pair" : ""}`}>
        {error && drones.length === 0 ? <Notice title="The fleet could not be read" detail={error.message} /> : (
          <VideoWall drones={drones} incidents={incidents} selected={selected?.id} layout={layout} slots={slots} onSelect={setPickedDrone} />
        )}
        <FleetStrip
          drones={drones} selected={selected?.id} onSelect={setPickedDrone}
          actions={drones.length > 1 && (
            <Segments label="Layout of the video" value={layout} onChange={setLayout} options={[["focus", "One large"], ["grid", "All alike"]]} />
          )}
        />
        <TelemetryStrip drone={selected} />
      </div>
      {layout === "focus" && (
        <MapPanel
          title="Situation" drones={drones} incidents={incidents} selectedDrone={selected?.id} selectedIncident={selectedIncident} onPickDrone={setPickedDrone}
          drawing={groundDrawing(editor)}
          onPickIncident={(id) => {
            const incident = incidents.find((each) => each.id === id);
            if (incident) selectIncident(incident);
          }}
        />
      )}
      <AlertsPanel drones={drones} selected={selectedIncident} onSelect={selectIncident} onOpen={open} />
      <MissionTimeline drones={drones} selected={selected?.id} onOpen={open} />
    </div>
  );
}
