// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, picturesOf, test } from "./fixtures";

/** Pictures for a person to look at, in test-results/screens, and what a machine can say about them. */
const pages: [name: string, path: string, ready: (page: Page) => Promise<unknown>][] = [
  ["live", "/", async (page) => {
    await expect(page.getByTestId("tile-drone-01")).toHaveAttribute("data-state", "live");
    await expect(page.getByTestId("map")).toHaveAttribute("data-ready", "true");
    await picturesOf(page, "drone-01", 40); // for a curve of latency worth looking at
  }],
  ["incident", "/incidents/60", async (page) => {
    await expect(page.getByTestId("clip-canvas")).toHaveAttribute("data-source", "exact");
    await expect(page.getByTestId("map")).toHaveAttribute("data-ready", "true");
  }],
  ["incident-before-clip", "/incidents/43", (page) => expect(page.getByTestId("key-picture")).toBeVisible()],
  ["incidents", "/incidents", (page) => expect(page.getByTestId("incidents-table")).toBeVisible()],
  ["fleet", "/fleet", (page) => expect(page.getByTestId("fleet-table")).toBeVisible()],
  ["health", "/health", (page) => expect(page.getByTestId("rules")).toContainText("version 7")],
  ["users", "/users", (page) => expect(page.getByTestId("users")).toContainText("Tom Okafor")],
];

for (const [width, height] of [[1440, 900], [390, 844]] as const) {
  for (const [name, path, ready] of pages) {
    test(`${name} at ${width}: accessible, nothing wider than the screen`, async ({ console: page, origin }) => {
      await page.setViewportSize({ width, height });
      await page.goto(origin + path);
      await ready(page);
      await page.screenshot({ path: `test-results/screens/${name}-${width}.png` });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  }
}

test("two drones and the wall of all: for a person to look at", async ({ gateway, console: page }) => {
  await expect(page.getByTestId("tile-drone-01")).toHaveAttribute("data-state", "live");
  await page.keyboard.press("g");
  await expect(page.getByTestId("tile-drone-02").getByTestId("latency")).toBeVisible();
  await page.screenshot({ path: "test-results/screens/live-all-1440.png" });
  gateway.drones.splice(2);
  await page.reload();
  await expect(page.getByTestId("tile-drone-02")).toHaveAttribute("data-state", "live");
  await expect(page.getByTestId("map")).toHaveAttribute("data-ready", "true");
  await picturesOf(page, "drone-01", 25);
  await page.screenshot({ path: "test-results/screens/live-two-1440.png" });
  await page.setViewportSize({ width: 1024, height: 768 });
  await picturesOf(page, "drone-02", 10);
  await page.screenshot({ path: "test-results/screens/live-two-1024.png" });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1024);
});

test.describe("signed out", () => {
  test("the sign-in page says what went wrong, then lets in", async ({ gateway, console: page, origin }) => {
    gateway.user = null;
    await page.goto(origin);
    await page.getByTestId("username").fill("maya");
    await page.getByTestId("password").fill("wrong");
    await page.getByTestId("sign-in").click();
    await expect(page.getByTestId("sign-in-error")).toHaveText("Unknown user or wrong password.");
    await page.screenshot({ path: "test-results/screens/sign-in-1440.png" });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByTestId("password").fill("correct horse");
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("alerts")).toBeVisible();
    await page.getByTestId("account").click();
    await page.getByTestId("sign-out").click();
    await expect(page.getByTestId("sign-in")).toBeVisible();
  });

  test("whoever comes with a one-time password chooses one of their own first", async ({ gateway, console: page, origin }) => {
    gateway.user = null;
    await page.goto(origin);
    await page.getByTestId("username").fill("admin");
    await page.getByTestId("password").fill("printed once");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Choose a password" })).toBeVisible();
    await page.getByTestId("current-password").fill("something else");
    await page.getByTestId("new-password").fill("only I know this");
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("password-error")).toHaveText("This is not the current password.");
    await page.screenshot({ path: "test-results/screens/first-password-1440.png" });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByTestId("current-password").fill("printed once");
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("alerts")).toBeVisible();
  });
});
