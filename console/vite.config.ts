// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds a running gateway. */
const gateway = process.env["EYRIE_GATEWAY"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  server: {
    proxy: {
      "/v1": { target: gateway, ws: true },
      "/healthz": gateway,
      "/readyz": gateway,
    },
  },
  // Chromium 100 is the oldest browser with everything the player needs; nothing is gained by compiling further down.
  build: { target: "chrome107", chunkSizeWarningLimit: 1200 },
  worker: { format: "es" },
  test: { environment: "node", include: ["src/**/*.test.{ts,tsx}"] },
});
