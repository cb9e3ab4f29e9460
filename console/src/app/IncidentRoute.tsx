// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useMemo } from "react";
import { Navigate, useNavigate, useParams } from "react-router";
import { IncidentPage } from "../features/incidents/IncidentPage";
import { MapPanel } from "../features/map/MapPanel";
import type { Drone, Incident } from "../shared/api/types";
import { useDrones } from "../shared/drones/useDrones";
import { useShortcuts } from "../shared/lib/keyboard";

export function IncidentRoute() {
  const navigate = useNavigate();
  const id = Number(useParams()["id"]);
  const back = () => void (window.history.state?.idx > 0 ? navigate(-1) : navigate("/"));
  useShortcuts({ Escape: back });
  if (!Number.isSafeInteger(id) || id < 1) return <Navigate to="/incidents" replace />;
  return <IncidentPage key={id} id={id} onBack={back} renderMap={(incident) => <IncidentMap incident={incident} />} />;
}

/** Where it was, and from where the drone saw it. */
function IncidentMap({ incident }: { incident: Incident }) {
  const { data: drones } = useDrones();
  const shown = useMemo<Drone[]>(() => {
    const drone = drones?.find((each) => each.id === incident.drone_id);
    if (!drone) return [];
    return [incident.drone_position ? { ...drone, telemetry: incident.drone_position } : drone];
  }, [drones, incident]);
  const incidents = useMemo(() => [incident], [incident]);
  return <MapPanel title="Position" drones={shown} incidents={incidents} selectedDrone={incident.drone_id} selectedIncident={incident.id} />;
}
