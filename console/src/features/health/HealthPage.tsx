// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useState, type ReactNode } from "react";
import { getReadiness } from "../../shared/api/getReadiness";
import { keys } from "../../shared/api/keys";
import { listAudit } from "../../shared/api/listAudit";
import { listDeadLetters } from "../../shared/api/listDeadLetters";
import type { AuditEntry, DeadLetter } from "../../shared/api/types";
import { dateTime } from "../../shared/lib/format";
import { useConnection } from "../../shared/live/useLive";
import { hasRole, useUser } from "../../shared/session/useUser";
import { Notice, Panel } from "../../shared/ui/Panel";
import { Segments } from "../../shared/ui/Segments";
import { RulesPanel } from "./RulesPanel";
import "./health.css";

type Tab = "rules" | "dead-letters" | "audit";

export function HealthPage() {
  const [tab, setTab] = useState<Tab>("rules");
  return (
    <div className="page">
      <Checks />
      <Segments label="What to look at" value={tab} onChange={setTab} options={[["rules", "Rules"], ["dead-letters", "Dead letters"], ["audit", "Audit"]]} />
      {tab === "rules" && <RulesPanel />}
      {tab === "dead-letters" && <DeadLetters />}
      {tab === "audit" && <Audit />}
    </div>
  );
}

function Checks() {
  const { data: health, error } = useQuery({ queryKey: keys.readiness, queryFn: ({ signal }) => getReadiness(signal), refetchInterval: 10_000 });
  const connection = useConnection();
  const checks = [
    ...(health?.checks ?? []),
    { name: "live connection", state: connection.state === "open" ? "ok" : "failed", reason: connection.dropped > 0 ? `${connection.dropped} data messages dropped for this console, which was too slow` : undefined },
  ];
  const title = error ? "The gateway does not answer" : health === undefined ? "Asking the gateway…" : health.status === "ok" ? "Everything works" : health.status === "degraded" ? "Working, with limits" : "Not ready";
  return (
    <Panel title="Health" note={title} testId="checks" className="checks">
      <ul>
        {checks.map((check) => (
          <li key={check.name} className={check.state === "ok" ? "" : "is-bad"}>
            {check.state === "ok" ? <CircleCheck size={15} aria-hidden /> : <CircleAlert size={15} aria-hidden />}
            <span><b>{check.name}</b><span>{check.reason || check.state}</span></span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

interface LogProps<T> {
  title: string;
  query: { data: T[]; error: Error | null; isPending: boolean; hasNextPage: boolean; fetchNextPage: () => unknown };
  empty: string;
  columns: string[];
  row: (item: T) => ReactNode;
}

function Log<T>({ title, query, empty, columns, row }: LogProps<T>) {
  const { data, error, isPending, hasNextPage, fetchNextPage } = query;
  return (
    <Panel title={title} note={isPending ? undefined : `${data.length}${hasNextPage ? "+" : ""}`}>
      {error ? (
        <Notice title={`${title} could not be read`} detail={error.message} />
      ) : data.length === 0 ? (
        <Notice title={isPending ? "Reading…" : empty} />
      ) : (
        <div className="table-wrap">
          <table className="table log-table">
            <thead><tr>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
            <tbody>{data.map(row)}</tbody>
          </table>
          {hasNextPage && <button type="button" className="button more" onClick={() => void fetchNextPage()}>More</button>}
        </div>
      )}
    </Panel>
  );
}

function DeadLetters() {
  const query = useInfiniteQuery({
    queryKey: keys.deadLetters, queryFn: ({ pageParam, signal }) => listDeadLetters(pageParam, signal), initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next,
  });
  const letters: DeadLetter[] = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Log
      title="Dead letters" query={{ ...query, data: letters }} empty="No message was refused" columns={["Received", "Topic", "Refused because", "Payload"]}
      row={(letter) => (
        <tr key={letter.id}>
          <td className="num nowrap" data-label="Received">{dateTime(letter.received_at)}Z</td>
          <td className="mono" data-label="Topic">{letter.topic}</td>
          <td data-label="Reason">{letter.reason}</td>
          <td data-label="Payload"><details><summary className="mono">{(letter.payload ?? "").slice(0, 60) || "empty"}</summary><pre>{letter.payload}</pre></details></td>
        </tr>
      )}
    />
  );
}

function Audit() {
  const user = useUser();
  const mayRead = hasRole(user, "supervisor");
  const query = useInfiniteQuery({
    queryKey: keys.audit, queryFn: ({ pageParam, signal }) => listAudit(pageParam, signal), initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next, enabled: mayRead,
  });
  const entries: AuditEntry[] = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (!mayRead) return <Panel title="Audit"><Notice title="For supervisors" detail="The audit trail shows who did what; reading it needs the role supervisor." /></Panel>;
  return (
    <Log
      title="Audit" query={{ ...query, data: entries }} empty="Nothing yet" columns={["At", "Who", "Did", "To", "Hash of the chain"]}
      row={(entry) => (
        <tr key={entry.id}>
          <td className="num nowrap" data-label="At">{dateTime(entry.at)}Z</td>
          <td data-label="Who">{entry.actor}</td>
          <td data-label="Did">{entry.action}</td>
          <td data-label="To">{[entry.subject, entry.detail].filter(Boolean).join(" · ")}</td>
          <td className="mono" data-label="Hash" title={entry.hash}>{entry.hash.slice(0, 16)}…</td>
        </tr>
      )}
    />
  );
}
