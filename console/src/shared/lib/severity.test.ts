// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { Incident } from "../api/types";
import { byUrgency, countBySeverity } from "./severity";

const incident = (id: number, severity: number, status: Incident["status"], minute: number): Incident => ({
  id, severity, status, incident_type: "t", title: "t", drone_id: "d", sightings: 1, confidence: 1,
  opened_at: `2026-01-01T00:${String(minute).padStart(2, "0")}:00.000Z`, last_seen_at: "2026-01-01T01:00:00.000Z",
});

test("what needs a person comes first: active, severe, untouched, new", () => {
  const list = [
    incident(1, 4, "resolved", 50), incident(2, 2, "open", 40), incident(3, 4, "assigned", 45),
    incident(4, 4, "open", 10), incident(5, 4, "open", 30), incident(6, 2, "open", 41),
  ];
  expect(list.sort(byUrgency).map(({ id }) => id)).toEqual([5, 4, 3, 6, 2, 1]);
});

test("counts are per severity", () => {
  expect(countBySeverity([incident(1, 4, "open", 1), incident(2, 4, "open", 2), incident(3, 1, "open", 3)])).toEqual({ 1: 1, 2: 0, 3: 0, 4: 2 });
});
