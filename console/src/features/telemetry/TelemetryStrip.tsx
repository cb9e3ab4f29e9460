// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { lazy, Suspense } from "react";
import type { Drone, TelemetrySample } from "../../shared/api/types";
import { useTelemetry } from "../../shared/drones/useTelemetry";
import { useNow } from "../../shared/lib/useNow";
import { latencies } from "../../shared/live/glass";
import { Panel } from "../../shared/ui/Panel";
import { glassSeries, series, type Series } from "./series";
import "./telemetry.css";

const Curve = lazy(() => import("./Curve"));

interface Reading {
  name: string;
  unit: string;
  colour: string;
  minRange: number;
  decimals: number;
  read(sample: TelemetrySample): number | undefined;
}

const readings: Reading[] = [
  { name: "Height", unit: "m AGL", colour: "#5fd0ff", minRange: 6, decimals: 1, read: (sample) => sample.relative_alt ?? sample.alt },
  { name: "Speed", unit: "m/s", colour: "#8fd6c1", minRange: 3, decimals: 1, read: (sample) => sample.speed },
  { name: "Battery", unit: "%", colour: "#a9b8c6", minRange: 8, decimals: 0, read: (sample) => sample.battery },
];

const staleMs = 5000;
const none: TelemetrySample[] = [];

/** The last three minutes of the selected drone. */
export function TelemetryStrip({ drone }: { drone: Drone | undefined }) {
  const now = useNow();
  const { data: samples = none } = useTelemetry(drone?.id);
  const last = samples[samples.length - 1];
  const ageMs = last ? now - Date.parse(last.timestamp) : Number.POSITIVE_INFINITY;
  const isStale = ageMs > staleMs;
  const glass = drone ? latencies(drone.id) : [];
  const latency = glass[glass.length - 1];
  return (
    <Panel title="Telemetry" className="telemetry" testId="telemetry" note={drone ? `${drone.name} · last 3 min${last && isStale ? " · stale" : ""}` : undefined}>
      <div className={`curves ${isStale ? "is-stale" : ""}`}>
        {readings.map((reading) => (
          <Figure
            key={reading.name} {...reading} value={last && reading.read(last)} data={series(samples, reading.read, now)} nowMs={now}
          />
        ))}
        <Figure
          name="Capture to glass" unit="ms" colour="#c7b8f5" minRange={80} decimals={0} nowMs={now}
          value={latency && now - latency.timeMs < staleMs ? latency.latencyMs : undefined} data={glassSeries(glass, now)}
        />
      </div>
    </Panel>
  );
}

interface FigureProps {
  name: string;
  unit: string;
  colour: string;
  minRange: number;
  decimals: number;
  value: number | undefined;
  data: Series;
  nowMs: number;
}

function Figure({ name, unit, colour, minRange, decimals, value, data, nowMs }: FigureProps) {
  return (
    <div className="figure">
      <div className="figure-head">
        <span>{name}</span>
        <b className="num">
          {value === undefined ? "–" : value.toFixed(decimals)} <small>{unit}</small>
        </b>
      </div>
      <Suspense fallback={<div className="curve" />}>
        <Curve data={data} colour={colour} minRange={minRange} nowMs={nowMs} />
      </Suspense>
    </div>
  );
}
