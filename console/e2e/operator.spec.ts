// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Incident } from "./mock/fixtures";
import { expect, test } from "./fixtures";

test("an alert arrives within a second, is acknowledged and resolved from the keyboard", async ({ gateway, console: page }) => {
  await expect(page.getByTestId("alert-60")).toBeVisible();
  const template = gateway.incidents[0] as Incident;
  const sent = Date.now();
  gateway.open({ ...template, id: 99, title: "Fire on verge", severity: 4, opened_at: new Date().toISOString() });
  const alert = page.getByTestId("alert-99");
  await expect(alert).toBeVisible({ timeout: 1000 });
  expect(Date.now() - sent).toBeLessThan(1000);
  // The newest critical one that nobody has taken stands first; k walks up to it.
  await expect(page.getByTestId("alert-list").locator("li").first()).toHaveAttribute("data-testid", "alert-99");
  await page.keyboard.press("k");
  await expect(alert).toContainText("Acknowledge");
  await page.keyboard.press("a");
  await expect(alert).toHaveAttribute("data-status", "acknowledged");
  await page.keyboard.press("s");
  await expect(alert).toHaveAttribute("data-status", "assigned");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("incident-99")).toBeVisible();
  await page.keyboard.press("n");
  await page.getByTestId("note-text").fill("Fire brigade informed");
  await page.getByTestId("note-save").click();
  await expect(page.getByTestId("history")).toContainText("Fire brigade informed");
  await page.keyboard.press("r");
  await expect(page.getByTestId("incident-99")).toHaveAttribute("data-status", "resolved");
  await expect(page.getByTestId("history")).toContainText("resolved it");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("alerts")).toBeVisible();
  await expect(page.getByTestId("alert-99")).toHaveCount(0);
});

test("a refused step shows the gateway's reason, and the state it really has", async ({ gateway, console: page }) => {
  gateway.transitionDelayMs = 800;
  gateway.refuseTransition = { type: "about:blank", title: "Conflict", status: 409, detail: "tom resolved it 3 s ago; reopen it first." };
  const alert = page.getByTestId("alert-60");
  await expect(alert).toHaveAttribute("data-status", "open");
  await page.keyboard.press("a");
  await expect(alert).toHaveAttribute("data-status", "acknowledged"); // expected at once
  await expect(alert.getByTestId("incident-status")).toContainText("saving"); // and said to be no more than that
  await expect(page.getByTestId("toasts")).toContainText("tom resolved it 3 s ago; reopen it first.");
  await expect(alert).toHaveAttribute("data-status", "open");
});

test("a change by somebody else is seen at once", async ({ gateway, console: page }) => {
  await expect(page.getByTestId("alert-43")).toHaveAttribute("data-status", "open");
  gateway.change(43, { status: "assigned", assigned_to: "tom" });
  await expect(page.getByTestId("alert-43")).toContainText("tom");
  gateway.change(43, { status: "resolved" });
  await expect(page.getByTestId("alert-43")).toHaveCount(0);
});

test("the clip takes the place of the key picture when it arrives", async ({ gateway, console: page, origin }) => {
  await page.goto(`${origin}/incidents/43`);
  await expect(page.getByTestId("key-picture")).toBeVisible();
  gateway.change(43, { clip_key: "drone-02/2026/01/01/clip_43.mp4" }, "attached");
  await expect(page.getByTestId("clip-canvas")).toHaveAttribute("data-source", "exact");
});

test("a key picture that is named before its bytes are there appears by itself", async ({ gateway, console: page }) => {
  await expect(page.getByTestId("alert-60")).toBeVisible();
  const frame_key = "drone-01/2026/01/01/frame_98.jpg";
  gateway.notHereYet.add(frame_key);
  gateway.open({ ...(gateway.incidents[0] as Incident), id: 98, frame_key, opened_at: new Date().toISOString() });
  const picture = page.getByTestId("alert-98").getByRole("img", { name: "Key picture of incident 98" });
  await expect(page.getByTestId("alert-98").getByRole("img", { name: "Picture not here yet" })).toBeVisible();
  gateway.notHereYet.clear();
  await expect(picture).toHaveJSProperty("naturalWidth", 640);
});

test("a clip opens at the frame that opened the incident, and one key leads back to it", async ({ console: page, origin }) => {
  await page.goto(`${origin}/incidents/60`);
  const canvas = page.getByTestId("clip-canvas");
  await expect(canvas).toHaveAttribute("data-frame-id", "frame-0040");
  await expect(page.getByTestId("clip-play")).toHaveAccessibleName("Play");
  await page.getByLabel("Place in the clip").press("Home");
  await expect(canvas).toHaveAttribute("data-frame-id", "frame-0000");
  await page.setViewportSize({ width: 390, height: 844 }); // a thumb needs room on the scrubber
  expect((await page.getByLabel("Place in the clip").boundingBox())?.width).toBeGreaterThan(300);
  await page.keyboard.press("e");
  await expect(canvas).toHaveAttribute("data-frame-id", "frame-0040");
  await expect(page.getByTestId("history")).toContainText("drone-01 attached the clip");
  await expect(page.getByTestId("history")).not.toContainText(".mp4"); // the file's key is for who asks for it
});

test("a lost connection is said, and what was missed is there afterwards", async ({ gateway, console: page }) => {
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", "open");
  gateway.dropConnections();
  const at = gateway.incidents.findIndex((incident) => incident.id === 45);
  gateway.incidents[at] = { ...(gateway.incidents[at] as Incident), title: "Queue has cleared" };
  await expect(page.getByTestId("connection-banner")).toContainText("Not live");
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", "open");
  await expect(page.getByTestId("alert-45")).toContainText("Queue has cleared");
  await expect(page.getByTestId("tile-drone-01")).toHaveAttribute("data-state", "live");
});

test("a session that ends leads to the sign-in page", async ({ gateway, console: page }) => {
  await expect(page.getByTestId("alerts")).toBeVisible();
  gateway.user = null;
  gateway.dropConnections();
  await expect(page.getByTestId("sign-in")).toBeVisible();
});

test("search finds an incident by its track, help lists the keys", async ({ console: page }) => {
  await expect(page.getByTestId("alert-60")).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByTestId("palette").fill("t1041");
  await page.screenshot({ path: "test-results/screens/palette-1440.png" });
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("incident-41")).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toContainText("Acknowledge");
  await page.screenshot({ path: "test-results/screens/help-1440.png" });
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByTestId("incident-41")).toBeVisible(); // Escape closed the help, not the page
});

test("a viewer may look and not act", async ({ gateway, console: page }) => {
  gateway.user = { name: "wall", role: "viewer", is_enabled: true };
  await page.reload();
  await expect(page.getByTestId("alert-60")).toContainText("your role is viewer");
  await page.keyboard.press("a");
  await page.keyboard.press("Enter"); // and this key is heard, so the other one was too
  await expect(page.getByTestId("incident-60")).toBeVisible();
  expect(gateway.requests.filter((request) => request.includes("transitions"))).toEqual([]);
});
