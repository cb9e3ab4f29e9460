// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Incident } from "./mock/fixtures";
import { expect, test } from "./fixtures";

test("the timeline shows when each drone was heard, and leads to its incidents", async ({ console: page }) => {
  const timeline = page.getByTestId("timeline");
  await expect(page.getByTestId("lane-drone-01")).toHaveAttribute("data-stretches", "1");
  await expect(page.getByTestId("lane-drone-02")).toHaveAttribute("data-stretches", "2"); // two minutes of it are missing
  await expect(page.getByTestId("lane-drone-01")).toHaveAttribute("data-heard", "true"); // what was read ended 20 s ago; live messages go on
  await expect(page.getByTestId("lane-drone-03")).toHaveAttribute("data-heard", "false");
  await expect(timeline.getByRole("img", { name: "92 deleted on the drone" })).toBeVisible();
  await expect(page.getByTestId("lane-drone-04")).toHaveCount(0); // not enrolled
  await expect(page.getByTestId("mark-60")).toHaveAccessibleName(/^Critical: Person on carriageway, \d\d:\d\d:\d\dZ$/);
  await expect(page.getByTestId("mark-48")).toHaveCount(0); // over an hour ago
  await timeline.getByRole("button", { name: "6 h" }).click();
  await expect(page.getByTestId("mark-48")).toHaveAccessibleName(/^Low: Gate left open/); // resolved, and still part of what happened
  await page.getByTestId("mark-48").press("Enter");
  await expect(page.getByTestId("incident-48")).toBeVisible();
});

test("an incident is on the timeline as soon as it is opened", async ({ gateway, console: page }) => {
  await expect(page.getByTestId("mark-60")).toBeVisible();
  const at = async (mark: string) => (await page.getByTestId(mark).boundingBox())?.x ?? 0;
  gateway.open({ ...(gateway.incidents[0] as Incident), id: 97, title: "Fire on verge", opened_at: new Date(Date.now() - 1000).toISOString() });
  await expect(page.getByTestId("mark-97")).toBeVisible();
  expect(await at("mark-97")).toBeGreaterThan(await at("mark-60"));
  gateway.open({ ...(gateway.incidents[0] as Incident), id: 96, severity: 1, opened_at: new Date(Date.now() - 2000).toISOString() });
  await expect(page.getByTestId("mark-97")).toHaveAttribute("data-count", "2"); // the worse one keeps the mark
});
