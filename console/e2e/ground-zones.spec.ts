// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

/** Where a share of the map is on the screen. */
async function at(page: Page, x: number, y: number): Promise<[number, number]> {
  const box = await page.getByTestId("map").boundingBox();
  if (!box) throw new Error("no map");
  return [box.x + x * box.width, box.y + y * box.height];
}

async function openEditor(page: Page): Promise<void> {
  await expect(page.getByTestId("map")).toHaveAttribute("data-ready", "true");
  await expect(page.getByTestId("map")).toHaveAttribute("data-areas", "1"); // the one that is there
  await page.getByTestId("zones-on-ground").click();
}

const file = (json: unknown, name = "zones.geojson") => ({ name, mimeType: "application/geo+json", buffer: Buffer.from(typeof json === "string" ? json : JSON.stringify(json)) });
const feature = (name: string, ring: number[][]) => ({ type: "Feature", properties: { name }, geometry: { type: "Polygon", coordinates: [ring] } });
const yard = [[-1.7402, 53.7178], [-1.7392, 53.7178], [-1.7392, 53.7184], [-1.7402, 53.7184], [-1.7402, 53.7178]];

for (const [width, height] of [[1440, 900], [390, 844]] as const) {
  test(`a zone is drawn on the map, mended, named and saved at ${width}`, async ({ gateway, console: page }) => {
    test.slow(); // WebGL in software draws every step of a drag anew
    await page.setViewportSize({ width, height });
    await page.getByTestId("map").scrollIntoViewIfNeeded();
    await openEditor(page);
    await page.screenshot({ path: `test-results/screens/ground-zones-${width}.png` });
    await page.getByTestId("zone-new").click();
    const problem = page.getByTestId("zone-problem");
    await expect(problem).toContainText("onto the map");
    await page.getByRole("button", { name: "Show everything" }).click();
    expect((await page.getByTestId("map").boundingBox())?.height).toBeGreaterThan(300); // the form leaves room to draw
    await page.getByTestId("map").scrollIntoViewIfNeeded();
    for (const [x, y] of [[0.3, 0.3], [0.6, 0.7], [0.6, 0.3], [0.3, 0.7]] as const) await page.mouse.click(...(await at(page, x, y)));
    await expect(problem).toContainText("crosses itself");
    await expect(page.getByTestId("zone-save")).toBeDisabled();
    await page.getByTestId("zone-undo").click();
    await page.getByTestId("zone-undo").click();
    await page.mouse.click(...(await at(page, 0.3, 0.7)));
    await page.getByTestId("zone-corner-1").click(); // closes it
    await expect(page.getByTestId("zone-surface")).toHaveAccessibleName("Outline of the zone, 3 corners, closed");
    await page.getByTestId("zone-title").fill("Pit");
    await expect(problem).toContainText("whichever drone sees it");

    // A corner is dragged, and the map beneath stays where it is; then the map is, and the zone goes with it.
    await page.getByTestId("map").scrollIntoViewIfNeeded();
    const centre = await page.getByTestId("map").getAttribute("data-centre");
    await page.mouse.move(...(await at(page, 0.3, 0.3)));
    await page.mouse.down();
    await page.mouse.move(...(await at(page, 0.32, 0.32)), { steps: 3 });
    await page.mouse.move(...(await at(page, 0.4, 0.25)), { steps: 3 });
    await page.mouse.up();
    await expect(page.getByTestId("map")).toHaveAttribute("data-centre", centre ?? "");
    const before = await page.getByTestId("zone-corner-1").boundingBox();
    await page.mouse.move(...(await at(page, 0.75, 0.85)));
    await page.mouse.down();
    await page.mouse.move(...(await at(page, 0.7, 0.8)), { steps: 5 });
    await page.mouse.up();
    await expect.poll(async () => (await page.getByTestId("zone-corner-1").boundingBox())?.x).toBeLessThan((before?.x ?? 0) - 8);
    const offPx = await page.getByTestId("zone-surface").evaluate((surface) => {
      const [outline, corner] = ["polygon", "[data-testid=zone-corner-2]"].map((each) => surface.querySelector(each)?.getBoundingClientRect() ?? new DOMRect(0, 0, 0, 0));
      return Math.abs((outline?.right ?? 0) - (corner?.x ?? 0) - (corner?.width ?? 0) / 2);
    });
    expect(offPx).toBeLessThan(2); // the outline goes through its corners
    await page.screenshot({ path: `test-results/screens/ground-zones-drawn-${width}.png` });
    expect((await new AxeBuilder({ page }).include(".map").analyze()).violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);

    await page.getByTestId("zone-save").click();
    await expect(page.getByTestId("map")).toHaveAttribute("data-areas", "2");
    const saved = gateway.ruleSet.rules.at(-1);
    expect(saved).toMatchObject({ id: "pit", kind: "intrusion", title: "Pit" });
    expect(saved?.area).toHaveLength(3);
    const [first, second, third] = saved?.area ?? [];
    if (!first || !second || !third) throw new Error("no corners");
    expect(first.lat).toBeGreaterThan(second.lat); // the first is in the north of the map, the last in the west
    expect(third.lon).toBeLessThan(second.lon);
    expect(Math.abs(second.lat - third.lat)).toBeLessThan(1e-6);
    expect(saved?.zone).toBeUndefined();
    expect(saved?.drones).toBeUndefined();
  });
}

test("a zone is made and moved with the keyboard alone, and one that is there is changed and deleted", async ({ gateway, console: page }) => {
  await openEditor(page);
  await page.getByTestId("zone-new").press("Enter");
  await expect(page.getByTestId("zone-surface")).toBeFocused();
  await page.getByTestId("zone-title").fill("Trench");
  await page.getByTestId("zone-rectangle").press("Enter");
  const first = page.getByTestId("zone-corner-1");
  await expect(first).toHaveAccessibleName(/Corner 1 of 4: 53\.\d{5}° N, 1\.\d{5}° W/);
  const name = await first.getAttribute("aria-label");
  await first.press("ArrowLeft");
  await expect(first).not.toHaveAccessibleName(name ?? "");
  await first.press("Enter"); // one more after it
  await page.getByTestId("zone-corner-3").press("Delete");
  await page.getByTestId("zone-title").press("Enter");
  await expect(page.getByTestId("map")).toHaveAttribute("data-areas", "2");
  expect(gateway.ruleSet.rules.at(-1)?.area).toHaveLength(4);

  await page.getByTestId("zone-crane").click();
  await expect(page.getByTestId("map")).toHaveAttribute("data-areas", "1"); // it is in the hand
  await page.getByTestId("zone-title").fill("Under the east crane");
  await page.getByTestId("zone-save").click();
  await expect(page.getByTestId("zone-crane")).toContainText("Under the east crane");
  expect(gateway.ruleSet.rules.find(({ id }) => id === "crane")?.certainty).toBe(0.5);
  await page.getByTestId("zone-crane").click();
  await page.getByTestId("zone-delete").click();
  await page.getByTestId("zone-delete-really").click();
  await expect(page.getByTestId("zone-crane")).toHaveCount(0);
  expect(gateway.ruleSet.rules.map(({ id }) => id)).toEqual(["intrusion", "no_helmet", "animal", "trench"]);
});

test.describe("with a finger", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });
  test("a zone is tapped onto the map", async ({ gateway, console: page }) => {
    await page.getByTestId("map").scrollIntoViewIfNeeded();
    await openEditor(page);
    await page.getByTestId("zone-new").tap();
    await page.getByTestId("map").scrollIntoViewIfNeeded();
    for (const [n, [x, y]] of ([[0.3, 0.3], [0.6, 0.7], [0.3, 0.7]] as const).entries()) {
      await page.touchscreen.tap(...(await at(page, x, y)));
      await expect(page.getByTestId(`zone-corner-${n + 1}`)).toHaveCount(1);
    }
    await page.getByTestId("zone-corner-1").tap();
    await page.getByTestId("zone-title").fill("Ditch");
    await page.getByTestId("zone-save").tap();
    await expect(page.getByTestId("map")).toHaveAttribute("data-areas", "2");
    expect(gateway.ruleSet.rules.at(-1)?.area).toHaveLength(3);
  });
});

test("zones of a GeoJSON file are looked at on the map before each is saved", async ({ gateway, console: page }) => {
  await openEditor(page);
  const bowTie = [[-1.7402, 53.7178], [-1.7392, 53.7184], [-1.7392, 53.7178], [-1.7402, 53.7184], [-1.7402, 53.7178]];
  await page.getByTestId("zone-import").setInputFiles(file({ type: "FeatureCollection", features: [feature("Loading yard", yard), feature("Knot", bowTie)] }));
  const offers = page.getByTestId("zone-offers");
  await expect(offers).toContainText("Knot: The outline crosses itself.");
  await offers.getByRole("button", { name: "Loading yard" }).click();
  await expect(page.getByTestId("zone-title")).toHaveValue("Loading yard");
  await expect(page.getByTestId("zone-surface")).toHaveAccessibleName("Outline of the zone, 4 corners, closed");
  const [map, corner] = [await page.getByTestId("map").boundingBox(), await page.getByTestId("zone-corner-2").boundingBox()];
  expect((corner?.x ?? 0) - (map?.x ?? 0)).toBeGreaterThan((map?.width ?? 0) / 2); // the map went there
  expect(gateway.ruleSet.rules).toHaveLength(4);
  await page.screenshot({ path: "test-results/screens/ground-zones-import-1440.png" });
  await page.getByTestId("zone-save").click();
  await expect(page.getByTestId("map")).toHaveAttribute("data-areas", "2");
  expect(gateway.ruleSet.rules.at(-1)).toMatchObject({ id: "loading-yard", area: yard.slice(0, -1).map(([lon, lat]) => ({ lat, lon })) });

  for (const [text, reason] of [["<kml/>", "not JSON"], ['{"type":"Point","coordinates":[1,2]}', "holds no polygon"], [" ".repeat(5_000_001), "larger than 5 MB"]] as const) {
    await page.getByTestId("zone-import").setInputFiles(file(text, "other.json"));
    await expect(offers).toContainText(reason);
  }
  expect((await new AxeBuilder({ page }).include(".map").analyze()).violations).toEqual([]);
});

test("where corners are placed a click picks no incident and a double click does not zoom", async ({ console: page }) => {
  await openEditor(page);
  await page.getByTestId("zone-new").click();
  const [lng = 0, lat = 0] = ((await page.getByTestId("map").getAttribute("data-centre")) ?? "").split(" ").map(Number);
  const zoom = await page.getByTestId("map").getAttribute("data-zoom");
  await page.mouse.dblclick(...(await at(page, 0.5, 0.5)));
  await expect(page.getByTestId("zone-surface")).toHaveAccessibleName("Outline of the zone, 1 corners, open");
  const [, north, west] = /: ([\d.]+)° N, ([\d.]+)° W/.exec((await page.getByTestId("zone-corner-1").getAttribute("aria-label")) ?? "") ?? [];
  expect(Number(north)).toBeCloseTo(lat, 4); // where it was clicked
  expect(-Number(west)).toBeCloseTo(lng, 4);
  await expect(page.getByTestId("map")).toHaveAttribute("data-zoom", zoom ?? "");
});

test("an operator sees the zones, here and with an incident, and cannot change them", async ({ gateway, console: page }) => {
  gateway.user = { name: "tom", role: "operator", is_enabled: true };
  await page.reload();
  await expect(page.getByTestId("map")).toHaveAttribute("data-areas", "1");
  await expect(page.getByTestId("zones-on-ground")).toHaveCount(0);
  await page.goto(`${new URL(page.url()).origin}/incidents/60`);
  await expect(page.getByTestId("map")).toHaveAttribute("data-areas", "1");
  await expect(page.getByTestId("map")).toHaveAttribute("data-ready", "true");
  await expect(page.getByText("drone-01, also drone-02")).toBeVisible();
  await page.screenshot({ path: "test-results/screens/ground-zones-incident-1440.png" });
});
