// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ApiError } from "../../shared/api/client";
import { keys } from "../../shared/api/keys";
import { signIn } from "../../shared/api/signIn";
import { SignInCard } from "./SignInCard";

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
    <SignInCard title="Eyrie" onSubmit={submit}>
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
      <p className="muted wrap">The first password can be used once; the log of the gateway says where it is.</p>
    </SignInCard>
  );
}

function reason(error: Error): string {
  if (error instanceof ApiError && error.status === 401) return error.problem?.detail ?? "Unknown user or wrong password.";
  return error.message;
}
