// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { RuleSet } from "./types";

/** Refused with 409 when somebody else changed the rules since `rules.version` was read. */
export function putRules(rules: RuleSet): Promise<RuleSet> {
  return take(client.PUT("/v1/rules", { body: rules }));
}
