// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import type { Rule, RuleSet } from "../../shared/api/types";
import { draftOf, problemOf, rebased, rulesWith, rulesWithout, zonesAt, zonesOf, type Draft } from "./draft";
import { placed, type Corner } from "./polygon";
import { blank, extended, sketchOf, withRectangle } from "./sketch";

const zone = (id: string, drones: string[]): Rule => ({
  id, kind: "intrusion", scope: "view", incident_type: "trespass", title: id, severity: 4, is_enabled: true, classes: ["person"], drones,
  zone: [[0, 0], [1, 0], [1, 1]], min_confidence: 0.7, k: 2, n: 4, dwell_seconds: 9, cooldown_seconds: 90,
});
const helmet: Rule = { ...zone("helmet", []), kind: "class", zone: [] };
const base: RuleSet = { version: 4, rules: [helmet, zone("gate", ["drone-01"]), zone("yard", [])] };
const gate = base.rules[1] as Rule;
const made = (more: Partial<Draft> = {}): Draft => ({ ...draftOf(base, { drone: "drone-02" }), title: "Gate: zone!", sketch: withRectangle(blank, placed), ...more });

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
  const changed = rulesWith({ ...draftOf(base, { drone: "drone-01" }, gate), title: " North gate ", classes: "person, , car" });
  expect(changed.rules[1]).toEqual({ ...gate, title: "North gate", classes: ["person", "car"] });
  expect(rulesWithout(draftOf(base, { drone: "drone-01" }, gate)).rules.map(({ id }) => id)).toEqual(["helmet", "yard"]);
});

test("what the gateway would refuse is told before", () => {
  expect(problemOf(made())).toBeUndefined();
  expect(problemOf(made({ title: " " }))).toContain("name");
  expect(problemOf(made({ title: "é".repeat(51) }))).toContain("100 bytes");
  expect(problemOf(made({ classes: " , " }))).toContain("person");
  expect(problemOf(made({ sketch: blank }))).toContain("three corners");
  expect(problemOf(made({ sketch: { ...withRectangle(blank, placed), isClosed: false } }))).toContain("Close");
  expect(problemOf(made({ sketch: sketchOf([[0, 0], [1, 1], [1, 0], [0, 1]]) }))).toContain("crosses itself");
  expect(problemOf(made({ sketch: extended(extended(extended(blank, [0, 0]), [0.01, 0]), [0, 0.01]) }))).toContain("no area");
});

describe("on the ground", () => {
  const crane: Rule = { ...zone("crane", []), area: [{ lat: 53.718, lon: -1.7397 }, { lat: 53.7182, lon: -1.7397 }, { lat: 53.7182, lon: -1.7395 }], certainty: 0.8 };
  delete crane.zone;
  const rules: RuleSet = { version: 4, rules: [...base.rules, crane] };
  const corners: Corner[] = [[-1.7397, 53.718], [-1.7397, 53.7182], [-1.7395, 53.7182]];
  test("a zone is in no drone's picture, and none of a picture is on the ground", () => {
    expect(zonesAt(rules, { drone: "drone-01" }).map(({ id }) => id)).toEqual(["gate", "yard"]);
    expect(zonesAt(rules, "ground")).toEqual([crane]);
  });
  test("it holds for every drone, has longitude first in the hand and names in the rule, and keeps what is not drawn", () => {
    const draft = draftOf(rules, "ground", undefined, { name: "Crane: east", corners });
    expect(draft).toMatchObject({ title: "Crane: east", begun: corners, sketch: { isClosed: true } });
    const saved = rulesWith(draft).rules.at(-1);
    expect(saved).toMatchObject({ id: "crane-east", kind: "intrusion", area: crane.area });
    expect(saved).not.toHaveProperty("zone");
    expect(saved).not.toHaveProperty("drones");
    expect(rulesWith({ ...draftOf(rules, "ground", crane), severity: 2 }).rules[3]).toEqual({ ...crane, severity: 2 });
  });
  test("what the gateway would refuse is told before", () => {
    const problemWith = (outline: Corner[]) => problemOf({ ...draftOf(rules, "ground"), title: "x", sketch: sketchOf(outline) });
    expect(problemWith(corners)).toBeUndefined();
    expect(problemWith([])).toContain("onto the map");
    expect(problemWith([[0, 0], [0.001, 0.001], [0.001, 0], [0, 0.001]])).toContain("crosses itself");
    expect(problemWith([[0, 0], [0.1, 0], [0, 0.1]])).toContain("11.1 km by 11.1 km");
    expect(problemWith([[0, 0], [0.000001, 0], [0, 0.000001]])).toContain("smaller than a square metre");
    expect(problemWith([[179.9999, 0], [-179.9999, 0], [-179.9999, 0.001]])).toContain("180th meridian");
    expect(problemWith([[0, 86], [0.001, 86], [0, 86.001]])).toContain("Corner 1 is not on the map");
  });
});

describe("somebody else was faster", () => {
  const draft = { ...draftOf(base, { drone: "drone-01" }, gate), title: "North gate" };
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
