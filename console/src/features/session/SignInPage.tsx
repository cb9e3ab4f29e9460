// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ApiError } from "../../shared/api/client";
import { keys } from "../../shared/api/keys";
import { signIn } from "../../shared/api/signIn";
import { Logo } from "../../shared/ui/Logo";
import "./session.css";

export function SignInPage() {
  const cache = useQueryClient();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => signIn(username.trim(), password),
    onSuccess: (user) => cache.setQueryData(keys.session, user),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <main className="sign-in" id="main">
      <div className="sign-in-grid" aria-hidden />
      <form className="panel sign-in-card" onSubmit={submit}>
        <div className="sign-in-brand">
          <Logo size={30} />
          <h1>Eyrie</h1>
        </div>
        <label className="field">
          User
          <input name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} required autoFocus value={username} onChange={(event) => setUsername(event.target.value)} data-testid="username" />
        </label>
        <label className="field">
          Password
          <input name="password" type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} data-testid="password" />
        </label>
        {error && (
          <p className="form-error" role="alert" data-testid="sign-in-error">
            {reason(error)}
          </p>
        )}
        <button type="submit" className="button primary" disabled={isPending} data-testid="sign-in">
          {isPending ? "Signing in…" : "Sign in"}
        </button>
        <p className="muted wrap">The first password is a one-time one; the gateway says in its log where it wrote it.</p>
      </form>
    </main>
  );
}

function reason(error: Error): string {
  if (error instanceof ApiError && error.status === 401) return error.problem?.detail ?? "Unknown user or wrong password.";
  return error.message;
}
