// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useQueries } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { keys } from "../../shared/api/keys";
import { listTelemetry } from "../../shared/api/listTelemetry";
import type { Drone, Incident, TelemetrySample } from "../../shared/api/types";
import { useTelemetry } from "../../shared/drones/useTelemetry";
import { useIncidents } from "../../shared/incidents/useIncidents";
import { clock, integer } from "../../shared/lib/format";
import { severityName } from "../../shared/lib/severity";
import { useNow } from "../../shared/lib/useNow";
import { useLive } from "../../shared/live/useLive";
import { Panel } from "../../shared/ui/Panel";
import { Segments } from "../../shared/ui/Segments";
import { SeverityMark } from "../../shared/ui/SeverityMark";
import { heard, marks, placeOf, sampleLimit, ticks, type Span } from "./strip";
import "./timeline.css";

const lengths = [["15", "15 m"], ["60", "1 h"], ["360", "6 h"]] as const;
type Minutes = (typeof lengths)[number][0];

const everyIncident = {};
const mostLanes = 12;
const mostTicks = 6;
/** Of the strip's width; about as wide as a mark. */
const spacing = 0.022;
const rereadMs = 60_000;
const noSamples: TelemetrySample[] = [];

interface MissionTimelineProps {
  drones: readonly Drone[];
  selected: string | undefined;
  onOpen: (incident: number) => void;
}

/** What happened of late, drone by drone: when it was heard, and what became an incident. */
export function MissionTimeline({ drones, selected, onOpen }: MissionTimelineProps) {
  const [minutes, setMinutes] = useState<Minutes>("15");
  const toMs = useNow() + useLive().clockOffsetMs;
  const span: Span = { fromMs: toMs - Number(minutes) * 60_000, toMs };
  const lanes = drones.filter((drone) => drone.enrolment !== "pending").slice(0, mostLanes);
  const samples = useSamples(lanes, Number(minutes));
  const incidents = useIncidentsSince(span.fromMs);
  return (
    <Panel
      title="Timeline" className="timeline" testId="timeline" note={<span className="hide-narrow">telemetry heard and incidents opened</span>}
      actions={<Segments label="Length of the timeline" value={minutes} onChange={setMinutes} options={lengths} />}
    >
      <ul className="lanes">
        {lanes.map((drone, index) => (
          <Lane
            key={drone.id} drone={drone} span={span} isSelected={drone.id === selected} samples={samples[index] ?? noSamples} onOpen={onOpen}
            incidents={incidents.filter((incident) => incident.drone_id === drone.id)}
          />
        ))}
      </ul>
      <div className="lane-axis num" aria-hidden>
        {ticks(span, mostTicks).map((each) => <span key={each} style={{ left: percent(placeOf(each, span)) }}>{clock(each).slice(0, 5)}</span>)}
      </div>
    </Panel>
  );
}

interface LaneProps {
  drone: Drone;
  span: Span;
  isSelected: boolean;
  samples: readonly TelemetrySample[];
  incidents: readonly Incident[];
  onOpen: (incident: number) => void;
}

function Lane({ drone, span, isSelected, samples, incidents, onOpen }: LaneProps) {
  // Those of the whole span were read a while ago and may be thinned; the last minutes go on by live messages.
  const { data: latest = noSamples } = useTelemetry(drone.id);
  const times = [...samples, ...latest].map(({ timestamp }) => Date.parse(timestamp)).sort((a, b) => a - b);
  const stretches = heard(times, span);
  return (
    <li className={`lane ${isSelected ? "is-selected" : ""}`} data-testid={`lane-${drone.id}`} data-stretches={stretches.length} data-heard={stretches.at(-1)?.toMs === span.toMs}>
      <span className="lane-name"><span>{drone.name}</span><LedgerGap drone={drone} /></span>
      <div className="lane-strip">
        <span className="sr-only">{stretches.length === 0 ? "Not heard" : `Heard ${stretches.map(({ fromMs, toMs }) => `${clock(fromMs)} to ${clock(toMs)}`).join(", ")}`}</span>
        {stretches.map(({ fromMs, toMs }) => (
          <i key={fromMs} className="heard" style={{ left: percent(placeOf(fromMs, span)), width: percent(placeOf(toMs, span) - placeOf(fromMs, span)) }} aria-hidden />
        ))}
        {marks(incidents, span, spacing).map(({ at, incident, severity, count }) => {
          const text = `${severityName[severity]}: ${incident.title}, ${clock(Date.parse(incident.opened_at))}Z${count > 1 ? `, the worst of ${count}` : ""}`;
          return (
            <button
              key={incident.id} type="button" className="lane-mark" style={{ left: percent(at), zIndex: severity }} title={text} aria-label={text}
              onClick={() => onOpen(incident.id)} data-testid={`mark-${incident.id}`} data-count={count}
            >
              <SeverityMark severity={severity} size={14} isFilled={incident.status === "open"} />
            </button>
          );
        })}
        <i className="lane-now" aria-hidden />
      </div>
    </li>
  );
}

/** What the gateway's ledger lacks of this drone. It counts messages and does not tell when they were, so it stands beside the strip. */
function LedgerGap({ drone: { ledger } }: { drone: Drone }) {
  if (ledger.missing === 0 && ledger.tombstoned === 0) return null;
  const text = [ledger.missing > 0 && `${integer(ledger.missing)} messages missing`, ledger.tombstoned > 0 && `${integer(ledger.tombstoned)} deleted on the drone`].filter(Boolean).join(", ");
  return <span className="lane-gap" role="img" aria-label={text} title={text}><CircleAlert size={13} aria-hidden /></span>;
}

/** The telemetry of each drone over the whole span, read again now and then. */
function useSamples(drones: readonly Drone[], minutes: number): (readonly TelemetrySample[] | undefined)[] {
  return useQueries({
    queries: drones.map(({ id }) => ({
      queryKey: keys.telemetrySpan(id, minutes),
      queryFn: ({ signal }: { signal: AbortSignal }) => listTelemetry(id, { from: new Date(Date.now() - minutes * 60_000).toISOString(), limit: sampleLimit }, signal),
      refetchInterval: rereadMs,
    })),
    combine: (results) => results.map(({ data }) => data),
  });
}

/** All incidents opened since then, whatever became of them; read page by page until the strip is full. */
function useIncidentsSince(fromMs: number): readonly Incident[] {
  const { incidents, hasNextPage, isFetching, fetchNextPage } = useIncidents(everyIncident);
  const oldest = incidents.at(-1);
  const lacksSome = hasNextPage && !isFetching && oldest !== undefined && Date.parse(oldest.opened_at) > fromMs;
  useEffect(() => {
    if (lacksSome) void fetchNextPage();
  }, [lacksSome, fetchNextPage]);
  return incidents;
}

const percent = (share: number) => `${share * 100}%`;
