// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";
import { expect, test } from "vitest";

test("the committed API types are those of schemas/openapi.yaml", { timeout: 30_000 }, async () => {
  const contract = new URL("../../../../schemas/openapi.yaml", import.meta.url);
  const generated = COMMENT_HEADER + astToString(await openapiTS(contract));
  const committed = readFileSync(new URL("./schema.d.ts", import.meta.url), "utf8");
  expect(committed, "out of date: run `npm run generate`").toBe(generated);
});
