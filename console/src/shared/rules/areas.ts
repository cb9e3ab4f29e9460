// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Rule, RuleSet } from "../api/types";
import type { LngLat } from "../lib/ground";

/** The rules that look at an area on the ground. */
export function areasOf(rules: RuleSet | undefined): Rule[] {
  return (rules?.rules ?? []).filter((rule) => rule.kind === "intrusion" && rule.area?.length);
}

export function outlineOf(rule: Rule): LngLat[] {
  return (rule.area ?? []).map(({ lat, lon }) => [lon, lat]);
}
