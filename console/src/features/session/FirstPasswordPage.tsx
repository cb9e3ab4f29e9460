// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { keys } from "../../shared/api/keys";
import type { User } from "../../shared/api/types";
import { changePassword } from "../../shared/session/changePassword";
import { PasswordField } from "../../shared/session/PasswordField";
import { SignInCard } from "./SignInCard";

/** Whoever came in with a one-time password chooses one of their own; before that the gateway answers nothing else. */
export function FirstPasswordPage({ user }: { user: User }) {
  const cache = useQueryClient();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => changePassword(user.name, current, password),
    onSuccess: (changed) => cache.setQueryData(keys.session, changed),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <SignInCard title="Choose a password" onSubmit={submit}>
      <p className="muted wrap">The password of {user.name} can be used once. Choose one that only you know.</p>
      <input type="hidden" name="username" autoComplete="username" value={user.name} readOnly />
      <PasswordField label="One-time password" autoComplete="current-password" autoFocus value={current} onChange={setCurrent} testId="current-password" />
      <PasswordField label="New password, at least 10 characters" autoComplete="new-password" autoFocus={false} value={password} onChange={setPassword} testId="new-password" />
      {error && <p className="form-error" role="alert" data-testid="password-error">{error.message}</p>}
      <button type="submit" className="button primary" disabled={isPending} data-testid="save-password">
        {isPending ? "Saving…" : "Save and go on"}
      </button>
    </SignInCard>
  );
}
