// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { Drone, Incident } from "../../shared/api/types";
import { IncidentActions } from "../../shared/incidents/IncidentActions";
import { activeIncidents, useIncidents } from "../../shared/incidents/useIncidents";
import { age, uncertainty } from "../../shared/lib/format";
import { step, useShortcuts } from "../../shared/lib/keyboard";
import { byUrgency, countBySeverity, severities, severityName, severityOf } from "../../shared/lib/severity";
import { useNow } from "../../shared/lib/useNow";
import { useUser } from "../../shared/session/useUser";
import { Notice } from "../../shared/ui/Panel";
import { Segments } from "../../shared/ui/Segments";
import { SeverityMark } from "../../shared/ui/SeverityMark";
import { StatusText } from "../../shared/ui/StatusText";
import { Thumbnail } from "../../shared/ui/Thumbnail";
import "./alerts.css";

type Which = "open" | "mine" | "all";

interface AlertsPanelProps {
  drones: readonly Drone[];
  selected: number | undefined;
  onSelect: (incident: Incident) => void;
  onOpen: (id: number) => void;
}

/** What needs a person, most urgent first. `j`/`k` or the arrows walk through it, Enter opens. */
export function AlertsPanel({ drones, selected, onSelect, onOpen }: AlertsPanelProps) {
  const user = useUser();
  const [which, setWhich] = useState<Which>("open");
  const { incidents: active, isPending, error, refetch } = useIncidents(activeIncidents);
  const all = useIncidents({});
  const shown = useMemo(() => {
    if (which === "all") return [...all.incidents].sort(byUrgency);
    return active.filter((incident) => which === "open" || incident.assigned_to === user.name).sort(byUrgency);
  }, [which, active, all.incidents, user.name]);
  const list = useRef<HTMLUListElement>(null);

  const select = (id: number | undefined) => {
    const incident = shown.find((each) => each.id === id);
    if (!incident) return;
    onSelect(incident);
    const row = list.current?.querySelector<HTMLElement>(`[data-testid="alert-${incident.id}"]`);
    row?.scrollIntoView({ block: "nearest" });
    row?.querySelector<HTMLElement>(".alert-row")?.focus({ preventScroll: true });
  };
  const ids = shown.map((incident) => incident.id);
  const next = () => select(step(ids, selected, 1));
  const previous = () => select(step(ids, selected, -1));
  useShortcuts({
    j: next, ArrowDown: next, k: previous, ArrowUp: previous,
    Enter: () => { if (selected !== undefined && ids.includes(selected)) onOpen(selected); },
  });
  const openFromRow = (event: KeyboardEvent, id: number) => {
    if (event.key !== "Enter" || id !== selected) return;
    event.preventDefault();
    onOpen(id);
  };

  const counts = countBySeverity(active);
  const fresh = active.filter((incident) => incident.status === "open").length;
  return (
    <section className="panel alerts" aria-label="Alerts" data-testid="alerts">
      <header className="panel-head">
        <h2>Alerts</h2>
        {fresh > 0 && <span className="pill fresh num">{fresh} new</span>}
        <span className="grow" />
        <Segments label="Which alerts" value={which} onChange={setWhich} options={[["open", "Open"], ["mine", "Mine"], ["all", "All"]]} />
      </header>
      <dl className="counts">
        {severities.map((severity) => (
          <div key={severity} className={`s${severity}`} data-zero={counts[severity] === 0}>
            <dd className="num">{counts[severity]}</dd>
            <dt>{severityName[severity]}</dt>
          </div>
        ))}
      </dl>
      {error ? (
        <Notice title="The alerts could not be read" detail={error.message}>
          <button type="button" className="button" onClick={() => void refetch()}>Try again</button>
        </Notice>
      ) : isPending ? (
        <Notice title="Reading alerts…" />
      ) : shown.length === 0 ? (
        <Notice title={which === "mine" ? "Nothing is assigned to you" : "Nothing needs a person"} detail="New alerts appear here within a second." />
      ) : (
        <ul className="alert-list" ref={list} data-testid="alert-list">
          {shown.map((incident) => (
            <Alert
              key={incident.id} incident={incident} drone={drones.find((drone) => drone.id === incident.drone_id)?.name ?? incident.drone_id}
              isSelected={incident.id === selected} onSelect={() => onSelect(incident)} onOpen={() => onOpen(incident.id)} onKeyDown={(event) => openFromRow(event, incident.id)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface AlertProps {
  incident: Incident;
  drone: string;
  isSelected: boolean;
  onSelect: () => void;
  onOpen: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

function Alert({ incident, drone, isSelected, onSelect, onOpen, onKeyDown }: AlertProps) {
  const now = useNow();
  const severity = severityOf(incident);
  const facts = [`#${incident.id}`, incident.track_id && `track ${incident.track_id}`, `${Math.round(incident.confidence * 100)} %`, `${incident.sightings}× seen`, incident.position && uncertainty(incident.position)];
  return (
    <li className={`alert s${severity} ${incident.status === "open" ? "is-new" : ""} ${isSelected ? "is-selected" : ""}`} data-testid={`alert-${incident.id}`} data-severity={severity} data-status={incident.status}>
      <button type="button" className="alert-row" aria-pressed={isSelected} onClick={onSelect} onDoubleClick={onOpen} onKeyDown={onKeyDown}>
        <SeverityMark severity={severity} isFilled={incident.status === "open"} size={18} />
        <Thumbnail objectKey={incident.frame_key} label={`Key picture of incident ${incident.id}`} />
        <span className="alert-what">
          <b>{incident.title}</b>
          <span>{drone}</span>
        </span>
        <span className="alert-when num">
          <time dateTime={incident.opened_at}>{age(Date.parse(incident.opened_at), now)}</time>
          <StatusText incident={incident} />
        </span>
      </button>
      {isSelected && (
        <div className="alert-more">
          <p className="muted num">{facts.filter(Boolean).join(" · ")}</p>
          <IncidentActions incident={incident} isCompact />
          <button type="button" className="link" onClick={onOpen} data-testid="open-incident">
            Open evidence <kbd>Enter</kbd>
          </button>
        </div>
      )}
    </li>
  );
}
