// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { Incident } from "../api/types";
import { allowed, expected } from "./optimistic";

const open = { id: 1, status: "open" } as Incident;

test("a step shows the state the gateway will answer with", () => {
  expect(expected(open, { action: "acknowledge" }, "ada").status).toBe("acknowledged");
  expect(expected(open, { action: "assign" }, "ada")).toMatchObject({ status: "assigned", assigned_to: "ada" });
  expect(expected(open, { action: "assign", assignee: "bo" }, "ada").assigned_to).toBe("bo");
  expect(expected(open, { action: "false_alarm" }, "ada").status).toBe("false_alarm");
});

test("a closed incident can only be opened again, an open one never", () => {
  expect([...allowed({ status: "resolved" })]).toEqual(["reopen"]);
  expect([...allowed({ status: "false_alarm" })]).toEqual(["reopen"]);
  expect(allowed(open).has("reopen")).toBe(false);
  expect(allowed({ status: "assigned" }).has("acknowledge")).toBe(false);
});
