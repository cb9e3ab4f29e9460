// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Page } from "@playwright/test";
import type { Drawing } from "../src/features/video/protocol";
import { expect, framesOfScreen, test } from "./fixtures";
import { counterPoints, fps, readCounter } from "./mock/scene";

test.use({ isCounted: true });

/** The number that the boxes of a drawing carry; undefined when there are none from this very picture. */
const numberOf = (drawing: Drawing) => {
  const track = drawing.boxes.find((box) => box.label === "counter" && !box.isInterpolated)?.trackId;
  return track === undefined ? undefined : Number(track.slice(1));
};

/** Every drawing of the next `count` frames of drone-01. */
function record(page: Page, count: number): Promise<Drawing[]> {
  return page.evaluate(([n, points]) => window.eyrieRecord?.("drone-01", n, points) ?? [], [count, counterPoints] as const);
}

/** Each frame as it left the screen: one whose boxes came late was drawn more than once. */
const asTheyLeft = (drawings: Drawing[]) => [...new Map(drawings.map((drawing) => [drawing.frameId, drawing])).values()];

/** The picture read back from the canvas against the number that its boxes carry: no drawing may disagree, and so many frames agree. */
function compare(drawings: Drawing[]): { agree: number; disagree: string[]; without: number; between: number } {
  const isExact = (drawing: Drawing) => drawing.source === "exact";
  const disagree = drawings.filter((drawing) => isExact(drawing) && readCounter(drawing.colours) !== numberOf(drawing)).map((drawing) => `picture ${readCounter(drawing.colours)} had the boxes of ${numberOf(drawing)}`);
  const frames = asTheyLeft(drawings);
  const count = (source: Drawing["source"]) => frames.filter((frame) => frame.source === source).length;
  return { agree: count("exact") - disagree.length, disagree, without: count("none"), between: count("between") };
}

/** The play-out delay has found its length: frame after frame has boxes of this kind, or more of them than of any other. */
async function settled(page: Page, kind: "agree" | "between" = "agree"): Promise<void> {
  await expect(page.getByTestId("tile-drone-01")).toHaveAttribute("data-state", "live");
  await expect.poll(async () => compare(await record(page, 30))[kind]).toBeGreaterThanOrEqual(kind === "agree" ? 30 : 16);
}

test("every box is drawn on its own picture: 300 of 300", async ({ console: page }) => {
  await settled(page);
  expect(compare(await record(page, 300))).toEqual({ agree: 300, disagree: [], without: 0, between: 0 });
});

test("late and reordered boxes still find their own picture: 300 of 300", async ({ gateway, console: page }) => {
  // 20 to 260 ms, so that a report is regularly overtaken by up to three later ones.
  gateway.behaviour.reportDelayMs = (n) => 20 + ((n * 7919) % 241);
  await settled(page);
  expect(compare(await record(page, 300))).toEqual({ agree: 300, disagree: [], without: 0, between: 0 });
});

test("pictures that were never inferred show the track between its neighbours, thinner, and never a stale box", async ({ gateway, console: page }) => {
  gateway.behaviour.reportDelayMs = (n) => (n % 3 === 0 ? 60 : undefined);
  await settled(page, "between");
  const drawings = await record(page, 90);
  const result = compare(drawings);
  expect(result.disagree).toEqual([]);
  expect(result.between).toBeGreaterThan(40);
  for (const drawing of drawings.filter(({ source }) => source === "between")) expect(drawing.boxes.every((box) => box.isInterpolated)).toBe(true);
});

test("a lost unit: nothing is called current before the next key frame, and no box lies on the old picture", async ({ gateway, console: page }) => {
  const tile = page.getByTestId("tile-drone-01");
  await settled(page);
  const recording = record(page, 90);
  let isDone = false;
  gateway.behaviour.isLost = (n) => {
    const isMiddle = n % 15 === 6; // mid-way between key frames, once
    if (isDone || !isMiddle) return false;
    isDone = true;
    return true;
  };
  await expect(tile).toHaveAttribute("data-state", "resynchronising");
  await expect(tile).toContainText("Resynchronising");
  await expect(tile).toHaveAttribute("data-state", "live");
  const drawings = await recording;
  expect(drawings.some(({ state }) => state === "resynchronising")).toBe(true);
  for (const drawing of drawings.filter(({ state }) => state === "resynchronising")) expect(drawing.boxes).toEqual([]);
  expect(compare(drawings).disagree).toEqual([]);
  // Counters of the pictures shown as live jump once, from before the hole to a key frame (drone-01 shows picture n at unit n).
  const live = drawings.filter(({ state }) => state === "live").map((drawing) => readCounter(drawing.colours));
  expect(live).not.toContain(undefined);
  const jumps = live.filter((number, at) => at > 0 && (number ?? 0) - (live[at - 1] ?? 0) > 5);
  expect(jumps).toHaveLength(1);
  expect((jumps[0] ?? 1) % 15).toBeLessThanOrEqual(2);
});

test("JPEG pictures are shown where the drone sends them", async ({ gateway, console: page }) => {
  gateway.behaviour.isJpeg = true;
  await page.reload();
  await expect(page.getByTestId("tile-drone-01")).toHaveAttribute("data-state", "live");
  await expect(page.getByTestId("tile-drone-01")).toContainText("JPEG");
});

test("video that stops is no longer called live", async ({ gateway, console: page }) => {
  const tile = page.getByTestId("tile-drone-01");
  await expect(tile).toHaveAttribute("data-state", "live");
  gateway.behaviour.isLost = () => true;
  await expect(tile).toHaveAttribute("data-state", "stalled");
  await expect(tile).toContainText("No new pictures");
});

test("the clip shows each picture with its own boxes, playing and stepping", async ({ console: page, origin }) => {
  await page.goto(`${origin}/incidents/60`);
  const canvas = page.getByTestId("clip-canvas");
  await expect(canvas).toHaveAttribute("data-source", "exact");

  /** Reads the canvas in the same task in which its attributes are read. */
  const look = () => canvas.evaluate((element, points) => {
    const target = element as HTMLCanvasElement;
    const context = target.getContext("2d");
    const [w, h] = [target.width, target.height];
    const scale = Math.min(w / 640, h / 360);
    const [left, top] = [(w - 640 * scale) / 2, (h - 360 * scale) / 2];
    return {
      colours: points.map(([x, y]) => [...(context?.getImageData(left + x * 640 * scale, top + y * 360 * scale, 1, 1).data ?? [])]),
      pts: Number(target.dataset["ptsUs"]), frame: target.dataset["frameId"] ?? "", source: target.dataset["source"],
    };
  }, counterPoints);

  const check = (seen: Awaited<ReturnType<typeof look>>) => {
    const picture = readCounter(seen.colours);
    expect(picture).toBe(Math.round((seen.pts * fps) / 1e6));
    if (seen.source === "exact") expect(Number(seen.frame.slice(-4))).toBe(picture);
    else expect((picture ?? 0) % 2).toBe(1); // the overlay holds every second picture
    return picture ?? -1;
  };

  await page.getByTestId("clip-play").click();
  const playing = new Set<number>();
  const end = Date.now() + 5000;
  while (Date.now() < end) playing.add(check(await look()));
  expect(playing.size).toBeGreaterThan(30);

  await page.getByTestId("clip-play").click();
  await expect(page.getByTestId("clip-play")).toHaveAccessibleName("Play");
  await framesOfScreen(page, 2); // the last picture of the run may still be on its way
  let before = check(await look());
  for (const [button, by] of [["clip-forward", 1], ["clip-forward", 1], ["clip-back", -1]] as const) {
    await page.getByTestId(button).click();
    await expect.poll(async () => check(await look())).toBe(before + by);
    before += by;
  }
});

test("a page that is not secure says why there is no live video", async ({ gateway, console: page }) => {
  void page;
  const { chromium } = await import("@playwright/test");
  const browser = await chromium.launch({ executablePath: process.env["EYRIE_CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox", "--host-resolver-rules=MAP eyrie.test 127.0.0.1"] });
  try {
    const plain = await browser.newPage();
    await plain.goto(`http://eyrie.test:${gateway.port}`);
    await expect(plain.getByTestId("tile-drone-01")).toContainText("Live video needs a secure page");
    await expect(plain.getByTestId("tile-drone-01")).toContainText("https or at localhost");
  } finally {
    await browser.close();
  }
});
