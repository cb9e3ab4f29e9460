// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import { readdirSync } from "node:fs";
import tseslint from "typescript-eslint";

const features = readdirSync("src/features");

/** Imports point one way: app -> features/<feature> -> shared. */
const boundaries = [
  {
    files: ["src/shared/**/*.{ts,tsx}"],
    rules: { "no-restricted-imports": ["error", { patterns: [{ group: ["**/features/**", "**/app/**"], message: "shared knows no feature and no page" }] }] },
  },
  ...features.map((feature) => ({
    files: [`src/features/${feature}/**/*.{ts,tsx}`],
    rules: {
      "no-restricted-imports": ["error", {
        patterns: [
          { group: ["**/app/**"], message: "a feature does not know the page it stands on" },
          { group: features.filter((other) => other !== feature).flatMap((other) => [`../${other}/**`, `../${other}`, `**/features/${other}/**`]), message: "a feature never imports another; what both need belongs to shared" },
        ],
      }],
    },
  })),
];

export default tseslint.config(
  { ignores: ["dist/", "test-results/", "playwright-report/", "src/shared/api/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  reactHooks.configs.flat["recommended-latest"] ?? reactHooks.configs.flat.recommended,
  {
    rules: {
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  // Playwright hands fixtures over by a function it calls `use`, and wants even an empty pattern of them.
  { files: ["e2e/**/*.ts"], rules: { "react-hooks/rules-of-hooks": "off", "no-empty-pattern": "off" } },
  ...boundaries,
);
