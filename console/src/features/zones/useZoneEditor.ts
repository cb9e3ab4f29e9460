// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useState } from "react";
import { ApiError } from "../../shared/api/client";
import type { Rule, RuleSet } from "../../shared/api/types";
import { useRules, useSaveRules } from "../../shared/rules/useRules";
import { hasRole, useUser } from "../../shared/session/useUser";
import { draftOf, problemOf, rebased, rulesWith, rulesWithout, zonesAt, type Draft, type Named, type Place } from "./draft";
import type { Sketch } from "./sketch";

export interface ZoneEditor {
  rules: RuleSet | undefined;
  mayEdit: boolean;
  /** Where zones are edited: in whose picture, or on the ground. */
  place: Place | undefined;
  draft: Draft | undefined;
  /** Why the last attempt to save was refused. */
  refusal: string | undefined;
  isSaving: boolean;
  open: (place: Place) => void;
  close: () => void;
  /** Begins to change a zone, or to make a new one, from an outline where there is one. */
  begin: (place: Place, rule?: Rule, named?: Named) => void;
  discard: () => void;
  change: (change: Partial<Draft>) => void;
  draw: (step: (sketch: Sketch) => Sketch) => void;
  save: () => void;
  remove: () => void;
}

/** The zones of all drones and the one that is being edited. One for the page: nobody edits two zones at once. */
export function useZoneEditor(): ZoneEditor {
  const user = useUser();
  const { data: rules } = useRules();
  const [place, setPlace] = useState<Place>();
  const [draft, setDraft] = useState<Draft>();
  const [refusal, setRefusal] = useState<string>();
  const stop = () => {
    setDraft(undefined);
    setRefusal(undefined);
  };
  const { save, reread } = useSaveRules({
    onSaved: stop,
    onRefused: (cause) => {
      setRefusal(cause.message);
      if (cause instanceof ApiError && cause.status === 409 && draft) void rebase(draft);
    },
  });
  const rebase = async (refused: Draft) => {
    const fresh = await reread();
    if (!fresh) return; // what was said stays; the next attempt is refused again and reads again
    const { draft: kept, warning } = rebased(refused, fresh);
    setDraft(kept);
    setRefusal(warning);
  };
  const begin = (at: Place, rule?: Rule, named?: Named) => {
    if (!rules) return;
    setRefusal(undefined);
    setDraft(draftOf(rules, at, rule, named));
  };
  return {
    rules, place, draft, refusal, begin, mayEdit: hasRole(user, "supervisor"), isSaving: save.isPending, discard: stop,
    open: (at) => {
      setPlace(at);
      stop();
      if (at !== "ground" && zonesAt(rules, at).length === 0) begin(at); // on the ground there may be a file to begin with
    },
    close: () => {
      setPlace(undefined);
      stop();
    },
    change: (change) => setDraft((current) => current && { ...current, ...change }),
    draw: (step) => setDraft((current) => current && { ...current, sketch: step(current.sketch) }),
    save: () => {
      if (draft && !problemOf(draft) && !save.isPending) save.mutate(rulesWith(draft));
    },
    remove: () => {
      if (draft && !save.isPending) save.mutate(rulesWithout(draft));
    },
  };
}
