// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRules } from "../api/getRules";
import { keys } from "../api/keys";
import { putRules } from "../api/putRules";
import type { RuleSet } from "../api/types";
import { useToast } from "../ui/toast";

const rulesQuery = { queryKey: keys.rules, queryFn: ({ signal }: { signal: AbortSignal }) => getRules(signal) };

const rereadMs = 60_000;

/** The rules as they are; no live message tells of a change, so they are read again now and then. */
export function useRules() {
  return useQuery({ ...rulesQuery, refetchInterval: rereadMs });
}

interface Outcome {
  onSaved: () => void;
  onRefused: (cause: Error) => void;
}

/**
 * Replaces the rules as a whole. Whoever read an older version than the gateway has is refused (409), and decides
 * after `reread`, which gives nothing while the gateway does not answer.
 */
export function useSaveRules({ onSaved, onRefused }: Outcome) {
  const cache = useQueryClient();
  const toast = useToast();
  const save = useMutation({
    mutationFn: (rules: RuleSet) => putRules(rules),
    onSuccess: (saved) => {
      cache.setQueryData(keys.rules, saved);
      toast({ tone: "good", title: `Rules saved as version ${saved.version}`, detail: "Drones get them at once, or when they are back." });
      onSaved();
    },
    onError: onRefused,
  });
  return { save, reread: () => cache.fetchQuery({ ...rulesQuery, staleTime: 0 }).catch(() => undefined) };
}
