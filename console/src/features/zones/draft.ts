// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { Rule, RuleSet } from "../../shared/api/types";
import { areasOf, outlineOf } from "../../shared/rules/areas";
import { problemOfGround } from "./ground";
import { areaOf, isSimple, type Corner } from "./polygon";
import { blank, fewestCorners, sketchOf, type Sketch } from "./sketch";

/** What a zone lies in: one drone's picture, or the ground. */
export type Place = { drone: string } | "ground";

/** A zone being made or changed: the part of an intrusion rule that is drawn. */
export interface Draft {
  /** The rules as they were read; their version goes back with the change, so that nobody's edit is lost. */
  base: RuleSet;
  /** The rule that is changed; undefined for a new one. */
  original: Rule | undefined;
  place: Place;
  title: string;
  /** Separated by commas, as it is typed. */
  classes: string;
  severity: number;
  sketch: Sketch;
  /** The corners it began with; what a map goes to. */
  begun: readonly Corner[];
}

/** An outline with a name, from elsewhere. */
export interface Named {
  name: string;
  corners: readonly Corner[];
}

/** What a new zone is beside what is drawn and typed; the numbers are changed with those of the other rules. */
const newZone = { kind: "intrusion", scope: "object", incident_type: "intrusion", is_enabled: true, min_confidence: 0.4, k: 3, n: 5, dwell_seconds: 1, cooldown_seconds: 60 } as const;
const longestTitle = 100;
const smallestArea = 1e-4;

/** The zones that lie in a drone's picture. A rule without drones holds for all of them. */
export function zonesOf(rules: RuleSet | undefined, drone: string): Rule[] {
  return (rules?.rules ?? []).filter((rule) => rule.kind === "intrusion" && rule.zone?.length && (!rule.drones?.length || rule.drones.includes(drone)));
}

export function zonesAt(rules: RuleSet | undefined, place: Place): Rule[] {
  return place === "ground" ? areasOf(rules) : zonesOf(rules, place.drone);
}

export function droneOf(place: Place | undefined): string | undefined {
  return place === "ground" ? undefined : place?.drone;
}

export function cornersOf(rule: Rule): Corner[] {
  return rule.area ? outlineOf(rule) : (rule.zone ?? []).map(([x = 0, y = 0]) => [x, y]);
}

/** Of the rule that is changed, or of an outline from elsewhere, or with nothing drawn yet. */
export function draftOf(base: RuleSet, place: Place, original?: Rule, named?: Named): Draft {
  const begun = original ? cornersOf(original) : (named?.corners ?? []);
  return {
    base, original, place, title: original?.title ?? named?.name ?? "", classes: (original?.classes ?? ["person"]).join(", "), severity: original?.severity ?? 3,
    sketch: begun.length > 0 ? sketchOf(begun) : blank, begun,
  };
}

function classNames(draft: Draft): string[] {
  return draft.classes.split(",").map((name) => name.trim()).filter(Boolean);
}

function problemInPicture(corners: readonly Corner[]): string | undefined {
  if (!isSimple(corners)) return "The outline crosses itself. Move a corner, or undo.";
  return areaOf(corners) < smallestArea ? "The zone has no area. Move a corner." : undefined;
}

/** Why the draft cannot be saved, and what would help; undefined when it can. The gateway's own bounds, told before it refuses. */
export function problemOf(draft: Draft): string | undefined {
  const { corners, isClosed } = draft.sketch;
  if (corners.length < fewestCorners) return `Click at least three corners ${draft.place === "ground" ? "onto the map" : "into the picture"}, or begin with a rectangle.`;
  const problem = draft.place === "ground" ? problemOfGround(corners) : problemInPicture(corners);
  if (problem) return problem;
  if (!isClosed) return "Close the outline: click its first corner, or press Enter.";
  if (!draft.title.trim()) return "Give the zone a name; its incidents are called that.";
  if (new TextEncoder().encode(draft.title.trim()).length > longestTitle) return "The name is too long: at most 100 bytes.";
  const names = classNames(draft);
  if (names.length === 0) return "Say what must not be in the zone, such as person, car.";
  if (names.length > 100 || names.some((name) => new TextEncoder().encode(name).length > 64)) return "At most 100 classes of at most 64 bytes.";
  return undefined;
}

/** `gate-zone` of "Gate zone", or with a number behind it where that is taken. */
function freeId(title: string, taken: ReadonlySet<string>): string {
  const ascii = title.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 56).replace(/-+$/, "") || "zone";
  let id = ascii;
  for (let n = 2; taken.has(id); n += 1) id = `${ascii}-${n}`;
  return id;
}

/** The rules with the draft among them: in the place of the rule it changes, or at the end. A new zone in a picture belongs to its drone alone. */
export function rulesWith(draft: Draft): RuleSet {
  const { base, original, place, sketch: { corners } } = draft;
  const outline = place === "ground" ? { area: corners.map(([lon, lat]) => ({ lat, lon })) } : { zone: corners.map(([x, y]) => [x, y]) };
  const edited = { title: draft.title.trim(), classes: classNames(draft), severity: draft.severity, ...outline };
  const at = original ? base.rules.findIndex(({ id }) => id === original.id) : -1;
  const found = base.rules[at];
  if (found) return { ...base, rules: base.rules.with(at, { ...found, ...edited }) };
  const id = freeId(edited.title, new Set(base.rules.map((rule) => rule.id)));
  const made: Rule = { ...newZone, ...(place === "ground" ? {} : { drones: [place.drone] }), ...original, ...edited, id };
  return { ...base, rules: [...base.rules, made] };
}

export function rulesWithout({ base, original }: Draft): RuleSet {
  return { ...base, rules: base.rules.filter(({ id }) => id !== original?.id) };
}

/** The draft on rules that somebody else has changed meanwhile, and what its owner has to know before it is saved over them. */
export function rebased(draft: Draft, base: RuleSet): { draft: Draft; warning: string } {
  const { original } = draft;
  const found = base.rules.find(({ id }) => id === original?.id);
  const warning = !original || JSON.stringify(found) === JSON.stringify(original)
    ? "Somebody else changed other rules meanwhile. Yours is kept: save it again."
    : found
      ? "Somebody else changed this very zone meanwhile. Save again to replace theirs, or discard yours."
      : "Somebody else deleted this zone meanwhile. Save again to make it anew, or discard it.";
  return { draft: { ...draft, base, original: found ?? original }, warning };
}
