// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { BatteryFull, BatteryLow, BatteryMedium } from "lucide-react";
import type { ReactNode } from "react";
import type { Drone } from "../../shared/api/types";
import { Ledger } from "../../shared/drones/Ledger";
import { age } from "../../shared/lib/format";
import { useNow } from "../../shared/lib/useNow";
import { Notice, Panel } from "../../shared/ui/Panel";
import "./fleet.css";

interface FleetStripProps {
  drones: readonly Drone[];
  selected: string | undefined;
  onSelect: (id: string) => void;
  actions?: ReactNode;
}

export function FleetStrip({ drones, selected, onSelect, actions }: FleetStripProps) {
  const online = drones.filter((drone) => drone.state === "online").length;
  const pending = drones.filter((drone) => drone.enrolment === "pending").length;
  const note = [`${online} online`, drones.length - online > 0 && `${drones.length - online} offline`, pending > 0 && `${pending} to enrol`].filter(Boolean).join(" · ");
  return (
    <Panel title="Fleet" className="fleet" note={note} actions={actions} testId="fleet-strip">
      {drones.length === 0 ? (
        <Notice title="No drone yet" detail="Start an eyrie-edge; it appears here and waits to be enrolled." />
      ) : (
        <ul className="fleet-cards">
          {drones.map((drone, index) => (
            <li key={drone.id}>
              <button type="button" className="drone-card" aria-pressed={drone.id === selected} onClick={() => onSelect(drone.id)} data-testid={`drone-${drone.id}`}>
                <span className="drone-name">
                  <StateDot drone={drone} />
                  <b>{drone.name}</b>
                  {index < 9 && <kbd>{index + 1}</kbd>}
                </span>
                <span className="drone-figures num">
                  <Battery percent={drone.telemetry?.battery} />
                  {drone.status?.inference?.ms_p50 !== undefined && <span>{drone.status.inference.ms_p50.toFixed(0)} ms infer</span>}
                  {drone.status?.capture?.fps !== undefined && <span>{drone.status.capture.fps.toFixed(0)} fps</span>}
                </span>
                <Ledger ledger={drone.ledger} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** On-line state by shape as well as by colour. */
export function StateDot({ drone }: { drone: Drone }) {
  const now = useNow();
  const text =
    drone.enrolment === "pending" ? "Pending" : drone.state === "online" ? "Online" : drone.last_seen_at ? `Offline for ${age(Date.parse(drone.last_seen_at), now)}` : "Never seen";
  return <i className={`state-dot ${drone.enrolment === "pending" ? "pending" : drone.state}`} role="img" aria-label={text} title={text} />;
}

export function Battery({ percent }: { percent: number | undefined }) {
  if (percent === undefined) return null;
  const isLow = percent < 25;
  const Icon = isLow ? BatteryLow : percent < 60 ? BatteryMedium : BatteryFull;
  return (
    <span className={isLow ? "is-low" : ""}>
      <Icon size={14} role="img" aria-label={isLow ? "Battery low" : "Battery"} />
      {percent} %
    </span>
  );
}
