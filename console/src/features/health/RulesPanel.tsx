// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useState } from "react";
import { ApiError } from "../../shared/api/client";
import type { Rule, RuleSet } from "../../shared/api/types";
import { sentence } from "../../shared/lib/format";
import { metresPerDegree, type LngLat } from "../../shared/lib/ground";
import { severities, severityName, severityOf } from "../../shared/lib/severity";
import { outlineOf } from "../../shared/rules/areas";
import { useRules, useSaveRules } from "../../shared/rules/useRules";
import { hasRole, useUser } from "../../shared/session/useUser";
import { Notice, Panel } from "../../shared/ui/Panel";
import { SeverityMark } from "../../shared/ui/SeverityMark";
import { useToast } from "../../shared/ui/toast";

/** What opens incidents. A supervisor may switch rules and change how sure and how long they must be. */
export function RulesPanel() {
  const user = useUser();
  const toast = useToast();
  const { data: rules, error, isPending } = useRules();
  const [draft, setDraft] = useState<RuleSet>();
  const mayEdit = hasRole(user, "supervisor");
  const { save, reread } = useSaveRules({
    onSaved: () => setDraft(undefined),
    onRefused: (cause) => {
      toast({ tone: "bad", title: "The rules were not saved", detail: cause.message });
      if (cause instanceof ApiError && cause.status === 409) void reread();
    },
  });
  const shown = draft ?? rules;
  const edit = (id: string, change: Partial<Rule>) => {
    if (shown) setDraft({ ...shown, rules: shown.rules.map((rule) => (rule.id === id ? { ...rule, ...change } : rule)) });
  };
  return (
    <Panel
      title="Rules" testId="rules" note={shown ? `version ${shown.version}${draft ? " · changed" : ""}` : undefined}
      actions={draft && (
        <span className="row">
          <button type="button" className="button" onClick={() => setDraft(undefined)}>Discard</button>
          <button type="button" className="button primary" disabled={save.isPending} onClick={() => save.mutate(draft)} data-testid="save-rules">{save.isPending ? "Saving…" : "Save"}</button>
        </span>
      )}
    >
      {error ? <Notice title="The rules could not be read" detail={error.message} /> : !shown || shown.rules.length === 0 ? (
        <Notice title={isPending ? "Reading…" : "No rule: nothing opens an incident"} />
      ) : (
        <ul className="rules">
          {shown.rules.map((rule) => <RuleRow key={rule.id} rule={rule} mayEdit={mayEdit} onEdit={(change) => edit(rule.id, change)} />)}
        </ul>
      )}
    </Panel>
  );
}

const kinds: Record<Rule["kind"], string> = { class: "A class is seen", person_without_helmet: "A person without a helmet", intrusion: "Somebody is in the zone", near_vehicle: "A vehicle moves near somebody" };

function RuleRow({ rule, mayEdit, onEdit }: { rule: Rule; mayEdit: boolean; onEdit: (change: Partial<Rule>) => void }) {
  const severity = severityOf(rule);
  const isOn = rule.is_enabled ?? true;
  const details = [rule.classes?.length && rule.classes.join(", "), rule.vehicle_classes?.length && `near ${rule.vehicle_classes.join(", ")}`, rule.drones?.length ? `on ${rule.drones.join(", ")}` : "on every drone", rule.zone?.length && `zone of ${rule.zone.length} corners in the picture`, rule.area?.length && `zone of ${rule.area.length} corners on the ground`, rule.scope === "view" && "one incident for all in view"];
  const numberOf = (name: "min_confidence" | "certainty" | "distance_m" | "min_speed_mps" | "k" | "n" | "dwell_seconds" | "cooldown_seconds", label: string, step: number, min: number, max: number, fallback: number) => (
    <label className="rule-number">
      {label}
      <input type="number" step={step} min={min} max={max} value={rule[name] ?? fallback} disabled={!mayEdit} onChange={(event) => { if (event.target.value !== "") onEdit({ [name]: Number(event.target.value) }); }} />
    </label>
  );
  return (
    <li className={`rule s${severity} ${isOn ? "" : "is-off"}`}>
      <label className="rule-switch">
        <input type="checkbox" role="switch" checked={isOn} disabled={!mayEdit} aria-label={`Rule ${rule.title}`} onChange={(event) => onEdit({ is_enabled: event.target.checked })} />
      </label>
      {rule.zone?.length ? <Zone points={rule.zone.map(([x = 0, y = 0]) => [x, y])} /> : rule.area?.length ? <Zone points={fitted(outlineOf(rule))} /> : <span className="zone is-empty"><SeverityMark severity={severity} size={18} /></span>}
      <div className="rule-what">
        <b>{rule.title}</b>
        <span>{kinds[rule.kind]} → {sentence(rule.incident_type)}</span>
        <span>{details.filter(Boolean).join(" · ")}</span>
      </div>
      <div className="rule-numbers">
        <label className="rule-number">Severity
          <select value={severity} disabled={!mayEdit} onChange={(event) => onEdit({ severity: Number(event.target.value) })}>
            {severities.map((each) => <option key={each} value={each}>{severityName[each]}</option>)}
          </select>
        </label>
        {numberOf("min_confidence", "Sure", 0.05, 0, 1, 0.4)}
        {rule.area && numberOf("certainty", "Inside", 0.05, 0.01, 0.99, 0.5)}
        {rule.kind === "near_vehicle" && numberOf("distance_m", "Within m", 0.5, 0.5, 50, 5)}
        {rule.kind === "near_vehicle" && numberOf("min_speed_mps", "From m/s", 0.1, 0.1, 30, 1.2)}
        {numberOf("k", "Frames", 1, 1, 100, 3)}
        {numberOf("n", "of last", 1, 1, 100, 5)}
        {numberOf("dwell_seconds", "Dwell s", 1, 0, 3600, 0)}
        {numberOf("cooldown_seconds", "Pause s", 1, 0, 86_400, 30)}
      </div>
    </li>
  );
}

/** An outline on the ground, north up, as shares of a picture that it fills. */
function fitted(outline: readonly LngLat[]): LngLat[] {
  const lngs = outline.map(([lng]) => lng);
  const lats = outline.map(([, lat]) => lat);
  const [west, north] = [Math.min(...lngs), Math.max(...lats)];
  const scale = metresPerDegree(north);
  const [width, height] = [(Math.max(...lngs) - west) * scale.east, (north - Math.min(...lats)) * scale.north];
  const fit = 0.86 / Math.max(width / 16, height / 9);
  return outline.map(([lng, lat]) => [0.5 + (((lng - west) * scale.east - width / 2) * fit) / 16, 0.5 + (((north - lat) * scale.north - height / 2) * fit) / 9]);
}

/** A zone as it lies in the picture, or its shape on the ground. */
function Zone({ points }: { points: readonly LngLat[] }) {
  return (
    <svg className="zone" viewBox="0 0 160 90" role="img" aria-label={`Zone of ${points.length} corners`}>
      <polygon points={points.map(([x, y]) => `${x * 160},${y * 90}`).join(" ")} />
    </svg>
  );
}
