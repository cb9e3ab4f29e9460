// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

/** Clicks at a share of the picture. */
async function click(page: Page, x: number, y: number): Promise<void> {
  const box = await page.getByTestId("zone-surface").boundingBox();
  if (!box) throw new Error("nothing to draw on");
  await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
}

async function openNew(page: Page): Promise<void> {
  await page.getByTestId("zones-of-drone-01").click();
  await page.getByTestId("zone-new").click();
}

for (const [width, height] of [[1440, 900], [390, 844]] as const) {
  test(`a zone is drawn on the live picture, mended, named and saved at ${width}`, async ({ gateway, console: page }) => {
    await page.setViewportSize({ width, height });
    await expect(page.getByTestId("tile-drone-01")).toHaveAttribute("data-state", "live");
    await expect(page.getByTestId("zones-drone-01")).toHaveAttribute("data-count", "1"); // the one that is there lies quietly in the picture
    await page.screenshot({ path: `test-results/screens/zones-quiet-${width}.png` });
    await openNew(page);
    const problem = page.getByTestId("zone-problem");
    await expect(problem).toContainText("three corners");
    for (const [x, y] of [[0.2, 0.3], [0.8, 0.8], [0.8, 0.3], [0.2, 0.8]] as const) await click(page, x, y);
    await expect(problem).toContainText("crosses itself");
    await expect(page.getByTestId("zone-save")).toBeDisabled();
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await expect(page.getByTestId("zone-corner-3")).toHaveCount(0);
    await click(page, 0.2, 0.8);
    await page.getByTestId("zone-corner-1").dblclick(); // closes it, and the second click is no second wish
    await expect(page.getByTestId("zone-surface")).toHaveAccessibleName("Outline of the zone, 3 corners, closed");
    await page.getByTestId("zone-title").fill("Verge");
    await expect(problem).toContainText("opens an incident");

    const corner = await page.getByTestId("zone-corner-1").boundingBox();
    const surface = await page.getByTestId("zone-surface").boundingBox();
    if (!corner || !surface) throw new Error("no corner");
    await page.mouse.move(corner.x + corner.width / 2, corner.y + corner.height / 2);
    await page.mouse.down();
    await page.mouse.move(surface.x + surface.width * 0.5, surface.y + surface.height * 0.5, { steps: 4 });
    await page.mouse.move(surface.x + surface.width * 0.5, surface.y + surface.height * 0.1, { steps: 4 });
    await page.mouse.up();
    await page.screenshot({ path: `test-results/screens/zones-drawn-${width}.png` });
    expect((await new AxeBuilder({ page }).include(".tile.is-large").analyze()).violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);

    await page.getByTestId("zone-save").click();
    await expect(page.getByTestId("zones-drone-01")).toHaveAttribute("data-count", "2");
    const saved = gateway.ruleSet.rules.at(-1);
    expect(saved).toMatchObject({ id: "verge", kind: "intrusion", title: "Verge", drones: ["drone-01"] });
    for (const [index, wanted] of [[0.5, 0.1], [0.8, 0.8], [0.2, 0.8]].entries()) {
      for (const axis of [0, 1]) expect(saved?.zone?.[index]?.[axis]).toBeCloseTo(wanted[axis] ?? -1, 1);
    }
    expect(gateway.ruleSet.version).toBe(8);
  });
}

test("a zone is made and moved with the keyboard alone", async ({ gateway, console: page }) => {
  await expect(page.getByTestId("zones-drone-01")).toHaveAttribute("data-count", "1");
  await page.getByTestId("zones-of-drone-01").press("Enter");
  await page.getByTestId("zone-new").press("Enter");
  await expect(page.getByTestId("zone-surface")).toBeFocused();
  await page.getByTestId("zone-title").fill("Yard");
  await page.getByTestId("zone-rectangle").press("Enter");
  const first = page.getByTestId("zone-corner-1");
  await first.press("ArrowLeft");
  await first.press("Shift+ArrowUp");
  await expect(first).toHaveAccessibleName("Corner 1 of 4: 29 % from the left, 30 % from the top");
  await first.press("Enter"); // one more after it
  await page.getByTestId("zone-corner-4").press("Delete");
  await page.getByTestId("zone-title").press("Enter");
  await expect(page.getByTestId("zones-drone-01")).toHaveAttribute("data-count", "2");
  expect(gateway.ruleSet.rules.at(-1)?.zone).toEqual([[0.29, 0.3], [0.495, 0.325], [0.7, 0.35], [0.3, 0.8]]);
  expect(gateway.requests.filter((request) => request.includes("transitions"))).toEqual([]); // no key went to the alerts
});

test("whoever was slower is told, loses nothing and saves again", async ({ gateway, console: page }) => {
  await page.getByTestId("zones-of-drone-01").click();
  await page.getByTestId("zone-intrusion").click();
  await page.getByTestId("zone-title").fill("Person on the road");
  gateway.ruleSet = { version: 8, rules: gateway.ruleSet.rules.filter(({ id }) => id !== "animal") };
  await page.getByTestId("zone-save").click();
  await expect(page.getByTestId("zone-refusal")).toContainText("Yours is kept");
  await expect(page.getByTestId("zone-title")).toHaveValue("Person on the road");
  await page.getByTestId("zone-save").click();
  await expect(page.getByTestId("toasts")).toContainText("Rules saved as version 9");
  expect(gateway.ruleSet.rules.map(({ title }) => title)).toEqual(["Person on the road", "Worker without helmet", "Under the crane"]);
});

test("a zone is deleted only after a second word", async ({ gateway, console: page }) => {
  await page.getByTestId("zones-of-drone-01").click();
  await page.getByTestId("zone-intrusion").click();
  await page.getByTestId("zone-delete").click();
  await page.screenshot({ path: "test-results/screens/zones-delete-1440.png" });
  expect(gateway.ruleSet.rules).toHaveLength(4);
  await page.getByTestId("zone-delete-really").click();
  await expect(page.getByTestId("zones-drone-01")).toHaveCount(0);
  expect(gateway.ruleSet.rules.map(({ id }) => id)).toEqual(["no_helmet", "crane", "animal"]);
});

test("an operator sees zones and cannot change them", async ({ gateway, console: page }) => {
  gateway.user = { name: "tom", role: "operator", is_enabled: true };
  await page.reload();
  await expect(page.getByTestId("zones-drone-01")).toHaveAttribute("data-count", "1");
  await expect(page.getByTestId("zones-of-drone-01")).toHaveCount(0);
});
