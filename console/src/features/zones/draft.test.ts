// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import type { Rule, RuleSet } from "../../shared/api/types";
import { draftOf, problemOf, rebased, rulesWith, rulesWithout, zonesOf, type Draft } from "./draft";
import { blank, extended, sketchOf, withRectangle } from "./sketch";

const zone = (id: string, drones: string[]): Rule => ({
  id, kind: "intrusion", scope: "view", incident_type: "trespass", title: id, severity: 4, is_enabled: true, classes: ["person"], drones,
  zone: [[0, 0], [1, 0], [1, 1]], min_confidence: 0.7, k: 2, n: 4, dwell_seconds: 9, cooldown_seconds: 90,
});
const helmet: Rule = { ...zone("helmet", []), kind: "class", zone: [] };
const base: RuleSet = { version: 4, rules: [helmet, zone("gate", ["drone-01"]), zone("yard", [])] };
const gate = base.rules[1] as Rule;
const made = (more: Partial<Draft> = {}): Draft => ({ ...draftOf(base, "drone-02"), title: "Gate: zone!", sketch: withRectangle(blank), ...more });

test("a drone has its own zones and those of every drone", () => {
  expect(zonesOf(base, "drone-01").map(({ id }) => id)).toEqual(["gate", "yard"]);
  expect(zonesOf(base, "drone-02").map(({ id }) => id)).toEqual(["yard"]);
  expect(zonesOf(undefined, "drone-02")).toEqual([]);
});

test("a new zone lies in its drone's picture alone and has an id that is free", () => {
  const once = rulesWith(made());
  expect(once.version).toBe(4);
  expect(once.rules.slice(0, 3)).toEqual(base.rules);
  expect(once.rules[3]).toMatchObject({ id: "gate-zone", kind: "intrusion", drones: ["drone-02"], classes: ["person"], zone: [[0.3, 0.35], [0.7, 0.35], [0.7, 0.8], [0.3, 0.8]] });
  expect(rulesWith(made({ base: once })).rules[4]?.id).toBe("gate-zone-2");
  expect(rulesWith(made({ title: "門" })).rules[3]?.id).toBe("zone");
});

test("a changed zone keeps its place and everything that is not drawn", () => {
  const changed = rulesWith({ ...draftOf(base, "drone-01", gate), title: " North gate ", classes: "person, , car" });
  expect(changed.rules[1]).toEqual({ ...gate, title: "North gate", classes: ["person", "car"] });
  expect(rulesWithout(draftOf(base, "drone-01", gate)).rules.map(({ id }) => id)).toEqual(["helmet", "yard"]);
});

test("what the gateway would refuse is told before", () => {
  expect(problemOf(made())).toBeUndefined();
  expect(problemOf(made({ title: " " }))).toContain("name");
  expect(problemOf(made({ title: "é".repeat(51) }))).toContain("100 bytes");
  expect(problemOf(made({ classes: " , " }))).toContain("person");
  expect(problemOf(made({ sketch: blank }))).toContain("three corners");
  expect(problemOf(made({ sketch: { ...withRectangle(blank), isClosed: false } }))).toContain("Close");
  expect(problemOf(made({ sketch: sketchOf([[0, 0], [1, 1], [1, 0], [0, 1]]) }))).toContain("crosses itself");
  expect(problemOf(made({ sketch: extended(extended(extended(blank, [0, 0]), [0.01, 0]), [0, 0.01]) }))).toContain("no area");
});

describe("somebody else was faster", () => {
  const draft = { ...draftOf(base, "drone-01", gate), title: "North gate" };
  test("elsewhere: nothing of theirs or ours is lost", () => {
    const { draft: kept, warning } = rebased(draft, { version: 5, rules: [gate] });
    expect(warning).toContain("other rules");
    expect(rulesWith(kept)).toEqual({ version: 5, rules: [{ ...gate, title: "North gate" }] });
  });
  test("in this very zone: it is said, and what we did not touch is theirs", () => {
    const { draft: kept, warning } = rebased(draft, { version: 5, rules: [{ ...gate, dwell_seconds: 30 }] });
    expect(warning).toContain("this very zone");
    expect(rulesWith(kept).rules[0]).toMatchObject({ title: "North gate", dwell_seconds: 30 });
  });
  test("and deleted it: saving makes it anew", () => {
    const { draft: kept, warning } = rebased(draft, { version: 5, rules: [] });
    expect(warning).toContain("deleted");
    expect(rulesWith(kept).rules).toEqual([{ ...gate, id: "north-gate", title: "North gate" }]);
  });
});
