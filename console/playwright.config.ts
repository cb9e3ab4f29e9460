// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from "@playwright/test";

/** Against dist/ and the mock in e2e/mock, on the system's Chromium. `npm run build` first. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: process.env["EYRIE_CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] },
    trace: "off",
  },
});
