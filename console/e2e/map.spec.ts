// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Page } from "@playwright/test";
import { decode } from "jpeg-js";
import { expect, test } from "./fixtures";
import { redMap } from "./mock/basemap";
import { home } from "./mock/fixtures";

/** The share of the map that is clearly red, as `redMap` is and the console itself is not. */
async function redOf(page: Page): Promise<number> {
  const { data } = decode(await page.getByTestId("map").screenshot({ type: "jpeg" }));
  let red = 0;
  for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 0) > 90 && (data[at + 1] ?? 0) < 80 && (data[at + 2] ?? 0) < 80) red += 4;
  return red / data.length;
}

const tileRequests = (requests: readonly string[]) => requests.filter((request) => request.includes("/v1/map/tiles"));
const picture = (page: Page) => page.getByRole("button", { name: "Map picture" });

test("without a map picture the map is a grid, and no part of a file is asked for", async ({ gateway, console: page }) => {
  await expect(page.getByTestId("map")).toHaveAttribute("data-ready", "true");
  await expect.poll(() => gateway.requests).toContain("GET /v1/map");
  await expect(page.getByTestId("tile-drone-01")).toHaveAttribute("data-state", "live");
  expect(await redOf(page)).toBeLessThan(0.02);
  expect(tileRequests(gateway.requests)).toEqual([]);
  await expect(picture(page)).toHaveCount(0);
});

test.describe("with a map picture", () => {
  test.beforeEach(({ gateway }) => {
    gateway.map = redMap({ ...home, attribution: '<a href="https://example.org">© Somebody</a><img src="x" onerror="throw 1">' });
  });

  for (const [width, height] of [[1440, 900], [390, 844]] as const) {
    test(`it lies below everything, and is read in parts, at ${width}`, async ({ console: page }) => {
      const ranges: (string | undefined)[] = [];
      page.on("request", (request) => {
        if (request.url().endsWith("/v1/map/tiles")) ranges.push(request.headers()["range"]);
      });
      await page.setViewportSize({ width, height });
      await page.reload();
      await page.getByTestId("map").scrollIntoViewIfNeeded();
      await expect.poll(() => redOf(page)).toBeGreaterThan(0.6);
      expect(ranges.length).toBeGreaterThan(0);
      expect(ranges.every((range) => /^bytes=\d+-\d+$/.test(range ?? ""))).toBe(true);
      await expect(page.getByText("© Somebody")).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.screenshot({ path: `test-results/screens/map-picture-${width}.png` });
    });
  }

  test("it is hidden by its button, also after coming back", async ({ gateway, console: page }) => {
    await expect.poll(() => redOf(page)).toBeGreaterThan(0.6);
    await picture(page).click();
    await expect.poll(() => redOf(page)).toBeLessThan(0.02);
    await expect(page.getByText("© Somebody")).toHaveCount(0);

    gateway.requests.length = 0;
    await page.reload();
    await expect(picture(page)).toHaveAttribute("aria-pressed", "false");
    await expect(page.getByTestId("tile-drone-01")).toHaveAttribute("data-state", "live");
    expect(await redOf(page)).toBeLessThan(0.02);
    expect(tileRequests(gateway.requests)).toEqual([]);

    await picture(page).click();
    await expect.poll(() => redOf(page)).toBeGreaterThan(0.6);
  });

  test("a file that is gone meanwhile leaves the grid", async ({ gateway, console: page }) => {
    if (gateway.map) gateway.map.file = Buffer.from("gone");
    await page.reload();
    await expect(page.getByTestId("map")).toHaveAttribute("data-ready", "true");
    await expect.poll(() => tileRequests(gateway.requests).length).toBeGreaterThan(0);
    await expect(page.getByTestId("tile-drone-01")).toHaveAttribute("data-state", "live");
    expect(await redOf(page)).toBeLessThan(0.02);
  });
});
