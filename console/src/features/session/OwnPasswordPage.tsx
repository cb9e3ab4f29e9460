// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { keys } from "../../shared/api/keys";
import { signOut } from "../../shared/api/signOut";
import type { User } from "../../shared/api/types";
import { changeOwnPassword } from "../../shared/session/changeOwnPassword";
import { Logo } from "../../shared/ui/Logo";
import "./session.css";

/** For whoever signed in with a one-time password: the gateway answers nothing else before they chose their own. */
export function OwnPasswordPage({ user }: { user: User }) {
  const cache = useQueryClient();
  const [current, setCurrent] = useState("");
  const [chosen, setChosen] = useState("");
  const [again, setAgain] = useState("");
  const change = useMutation({
    mutationFn: () => changeOwnPassword(user.name, current, chosen),
    onSuccess: (changed) => cache.setQueryData(keys.session, changed),
  });
  const leave = useMutation({ mutationFn: signOut, onSettled: () => cache.setQueryData(keys.session, null) });
  const isMistyped = again !== "" && again !== chosen;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen === again) change.mutate();
  };
  return (
    <main className="sign-in" id="main">
      <div className="sign-in-grid" aria-hidden />
      <form className="panel sign-in-card" onSubmit={submit} data-testid="own-password">
        <div className="sign-in-brand">
          <Logo size={30} />
          <h1>Your own password</h1>
        </div>
        <p className="muted wrap">The one you signed in with works once. Choose the one that {user.name} has from now on.</p>
        <input type="text" name="username" autoComplete="username" value={user.name} readOnly hidden />
        <label className="field">
          One-time password
          <input type="password" autoComplete="current-password" required autoFocus value={current} onChange={(event) => setCurrent(event.target.value)} data-testid="current-password" />
        </label>
        <label className="field">
          New password, at least 10 characters
          <input type="password" autoComplete="new-password" required minLength={10} maxLength={200} value={chosen} onChange={(event) => setChosen(event.target.value)} data-testid="new-password" />
        </label>
        <label className="field">
          The same again
          <input type="password" autoComplete="new-password" required value={again} aria-invalid={isMistyped} onChange={(event) => setAgain(event.target.value)} data-testid="new-password-again" />
        </label>
        {(isMistyped || change.error) && (
          <p className="form-error" role="alert" data-testid="own-password-error">
            {isMistyped ? "The two are not the same." : change.error?.message}
          </p>
        )}
        <button type="submit" className="button primary" disabled={change.isPending || isMistyped} data-testid="choose-password">
          {change.isPending ? "Changing…" : "Change and go on"}
        </button>
        <button type="button" className="button" onClick={() => leave.mutate()}>Sign out</button>
      </form>
    </main>
  );
}
