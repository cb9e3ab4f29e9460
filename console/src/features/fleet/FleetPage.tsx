// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Copy, Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { enrolDrone } from "../../shared/api/enrolDrone";
import { keys } from "../../shared/api/keys";
import type { Drone } from "../../shared/api/types";
import { Ledger } from "../../shared/drones/Ledger";
import { useDrones } from "../../shared/drones/useDrones";
import { age, position } from "../../shared/lib/format";
import { useNow } from "../../shared/lib/useNow";
import { hasRole, useUser } from "../../shared/session/useUser";
import { Dialog } from "../../shared/ui/Dialog";
import { Notice, Panel } from "../../shared/ui/Panel";
import { Battery, StateDot } from "./FleetStrip";
import "./fleet.css";

export function FleetPage() {
  const user = useUser();
  const { data: drones = [], error, isPending, refetch } = useDrones();
  const [enrolling, setEnrolling] = useState<{ id: string; name: string }>();
  const isAdmin = hasRole(user, "admin");
  return (
    <div className="page">
      <Panel
        title="Fleet" note={`${drones.length} ${drones.length === 1 ? "drone" : "drones"}`}
        actions={isAdmin && (
          <button type="button" className="button" onClick={() => setEnrolling({ id: "", name: "" })} data-testid="enrol">
            <Plus size={15} aria-hidden />
            Enrol a drone
          </button>
        )}
      >
        {error ? (
          <Notice title="The fleet could not be read" detail={error.message}>
            <button type="button" className="button" onClick={() => void refetch()}>Try again</button>
          </Notice>
        ) : drones.length === 0 ? (
          <Notice title={isPending ? "Reading the fleet…" : "No drone yet"} detail={isPending ? undefined : "Start an eyrie-edge; it appears here and waits to be enrolled."} />
        ) : (
          <div className="table-wrap">
            <table className="table" data-testid="fleet-table">
              <thead>
                <tr>
                  <th scope="col">Drone</th><th scope="col">Heard</th><th scope="col">Camera</th><th scope="col">Inference</th>
                  <th scope="col">Position</th><th scope="col">Battery</th><th scope="col">Ledger</th><th scope="col">Load</th><th scope="col"><span className="sr-only">Actions</span></th>
                </tr>
              </thead>
              <tbody>
                {drones.map((drone) => (
                  <DroneRow key={drone.id} drone={drone} onEnrol={isAdmin ? () => setEnrolling({ id: drone.id, name: drone.name }) : undefined} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
      {enrolling && <EnrolDialog initial={enrolling} onClose={() => setEnrolling(undefined)} />}
    </div>
  );
}

function DroneRow({ drone, onEnrol }: { drone: Drone; onEnrol: (() => void) | undefined }) {
  const now = useNow();
  const { status, telemetry } = drone;
  const { capture, inference } = status ?? {};
  return (
    <tr data-testid={`fleet-${drone.id}`}>
      <th scope="row">
        <span className="cell-main"><StateDot drone={drone} />{drone.name}</span>
        <span className="cell-sub mono">{drone.id}</span>
      </th>
      <td className="num" data-label="Heard">
        <span className="cell-main">{drone.enrolment === "pending" ? "Pending" : drone.state === "online" ? "Online" : drone.state === "offline" ? "Offline" : "Never seen"}</span>
        <span className="cell-sub">{drone.last_seen_at ? `${age(Date.parse(drone.last_seen_at), now)} ago` : "–"}</span>
      </td>
      <td className="num" data-label="Camera">
        <span className="cell-main">{capture?.width ? `${capture.width}×${capture.height} · ${capture.fps?.toFixed(0) ?? "–"} fps` : "–"}</span>
        <span className="cell-sub">{capture?.state ?? ""}</span>
      </td>
      <td className="num" data-label="Inference">
        <span className="cell-main">{inference?.ms_p50 === undefined ? "–" : `${inference.ms_p50.toFixed(0)} ms, p95 ${inference.ms_p95?.toFixed(0) ?? "–"} ms`}</span>
        <span className="cell-sub">{[inference?.model, inference?.backend, inference?.precision].filter(Boolean).join(" · ")}</span>
      </td>
      <td className="num" data-label="Position">
        <span className="cell-main">{telemetry?.lat !== undefined && telemetry.lon !== undefined ? position({ lat: telemetry.lat, lon: telemetry.lon }) : "–"}</span>
        <span className="cell-sub">{telemetry?.relative_alt === undefined ? "" : `${telemetry.relative_alt.toFixed(0)} m AGL`}</span>
      </td>
      <td className="num" data-label="Battery"><span className="drone-figures">{telemetry?.battery === undefined ? "–" : <Battery percent={telemetry.battery} />}</span></td>
      <td data-label="Ledger"><Ledger ledger={drone.ledger} /></td>
      <td className="num" data-label="Load">
        <span className="cell-main">{status?.cpu_percent === undefined ? "–" : `${status.cpu_percent.toFixed(0)} % CPU`}</span>
        <span className="cell-sub">{status?.rss_bytes === undefined ? "" : `${(status.rss_bytes / 1e6).toFixed(0)} MB`}{status?.dropped_frames ? ` · ${status.dropped_frames} dropped` : ""}</span>
      </td>
      <td className="cell-end">
        {onEnrol && (
          <button type="button" className={`button ${drone.enrolment === "pending" ? "primary" : ""}`} onClick={onEnrol}>
            {drone.enrolment === "pending" ? "Enrol" : "New token"}
          </button>
        )}
      </td>
    </tr>
  );
}

function EnrolDialog({ initial, onClose }: { initial: { id: string; name: string }; onClose: () => void }) {
  const cache = useQueryClient();
  const [id, setId] = useState(initial.id);
  const [name, setName] = useState(initial.name === initial.id ? "" : initial.name);
  const enrol = useMutation({
    mutationFn: () => enrolDrone({ id, ...(name ? { name } : {}) }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.drones }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enrol.mutate();
  };
  return (
    <Dialog label="Enrol a drone" className="dialog" onClose={onClose}>
      {enrol.data ? (
        <>
          <h2>{enrol.data.drone.name} is enrolled</h2>
          <p className="muted wrap">Its upload token, shown only now. Give it to the drone as <span className="mono">upload.token</span>; a token it had before no longer works.</p>
          <div className="secret">
            <code data-testid="drone-token">{enrol.data.token}</code>
            <button type="button" className="icon-button" aria-label="Copy the token" onClick={() => void navigator.clipboard?.writeText(enrol.data.token)}>
              <Copy size={15} aria-hidden />
            </button>
          </div>
          <div className="dialog-foot"><button type="button" className="button primary" onClick={onClose}>Done</button></div>
        </>
      ) : (
        <form onSubmit={submit}>
          <h2>Enrol a drone</h2>
          <label className="field">Id<input required pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,63}" value={id} readOnly={initial.id !== ""} onChange={(event) => setId(event.target.value)} placeholder="drone-03" /></label>
          <label className="field">Name<input maxLength={100} value={name} onChange={(event) => setName(event.target.value)} placeholder="What people call it" /></label>
          {enrol.error && <p className="form-error" role="alert">{enrol.error.message}</p>}
          <div className="dialog-foot">
            <button type="button" className="button" onClick={onClose}>Cancel</button>
            <button type="submit" className="button primary" disabled={enrol.isPending}>{enrol.isPending ? "Enrolling…" : "Enrol"}</button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
