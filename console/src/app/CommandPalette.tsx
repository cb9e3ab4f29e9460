// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useId, useMemo, useState, type KeyboardEvent, type ReactNode } from "react";
import { Bell, CornerDownLeft, HelpCircle, MapPin, Plane } from "lucide-react";
import { useNavigate } from "react-router";
import { useDrones } from "../shared/drones/useDrones";
import { useIncidents } from "../shared/incidents/useIncidents";
import { byUrgency, severityOf } from "../shared/lib/severity";
import { Dialog } from "../shared/ui/Dialog";
import { SeverityMark } from "../shared/ui/SeverityMark";
import { statusName } from "../shared/ui/StatusText";

interface Entry {
  id: string;
  name: string;
  note: string;
  icon: ReactNode;
  run: () => void;
}

const shownAtMost = 9;

/** Goes anywhere by typing: pages, drones, incidents by number, title or track. */
export function CommandPalette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const navigate = useNavigate();
  const listId = useId();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const { data: drones = [] } = useDrones();
  const { incidents } = useIncidents({});

  const entries = useMemo<Entry[]>(() => {
    const go = (to: string) => () => {
      void navigate(to);
      onClose();
    };
    return [
      ...[...incidents].sort(byUrgency).map((incident) => ({
        id: `incident-${incident.id}`, name: incident.title, note: `#${incident.id} · ${incident.drone_id} · ${incident.track_id ?? ""} · ${statusName(incident.status)}`,
        icon: <SeverityMark severity={severityOf(incident)} size={15} />, run: go(`/incidents/${incident.id}`),
      })),
      ...drones.map((drone) => ({ id: `drone-${drone.id}`, name: drone.name, note: `${drone.id} · ${drone.state}`, icon: <Plane size={15} aria-hidden />, run: go("/fleet") })),
      ...[["Live", "/"], ["Incidents", "/incidents"], ["Fleet", "/fleet"], ["Health: rules, dead letters, audit", "/health"], ["Users", "/users"]].map(([name = "", to = "/"]) => ({
        id: `page-${to}`, name, note: "page", icon: to === "/incidents" ? <Bell size={15} aria-hidden /> : <MapPin size={15} aria-hidden />, run: go(to),
      })),
      { id: "help", name: "Keyboard help", note: "?", icon: <HelpCircle size={15} aria-hidden />, run: onHelp },
    ];
  }, [incidents, drones, navigate, onClose, onHelp]);

  const wordsTyped = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter(({ name, note }) => wordsTyped.every((word) => `${name} ${note}`.toLowerCase().includes(word))).slice(0, shownAtMost);
  const current = Math.min(chosen, found.length - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by !== 0) setChosen(Math.max(0, Math.min(found.length - 1, current + by)));
    else if (event.key === "Enter") found[current]?.run();
    else return;
    event.preventDefault();
  };
  return (
    <Dialog label="Search" className="palette" onClose={onClose}>
      <input
        autoFocus role="combobox" aria-expanded aria-controls={listId} aria-activedescendant={found[current] ? `${listId}-${current}` : undefined} aria-label="Search"
        placeholder="Incident, track, drone or page" value={text} onKeyDown={onKeyDown} data-testid="palette"
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
      />
      <ul role="listbox" id={listId} aria-label="Found">
        {found.map((entry, index) => (
          <li key={entry.id} id={`${listId}-${index}`} role="option" aria-selected={index === current} onClick={entry.run} onMouseMove={() => setChosen(index)}>
            {entry.icon}
            <span>{entry.name}</span>
            <span className="muted num">{entry.note}</span>
            {index === current && <CornerDownLeft size={13} aria-hidden />}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="muted wrap palette-none">Nothing matches.</p>}
    </Dialog>
  );
}
