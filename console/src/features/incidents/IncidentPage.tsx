// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { getIncident } from "../../shared/api/getIncident";
import { getOverlay } from "../../shared/api/getOverlay";
import { keys } from "../../shared/api/keys";
import type { Incident } from "../../shared/api/types";
import { IncidentActions } from "../../shared/incidents/IncidentActions";
import { age, clockMs, dateTime, position, sentence, uncertainty } from "../../shared/lib/format";
import { severityName, severityOf } from "../../shared/lib/severity";
import { useNow } from "../../shared/lib/useNow";
import { Notice, Panel } from "../../shared/ui/Panel";
import { SeverityMark } from "../../shared/ui/SeverityMark";
import { StatusText } from "../../shared/ui/StatusText";
import { useArrivingPicture } from "../../shared/ui/useArrivingPicture";
import { ClipPlayer } from "./ClipPlayer";
import { HistoryPanel } from "./HistoryPanel";
import { AssignControl } from "./AssignControl";
import "./incidents.css";

interface IncidentPageProps {
  id: number;
  onBack: () => void;
  /** Where it was, drawn by whoever can draw maps. */
  renderMap: (incident: Incident) => ReactNode;
}

export function IncidentPage({ id, onBack, renderMap }: IncidentPageProps) {
  const { data: incident, error, isPending, refetch } = useQuery({ queryKey: keys.incident(id), queryFn: ({ signal }) => getIncident(id, signal), staleTime: 30_000 });
  if (!incident) {
    return (
      <div className="page">
        <Panel title={`Incident #${id}`} actions={<BackButton onBack={onBack} />}>
          <Notice title={isPending ? "Reading the incident…" : "The incident could not be read"} detail={error?.message}>
            {error && <button type="button" className="button" onClick={() => void refetch()}>Try again</button>}
          </Notice>
        </Panel>
      </div>
    );
  }
  const severity = severityOf(incident);
  return (
    <div className="page incident-page" data-testid={`incident-${id}`} data-status={incident.status}>
      <header className={`incident-head s${severity}`}>
        <BackButton onBack={onBack} />
        <SeverityMark severity={severity} size={22} isFilled={incident.status === "open"} />
        <div className="incident-title">
          <h1>{incident.title}</h1>
          <p className="num">
            #{incident.id} · <b className="severity-word">{severityName[severity]}</b> · <StatusText incident={incident} />
          </p>
        </div>
        <span className="grow" />
        <IncidentActions incident={incident} />
      </header>
      <div className="incident-columns">
        <div className="incident-main">
          <Evidence incident={incident} />
          <HistoryPanel incident={incident} />
        </div>
        <div className="incident-side">
          <Facts incident={incident} />
          {renderMap(incident)}
        </div>
      </div>
    </div>
  );
}

function BackButton({ onBack }: { onBack: () => void }) {
  return (
    <button type="button" className="icon-button" onClick={onBack} aria-label="Back" title="Back (Esc)" data-testid="back">
      <ArrowLeft size={17} aria-hidden />
    </button>
  );
}

function Evidence({ incident }: { incident: Incident }) {
  const { data: overlay } = useQuery({
    queryKey: keys.overlay(incident.id), queryFn: ({ signal }) => getOverlay(incident.id, signal), enabled: incident.clip_key !== undefined,
  });
  const note = incident.clip_key ? "clip" : incident.frame_key ? "key picture · the clip is on its way" : "on its way";
  return (
    <Panel title="Evidence" note={note} className="evidence" testId="evidence">
      {incident.clip_key ? (
        <ClipPlayer key={incident.clip_key} incident={incident} clipKey={incident.clip_key} overlay={overlay} />
      ) : incident.frame_key ? (
        <KeyPicture key={incident.frame_key} incident={incident} objectKey={incident.frame_key} />
      ) : (
        <PictureToCome />
      )}
    </Panel>
  );
}

function KeyPicture({ incident, objectKey }: { incident: Incident; objectKey: string }) {
  const { src, onError } = useArrivingPicture(objectKey);
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = incident.bbox ?? [];
  if (!src) return <PictureToCome />;
  return (
    <figure className="key-picture" data-testid="key-picture">
      <div>
        <img src={src} alt={`Flagged frame of incident ${incident.id}`} onError={onError} />
        {incident.bbox && (
          <span className={`key-box s${severityOf(incident)}`} style={{ left: `${x0 * 100}%`, top: `${y0 * 100}%`, width: `${(x1 - x0) * 100}%`, height: `${(y1 - y0) * 100}%` }} aria-hidden />
        )}
      </div>
    </figure>
  );
}

function PictureToCome() {
  return <Notice title="No picture yet" detail="The drone sends the flagged frame first and the clip after it, as soon as its link allows." />;
}

function Facts({ incident }: { incident: Incident }) {
  const now = useNow();
  const lag = incident.created_at ? Date.parse(incident.created_at) - Date.parse(incident.opened_at) : undefined;
  const facts: [string, ReactNode][] = [
    ["Type", sentence(incident.incident_type)],
    ["Drone", [incident.drone_id, ...(incident.also_seen_by?.length ? [`also ${incident.also_seen_by.join(", ")}`] : [])].join(", ")],
    ["Seen", `${dateTime(incident.opened_at)}Z · ${age(Date.parse(incident.opened_at), now)} ago`],
    ["Last seen", `${clockMs(Date.parse(incident.last_seen_at))}Z · ${incident.sightings}×`],
    ["Confidence", `${Math.round(incident.confidence * 100)} %`],
    ["Track", incident.track_id ?? "–"],
    ["Rule", incident.rule_id ?? "–"],
    ["Frame", incident.frame_id ?? "–"],
    ["Position", incident.position ? `${position(incident.position)} ${uncertainty(incident.position)}` : "not located"],
    ...(lag === undefined ? [] : [["Committed", `${lag < 1000 ? `${lag} ms` : `${(lag / 1000).toFixed(1)} s`} after capture`] as [string, ReactNode]]),
  ];
  return (
    <Panel title="Facts" className="facts">
      <dl className="num">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Assigned</dt>
          <dd><AssignControl incident={incident} /></dd>
        </div>
      </dl>
    </Panel>
  );
}
