// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useMutation, useMutationState, useQueryClient } from "@tanstack/react-query";
import { addNote } from "../api/addNote";
import { changeIncident } from "../api/changeIncident";
import { getIncident } from "../api/getIncident";
import { keys } from "../api/keys";
import type { Incident, Transition } from "../api/types";
import { applyIncident } from "../live/apply";
import { useUser } from "../session/useUser";
import { useToast } from "../ui/toast";
import { expected } from "./optimistic";

interface Change {
  incident: Incident;
  transition: Transition;
}

const changeKey = ["change-incident"];

/**
 * The steps a person takes with an incident. The screen shows the expected state at once, marked as being saved
 * (`useSaving`); when the gateway refuses, the real state comes back together with its reason.
 */
export function useIncidentActions() {
  const cache = useQueryClient();
  const user = useUser();
  const toast = useToast();

  const { mutate: change } = useMutation({
    mutationKey: changeKey,
    // One step after the other, so that A and S pressed in a row arrive in that order.
    scope: { id: "change-incident" },
    mutationFn: ({ incident, transition }: Change) => changeIncident(incident.id, transition),
    onMutate: ({ incident, transition }: Change) => {
      const guess = expected(incident, transition, user.name);
      applyIncident(cache, guess);
      return guess;
    },
    onSuccess: (incident) => applyIncident(cache, incident),
    onError: (error, { incident, transition }, guess) => {
      // A live message may have overtaken the guess; only the guess itself is taken back.
      if (cache.getQueryData(keys.incident(incident.id)) === guess) applyIncident(cache, incident);
      void getIncident(incident.id).then((actual) => applyIncident(cache, actual), () => undefined);
      toast({ tone: "bad", title: `Could not ${verb[transition.action]} #${incident.id}`, detail: error.message });
    },
    onSettled: (_answer, _error, { incident }) => {
      void cache.invalidateQueries({ queryKey: keys.incident(incident.id) });
      void cache.invalidateQueries({ queryKey: keys.history(incident.id) });
    },
  });

  const note = useMutation({
    mutationFn: ({ id, text }: { id: number; text: string }) => addNote(id, text),
    onError: (error, { id }) => toast({ tone: "bad", title: `Could not write the note on #${id}`, detail: error.message }),
    onSettled: (_answer, _error, { id }) => cache.invalidateQueries({ queryKey: keys.history(id) }),
  });

  return { change: (incident: Incident, transition: Transition) => change({ incident, transition }), note };
}

/** Is a step of this incident still on its way to the gateway? */
export function useSaving(id: number): boolean {
  const pending = useMutationState({
    filters: { mutationKey: changeKey, status: "pending" },
    select: (mutation) => (mutation.state.variables as Change | undefined)?.incident.id,
  });
  return pending.includes(id);
}

const verb: Record<Transition["action"], string> = {
  acknowledge: "acknowledge",
  assign: "assign",
  resolve: "resolve",
  false_alarm: "mark as false alarm",
  reopen: "reopen",
};
