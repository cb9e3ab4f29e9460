// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { keys } from "../../shared/api/keys";
import { listHistory } from "../../shared/api/listHistory";
import type { HistoryEntry, Incident } from "../../shared/api/types";
import { actorName, clock, dateTime } from "../../shared/lib/format";
import { Notice, Panel } from "../../shared/ui/Panel";

const said: Record<string, string> = {
  opened: "opened the incident",
  acknowledge: "acknowledged it",
  assign: "assigned it",
  resolve: "resolved it",
  false_alarm: "marked it as false alarm",
  reopen: "reopened it",
  note: "wrote",
  clip_attached: "attached the clip",
  frame_attached: "attached the key picture",
};

export function HistoryPanel({ incident }: { incident: Incident }) {
  const { data: entries, error, isPending } = useQuery({ queryKey: keys.history(incident.id), queryFn: ({ signal }) => listHistory(incident.id, signal) });
  return (
    <Panel title="History" className="history" note={entries ? `${entries.length} entries` : undefined}>
      {error ? (
        <Notice title="The history could not be read" detail={error.message} />
      ) : isPending ? (
        <Notice title="Reading…" />
      ) : (
        <ol data-testid="history">
          {entries.map((entry, index) => <Entry key={`${entry.at}-${index}`} entry={entry} />)}
        </ol>
      )}
    </Panel>
  );
}

function Entry({ entry }: { entry: HistoryEntry }) {
  // Its note is the key in the object store: of use to who looks for the file, noise to everybody else.
  const isAttachment = entry.action.endsWith("_attached");
  return (
    <li data-action={entry.action} title={isAttachment ? entry.note : undefined}>
      <time className="num" dateTime={entry.at} title={`${dateTime(entry.at)}Z`}>{clock(Date.parse(entry.at))}</time>
      <div>
        <p>
          <b>{actorName(entry.actor)}</b> {said[entry.action] ?? entry.action}
          {entry.assignee && ` to ${entry.assignee}`}
        </p>
        {entry.note && !isAttachment && <blockquote>{entry.note}</blockquote>}
      </div>
    </li>
  );
}
