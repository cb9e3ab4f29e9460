// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { QueryClient } from "@tanstack/react-query";
import { describe, expect, test } from "vitest";
import { keys, type IncidentFilter } from "../api/keys";
import type { Drone, Incident, TelemetrySample } from "../api/types";
import { applyLive } from "./apply";
import { parseLiveMessage } from "./messages";
import { withSample, type IncidentPages } from "./reduce";

const incident = (id: number, change: Partial<Incident> = {}): Incident => ({
  id, incident_type: "intrusion", title: "Person in zone", severity: 3, status: "open", drone_id: "drone-01",
  opened_at: `2026-01-01T00:00:${String(id).padStart(2, "0")}.000Z`, last_seen_at: "2026-01-01T00:01:00.000Z", sightings: 1, confidence: 0.9, ...change,
});
const drone = (id: string, change: Partial<Drone> = {}): Drone => ({
  id, name: id, enrolment: "enrolled", state: "online", ledger: { committed: 1, waiting: 0, missing: 0, tombstoned: 0 }, ...change,
});
const sample = (second: number): TelemetrySample => ({ drone_id: "drone-01", timestamp: `2026-01-01T00:00:${String(second).padStart(2, "0")}.000Z`, lat: 1, lon: 2 });

function cacheWith(filter: IncidentFilter, items: Incident[]) {
  const cache = new QueryClient();
  const key = keys.incidentList(filter);
  cache.setQueryData<IncidentPages>(key, { pages: [{ items }], pageParams: [undefined] });
  return { cache, ids: () => cache.getQueryData<IncidentPages>(key)?.pages.flatMap((page) => page.items.map((item) => item.id)) };
}

describe("an incident message", () => {
  test("puts a new incident at the front of the lists it belongs to", () => {
    const { cache, ids } = cacheWith({ status: ["open"] }, [incident(1)]);
    applyLive(cache, { type: "incident", incident: incident(2), change: "opened" });
    expect(ids()).toEqual([2, 1]);
  });
  test("takes it out of a list whose filter it no longer passes", () => {
    const { cache, ids } = cacheWith({ status: ["open"] }, [incident(2), incident(1)]);
    applyLive(cache, { type: "incident", incident: incident(1, { status: "resolved" }), change: "updated" });
    expect(ids()).toEqual([2]);
  });
  test("leaves lists alone that it does not concern", () => {
    const { cache, ids } = cacheWith({ drone: "drone-02", min_severity: 4, assigned_to: "ada" }, []);
    applyLive(cache, { type: "incident", incident: incident(1), change: "opened" });
    expect(ids()).toEqual([]);
  });
  test("updates the page of the incident", () => {
    const cache = new QueryClient();
    applyLive(cache, { type: "incident", incident: incident(1, { clip_key: "k.mp4" }), change: "attached" });
    expect(cache.getQueryData<Incident>(keys.incident(1))?.clip_key).toBe("k.mp4");
  });
});

describe("drone and telemetry messages", () => {
  test("replace the drone, and never its position by an older one", () => {
    const cache = new QueryClient();
    cache.setQueryData(keys.drones, [drone("drone-01")]);
    applyLive(cache, { type: "telemetry", sample: sample(5) });
    applyLive(cache, { type: "drone", drone: drone("drone-01", { state: "offline", telemetry: sample(4) }) });
    applyLive(cache, { type: "telemetry", sample: sample(3) });
    expect(cache.getQueryData<Drone[]>(keys.drones)).toMatchObject([{ state: "offline", telemetry: { timestamp: sample(5).timestamp } }]);
  });
  test("a drone nobody knew yet takes its place by id", () => {
    const cache = new QueryClient();
    cache.setQueryData(keys.drones, [drone("drone-02")]);
    applyLive(cache, { type: "drone", drone: drone("drone-01", { enrolment: "pending" }) });
    expect(cache.getQueryData<Drone[]>(keys.drones)?.map(({ id }) => id)).toEqual(["drone-01", "drone-02"]);
  });
  test("what was never asked for is not made up", () => {
    const cache = new QueryClient();
    applyLive(cache, { type: "telemetry", sample: sample(1) });
    expect(cache.getQueryData(keys.telemetry("drone-01"))).toBeUndefined();
  });
});

test("late and repeated samples keep the series in order, once each, and bounded", () => {
  const series = [4, 2, 3, 3].reduce<TelemetrySample[]>((all, second) => withSample(all, sample(second)), []);
  expect(series.map(({ timestamp }) => timestamp)).toEqual([2, 3, 4].map((second) => sample(second).timestamp));
  let many: TelemetrySample[] = [];
  for (let n = 0; n < 1300; n += 1) many = withSample(many, { drone_id: "d", timestamp: new Date(n * 1000).toISOString() });
  expect(many).toHaveLength(1200);
});

test("unknown and broken live messages are passed over", () => {
  expect(parseLiveMessage('{"type":"weather"}')).toBeUndefined();
  expect(parseLiveMessage("{")).toBeUndefined();
  expect(parseLiveMessage('{"type":"incident"}')).toBeUndefined();
  expect(parseLiveMessage('{"type":"dropped","count":3}')).toEqual({ type: "dropped", count: 3 });
});
