// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { test as base, expect, type Page } from "@playwright/test";
import { MockGateway } from "./mock/gateway";
import { makeFilm, type Film } from "./mock/scene";

interface Workers {
  films: { plain: Film; counted: Film };
}
interface Fixtures {
  /** Pictures carry a burnt-in number when the test is about frames. */
  isCounted: boolean;
  gateway: MockGateway;
  origin: string;
  console: Page;
}

/** A page of the console, signed in, on a mock gateway of its own. It fails on any error in the page and any request that leaves the origin. */
export const test = base.extend<Fixtures, Workers>({
  films: [async ({}, use) => use({ plain: await makeFilm(false), counted: await makeFilm(true) }), { scope: "worker" }],
  isCounted: [false, { option: true }],
  gateway: async ({ films, isCounted }, use) => {
    const gateway = new MockGateway(isCounted ? films.counted : films.plain);
    gateway.hasCounterBox = isCounted;
    await gateway.start();
    await use(gateway);
    await gateway.stop();
  },
  origin: async ({ gateway }, use) => use(`http://localhost:${gateway.port}`),
  console: async ({ page, origin }, use) => {
    const troubles: string[] = [];
    page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
    page.on("console", (message) => {
      // Refused requests are part of some tests, and the browser reports each of them.
      if (message.type() === "error" && !/Failed to load resource|WebSocket connection/.test(message.text())) troubles.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(origin) && !url.startsWith("data:") && !url.startsWith("blob:")) troubles.push(`left the origin: ${url}`);
    });
    await page.goto(origin);
    await use(page);
    expect(troubles).toEqual([]);
  },
});

/** So many refreshes of the screen have been. */
export async function framesOfScreen(page: Page, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
}

/** So many pictures of the drone have been on its tile. */
export async function picturesOf(page: Page, drone: string, count: number): Promise<void> {
  const shown = async () => Number(await page.getByTestId(`canvas-${drone}`).getAttribute("data-frame-id"));
  const from = await shown();
  await expect.poll(shown).toBeGreaterThanOrEqual(from + count);
}

export { expect };
