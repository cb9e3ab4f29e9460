// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { DetectionReport, Drone, Incident, TelemetrySample } from "../api/types";

/** docs/design/live.md, server to client. */
export type LiveMessage =
  | { type: "hello"; server_time: string; user: string; instance: string }
  | { type: "detections"; report: DetectionReport }
  | { type: "telemetry"; sample: TelemetrySample }
  | { type: "drone"; drone: Drone }
  | { type: "incident"; incident: Incident; change: "opened" | "updated" | "attached" }
  | { type: "dropped"; count: number }
  | { type: "pong"; t: number; server_time: string };

/** The message in a text frame; undefined for what this version does not know. */
export function parseLiveMessage(text: string): LiveMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("type" in value)) return undefined;
  const message = value as LiveMessage;
  switch (message.type) {
    case "hello":
    case "dropped":
    case "pong":
      return message;
    case "detections":
      return message.report ? message : undefined;
    case "telemetry":
      return message.sample ? message : undefined;
    case "drone":
      return message.drone ? message : undefined;
    case "incident":
      return message.incident ? message : undefined;
    default:
      return undefined;
  }
}
