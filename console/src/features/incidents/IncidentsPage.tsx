// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useRef, useState } from "react";
import type { IncidentFilter } from "../../shared/api/keys";
import type { Drone, Incident, IncidentStatus } from "../../shared/api/types";
import { useIncidents } from "../../shared/incidents/useIncidents";
import { age, dateTime, sentence } from "../../shared/lib/format";
import { step, useShortcuts } from "../../shared/lib/keyboard";
import { severityName, severityOf, type Severity } from "../../shared/lib/severity";
import { useNow } from "../../shared/lib/useNow";
import { useUser } from "../../shared/session/useUser";
import { Notice, Panel } from "../../shared/ui/Panel";
import { Segments } from "../../shared/ui/Segments";
import { SeverityMark } from "../../shared/ui/SeverityMark";
import { StatusText } from "../../shared/ui/StatusText";
import { Thumbnail } from "../../shared/ui/Thumbnail";
import "./incidents.css";

type Which = "active" | "mine" | "closed" | "all";
const states: Record<Which, IncidentStatus[]> = {
  active: ["open", "acknowledged", "assigned"],
  mine: ["open", "acknowledged", "assigned"],
  closed: ["resolved", "false_alarm"],
  all: [],
};

export function IncidentsPage({ drones, onOpen }: { drones: readonly Drone[]; onOpen: (id: number) => void }) {
  const user = useUser();
  const [which, setWhich] = useState<Which>("active");
  const [severity, setSeverity] = useState(1);
  const [drone, setDrone] = useState("");
  const [selected, setSelected] = useState<number>();
  const filter = useMemo<IncidentFilter>(() => ({
    ...(states[which].length > 0 ? { status: states[which] } : {}),
    ...(which === "mine" ? { assigned_to: user.name } : {}),
    ...(severity > 1 ? { min_severity: severity } : {}),
    ...(drone ? { drone } : {}),
  }), [which, severity, drone, user.name]);
  const { incidents, isPending, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useIncidents(filter);

  const body = useRef<HTMLTableSectionElement>(null);
  const ids = incidents.map((incident) => incident.id);
  const select = (id: number | undefined) => {
    if (id === undefined) return;
    setSelected(id);
    body.current?.querySelector<HTMLElement>(`[data-id="${id}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const next = () => select(step(ids, selected, 1));
  const previous = () => select(step(ids, selected, -1));
  useShortcuts({ j: next, ArrowDown: next, k: previous, ArrowUp: previous, Enter: () => { if (selected !== undefined && ids.includes(selected)) onOpen(selected); } });

  return (
    <div className="page">
      <Panel
        title="Incidents" note={`${incidents.length}${hasNextPage ? "+" : ""}`} className="incidents"
        actions={<Segments label="Which incidents" value={which} onChange={setWhich} options={[["active", "Open"], ["mine", "Mine"], ["closed", "Closed"], ["all", "All"]]} />}
      >
        <div className="filters">
          <label>Severity
            <select value={severity} onChange={(event) => setSeverity(Number(event.target.value))}>
              <option value={1}>any</option><option value={2}>medium and above</option><option value={3}>high and above</option><option value={4}>critical</option>
            </select>
          </label>
          <label>Drone
            <select value={drone} onChange={(event) => setDrone(event.target.value)}>
              <option value="">any</option>
              {drones.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
            </select>
          </label>
          <span className="grow" />
          <span className="muted hide-narrow"><kbd>J</kbd> <kbd>K</kbd> walk · <kbd>Enter</kbd> open</span>
        </div>
        {error ? <Notice title="The incidents could not be read" detail={error.message} /> : incidents.length === 0 ? (
          <Notice title={isPending ? "Reading incidents…" : "None"} detail={isPending ? undefined : "No incident matches this choice."} />
        ) : (
          <div className="table-wrap">
            <table className="table incidents-table" data-testid="incidents-table">
              <thead>
                <tr><th scope="col">Incident</th><th scope="col">Severity</th><th scope="col">State</th><th scope="col">Drone</th><th scope="col">Seen</th><th scope="col">Sightings</th><th scope="col">Evidence</th></tr>
              </thead>
              <tbody ref={body}>
                {incidents.map((incident) => <Row key={incident.id} incident={incident} drones={drones} isSelected={incident.id === selected} onSelect={() => setSelected(incident.id)} onOpen={() => onOpen(incident.id)} />)}
              </tbody>
            </table>
            {hasNextPage && <More isBusy={isFetchingNextPage} onMore={() => void fetchNextPage()} />}
          </div>
        )}
      </Panel>
    </div>
  );
}

interface RowProps {
  incident: Incident;
  drones: readonly Drone[];
  isSelected: boolean;
  onSelect: () => void;
  onOpen: () => void;
}

function Row({ incident, drones, isSelected, onSelect, onOpen }: RowProps) {
  const now = useNow();
  const severity: Severity = severityOf(incident);
  return (
    <tr data-id={incident.id} className={isSelected ? "is-selected" : ""} aria-selected={isSelected} onClick={onSelect} onDoubleClick={onOpen}>
      <th scope="row"><div className="incident-cell">
        <Thumbnail objectKey={incident.frame_key} label={`Key picture of incident ${incident.id}`} />
        <span>
          <button type="button" className="cell-main link-like" onClick={onOpen}>{incident.title}</button>
          <span className="cell-sub num">#{incident.id} · {sentence(incident.incident_type)}</span>
        </span>
      </div></th>
      <td data-label="Severity"><span className={`with-mark s${severity}`}><SeverityMark severity={severity} isFilled={incident.status === "open"} size={15} />{severityName[severity]}</span></td>
      <td data-label="State"><StatusText incident={incident} /></td>
      <td data-label="Drone">{drones.find((each) => each.id === incident.drone_id)?.name ?? incident.drone_id}</td>
      <td data-label="Seen" className="num"><span className="cell-main">{age(Date.parse(incident.opened_at), now)} ago</span><span className="cell-sub">{dateTime(incident.opened_at)}Z</span></td>
      <td data-label="Sightings" className="num">{incident.sightings}×, {Math.round(incident.confidence * 100)} %</td>
      <td data-label="Evidence">{[incident.frame_key && "picture", incident.clip_key && "clip"].filter(Boolean).join(", ") || "on its way"}</td>
    </tr>
  );
}

/** Reads on by itself when it is scrolled into view. */
function More({ isBusy, onMore }: { isBusy: boolean; onMore: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const element = button.current;
    if (!element || isBusy) return;
    const observer = new IntersectionObserver(([entry]) => { if (entry?.isIntersecting) onMore(); });
    observer.observe(element);
    return () => observer.disconnect();
  }, [isBusy, onMore]);
  return <button ref={button} type="button" className="button more" disabled={isBusy} onClick={onMore}>{isBusy ? "Reading…" : "More"}</button>;
}
