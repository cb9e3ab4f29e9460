// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { components } from "../../src/shared/api/schema";

type Schemas = components["schemas"];
export type Drone = Schemas["Drone"];
export type Incident = Schemas["Incident"];

export const home = { lat: 53.7181, lon: -1.7396 };
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

export function telemetryOf(drone: string, atMs: number): Schemas["TelemetrySample"] {
  const n = drone === "drone-01" ? 0 : drone === "drone-02" ? 1 : 2;
  const turn = atMs / 1000 / (60 + 22 * n) + n * 2.1;
  return {
    drone_id: drone, timestamp: new Date(atMs).toISOString(),
    lat: home.lat + ([0, 0.0011, -0.0007][n] ?? 0) + 0.00042 * Math.sin(turn), lon: home.lon + ([0, 0.0021, 0.0016][n] ?? 0) + 0.0007 * Math.cos(turn),
    alt: 210 + 82, relative_alt: 82 - 21 * n + 4 * Math.sin(turn * 3), speed: 4.2 + 1.6 * Math.sin(turn * 2), battery: Math.round(64 + 14 * n - ((atMs / 1000) % 600) / 60),
    heading: (((-turn * 180) / Math.PI) % 360 + 540) % 360, gimbal: { roll: 0, pitch: -48 - 8 * n, yaw: (((-turn * 180) / Math.PI) % 360 + 520) % 360 },
  };
}

/** At most `limit` samples, evenly thinned. Kestrel 2 was not heard from six to four minutes ago, Merlin fell silent 214 s ago, and drone-04 is only waiting. */
export function telemetrySince(drone: string, fromMs: number, limit: number): Schemas["TelemetrySample"][] {
  if (drone === "drone-04") return [];
  const stepMs = Math.max(1000, (Date.now() - fromMs) / limit);
  const isHeard = (agoMs: number) => (drone === "drone-02" ? agoMs < 240_000 || agoMs > 360_000 : drone !== "drone-03" || agoMs > 214_000);
  const times = Array.from({ length: Math.floor((Date.now() - fromMs) / stepMs) }, (_, n) => fromMs + n * stepMs);
  return times.filter((time) => isHeard(Date.now() - time)).map((time) => telemetryOf(drone, time));
}

export function drones(): Drone[] {
  const status = (ms: number): NonNullable<Drone["status"]> => ({
    timestamp: ago(1), version: "0.1.0", capture: { state: "running", source: "rtsp://camera", width: 1920, height: 1080, fps: 30 },
    inference: { model: "yolov8n@1a2b3c4d", backend: "openvino", precision: "bf16", ms_p50: ms, ms_p95: ms * 1.4, fps: 15 }, dropped_frames: 3, cpu_percent: 61, rss_bytes: 187_000_000,
  });
  return [
    { id: "drone-01", name: "Kestrel 1", enrolment: "enrolled", state: "online", last_seen_at: ago(1), status: status(21), telemetry: telemetryOf("drone-01", Date.now()), ledger: { epoch: "e1", committed: 48_211, highest: 48_211, waiting: 12, missing: 0, tombstoned: 0 }, open_incidents: 3 },
    { id: "drone-02", name: "Kestrel 2", enrolment: "enrolled", state: "online", last_seen_at: ago(1), status: status(34), telemetry: telemetryOf("drone-02", Date.now()), ledger: { epoch: "e2", committed: 9120, highest: 9120, waiting: 0, missing: 0, tombstoned: 0 }, open_incidents: 1 },
    { id: "drone-03", name: "Merlin", enrolment: "enrolled", state: "offline", last_seen_at: ago(214), telemetry: telemetryOf("drone-03", Date.now() - 214_000), ledger: { epoch: "e3", committed: 3310, highest: 3402, waiting: 0, missing: 0, tombstoned: 92 }, open_incidents: 1 },
    { id: "drone-04", name: "drone-04", enrolment: "pending", state: "online", last_seen_at: ago(3), ledger: { committed: 0, waiting: 31, missing: 0, tombstoned: 0 } },
  ];
}

export function incidents(): Incident[] {
  const make = (id: number, severity: number, title: string, type: string, status: Incident["status"], secondsAgo: number, more: Partial<Incident> = {}): Incident => ({
    id, severity, title, incident_type: type, status, drone_id: "drone-01", opened_at: ago(secondsAgo), created_at: new Date(Date.now() - secondsAgo * 1000 + 412).toISOString(), last_seen_at: ago(Math.max(1, secondsAgo - 40)),
    sightings: 14 + id, confidence: 0.97 - id / 400, track_id: `t${1000 + id}`, rule_id: type, frame_id: "frame-0040", bbox: [0.44, 0.75, 0.5, 0.84], frame_key: `drone-01/2026/01/01/frame_${id}.jpg`,
    position: { lat: home.lat + Math.sin(id * 1.7) * 0.0009, lon: home.lon + 0.0008 + Math.cos(id * 2.3) * 0.0016, semi_major_m: 14 + (id % 4) * 5, semi_minor_m: 8, orientation_deg: id * 31 },
    drone_position: telemetryOf("drone-01", Date.now() - secondsAgo * 1000), ...more,
  });
  return [
    make(60, 4, "Person on carriageway", "intrusion", "open", 48, { also_seen_by: ["drone-02"], clip_key: "drone-01/2026/01/01/clip_60.mp4" }),
    make(41, 4, "Stationary vehicle in live lane", "stationary", "assigned", 210, { assigned_to: "maya", clip_key: "drone-01/2026/01/01/clip_41.mp4" }),
    make(43, 3, "Worker without helmet", "no_helmet", "open", 296, { drone_id: "drone-02" }),
    make(44, 3, "Debris in lane 3", "debris", "acknowledged", 517),
    make(45, 2, "Queue forming on slip road", "queue", "open", 794, { track_id: "t1045" }),
    make(46, 2, "Vehicle in emergency refuge", "refuge", "acknowledged", 1232),
    make(47, 1, "Deer near boundary fence", "animal", "acknowledged", 1725, { drone_id: "drone-03", frame_key: "missing.jpg" }),
    make(48, 1, "Gate left open", "gate", "resolved", 4725),
    make(49, 3, "Person without vest", "no_vest", "false_alarm", 9725),
  ];
}

export function history(incident: Incident): Schemas["HistoryEntry"][] {
  const at = (seconds: number) => new Date(Date.parse(incident.opened_at) + seconds * 1000).toISOString();
  return [
    { at: at(0.4), actor: "service:ingest", action: "opened" },
    { at: at(1.2), actor: "drone:drone-01", action: "frame_attached", note: incident.frame_key ?? "" },
    ...(incident.clip_key ? [{ at: at(14), actor: "drone:drone-01", action: "clip_attached", note: incident.clip_key }] : []),
    ...(incident.status === "assigned" ? [{ at: at(31), actor: "user:maya", action: "assign", assignee: "maya" }, { at: at(58), actor: "user:maya", action: "note", note: "Patrol 14 is on its way, lane 1 closed from MP 41." }] : []),
  ];
}

export function rules(): Schemas["RuleSet"] {
  return {
    version: 7,
    rules: [
      { id: "intrusion", kind: "intrusion", scope: "object", incident_type: "intrusion", title: "Person on carriageway", severity: 4, is_enabled: true, classes: ["person"], drones: ["drone-01"], zone: [[0.05, 0.28], [0.97, 0.28], [0.99, 0.76], [0.02, 0.76]], min_confidence: 0.4, k: 3, n: 5, dwell_seconds: 2, cooldown_seconds: 30 },
      { id: "no_helmet", kind: "person_without_helmet", scope: "object", incident_type: "no_helmet", title: "Worker without helmet", severity: 3, is_enabled: true, helmet_classes: ["hardhat"], min_confidence: 0.45, k: 3, n: 5, dwell_seconds: 0, cooldown_seconds: 60 },
      {
        id: "crane", kind: "intrusion", scope: "object", incident_type: "crane_zone", title: "Under the crane", severity: 3, is_enabled: true, classes: ["person"], certainty: 0.5,
        area: [[-0.0011, -0.0003], [-0.0003, -0.0004], [-0.0002, 0.0002], [-0.0009, 0.0003]].map(([lon = 0, lat = 0]) => ({ lat: home.lat + lat, lon: home.lon + lon })),
        min_confidence: 0.4, k: 3, n: 5, dwell_seconds: 1, cooldown_seconds: 60,
      },
      { id: "animal", kind: "class", scope: "object", incident_type: "animal", title: "Animal near the fence", severity: 1, is_enabled: false, classes: ["deer", "dog"], min_confidence: 0.5, k: 2, n: 5, dwell_seconds: 0, cooldown_seconds: 30 },
    ],
  };
}
