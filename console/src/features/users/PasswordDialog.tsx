// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { changeUser } from "../../shared/api/changeUser";
import { keys } from "../../shared/api/keys";
import { changePassword } from "../../shared/session/changePassword";
import { PasswordField } from "../../shared/session/PasswordField";
import { Dialog } from "../../shared/ui/Dialog";
import { useToast } from "../../shared/ui/toast";

/** A new password: for oneself with the one there is, for somebody else as an admin. */
export function PasswordDialog({ name, isMine, onClose }: { name: string; isMine: boolean; onClose: () => void }) {
  const toast = useToast();
  const cache = useQueryClient();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const change = useMutation({
    mutationFn: () => (isMine ? changePassword(name, current, password) : changeUser(name, { password })),
    onSuccess: (user) => {
      if (isMine) cache.setQueryData(keys.session, user);
      toast({ tone: "good", title: `Password of ${name} changed` });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Dialog label={`New password for ${name}`} className="dialog" onClose={onClose}>
      <form onSubmit={submit}>
        <h2>New password for {name}</h2>
        {isMine && <PasswordField label="Current password" autoComplete="current-password" autoFocus value={current} onChange={setCurrent} testId="current-password" />}
        <PasswordField label="New password, at least 10 characters" autoComplete="new-password" autoFocus={!isMine} value={password} onChange={setPassword} testId="new-password" />
        {change.error && <p className="form-error" role="alert">{change.error.message}</p>}
        <div className="dialog-foot"><button type="button" className="button" onClick={onClose}>Cancel</button><button type="submit" className="button primary" disabled={change.isPending} data-testid="save-password">Change</button></div>
      </form>
    </Dialog>
  );
}
