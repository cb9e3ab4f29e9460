// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useNavigate } from "react-router";
import { IncidentsPage } from "../features/incidents/IncidentsPage";
import { useDrones } from "../shared/drones/useDrones";

export function IncidentsRoute() {
  const navigate = useNavigate();
  const { data: drones = [] } = useDrones();
  return <IncidentsPage drones={drones} onOpen={(id) => void navigate(`/incidents/${id}`)} />;
}
