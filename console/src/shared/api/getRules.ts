// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { RuleSet } from "./types";

export function getRules(signal?: AbortSignal): Promise<RuleSet> {
  return take(client.GET("/v1/rules", signal ? { signal } : {}));
}
