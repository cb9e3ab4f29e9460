// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { changeUser } from "../../shared/api/changeUser";
import { createUser } from "../../shared/api/createUser";
import { keys } from "../../shared/api/keys";
import { listUsers } from "../../shared/api/listUsers";
import type { Role, User } from "../../shared/api/types";
import { hasRole, useUser } from "../../shared/session/useUser";
import { Dialog } from "../../shared/ui/Dialog";
import { Notice, Panel } from "../../shared/ui/Panel";
import { useToast } from "../../shared/ui/toast";
import { PasswordDialog } from "./PasswordDialog";

const roles: readonly Role[] = ["viewer", "operator", "supervisor", "admin"];
const may: Record<Role, string> = { viewer: "looks", operator: "acts on incidents", supervisor: "changes rules, reads the audit", admin: "users and drones" };

export function UsersPage() {
  const me = useUser();
  const isAdmin = hasRole(me, "admin");
  const { data: users = [], error, isPending } = useQuery({ queryKey: keys.users, queryFn: ({ signal }) => listUsers(signal), enabled: isAdmin });
  const [isAdding, setIsAdding] = useState(false);
  const [changing, setChanging] = useState<string>();
  return (
    <div className="page">
      <Panel
        title={isAdmin ? "Users" : "Your account"} note={isAdmin && users.length > 0 ? `${users.length}` : undefined} testId="users"
        actions={isAdmin && <button type="button" className="button" onClick={() => setIsAdding(true)} data-testid="add-user"><Plus size={15} aria-hidden />Add a user</button>}
      >
        {error ? <Notice title="The users could not be read" detail={error.message} /> : isAdmin && isPending ? <Notice title="Reading…" /> : (
          <div className="table-wrap">
            <table className="table">
              <thead><tr><th scope="col">User</th><th scope="col">Role</th><th scope="col">May sign in</th><th scope="col"><span className="sr-only">Actions</span></th></tr></thead>
              <tbody>{(isAdmin ? users : [me]).map((user) => <Row key={user.name} user={user} isMe={user.name === me.name} mayEdit={isAdmin} onPassword={() => setChanging(user.name)} />)}</tbody>
            </table>
          </div>
        )}
      </Panel>
      {isAdding && <AddDialog onClose={() => setIsAdding(false)} />}
      {changing && <PasswordDialog name={changing} isMine={changing === me.name} onClose={() => setChanging(undefined)} />}
    </div>
  );
}

function Row({ user, isMe, mayEdit, onPassword }: { user: User; isMe: boolean; mayEdit: boolean; onPassword: () => void }) {
  const cache = useQueryClient();
  const toast = useToast();
  const change = useMutation({
    mutationFn: (body: Parameters<typeof changeUser>[1]) => changeUser(user.name, body),
    onError: (error) => toast({ tone: "bad", title: `${user.name} was not changed`, detail: error.message }),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.users }),
  });
  const shown = change.isPending ? { ...user, ...change.variables } : user;
  return (
    <tr>
      <th scope="row"><span className="cell-main">{user.display_name || user.name}{isMe && " (you)"}</span><span className="cell-sub mono">{user.name}</span></th>
      <td data-label="Role">
        {mayEdit && !isMe ? (
          <select aria-label={`Role of ${user.name}`} value={shown.role} disabled={change.isPending} onChange={(event) => change.mutate({ role: event.target.value as Role })}>
            {roles.map((role) => <option key={role} value={role}>{role}</option>)}
          </select>
        ) : <span className="cell-main">{user.role}</span>}
        <span className="cell-sub">{may[shown.role]}</span>
      </td>
      <td data-label="May sign in">
        <label className="row">
          <input type="checkbox" role="switch" checked={shown.is_enabled} disabled={!mayEdit || isMe || change.isPending} aria-label={`${user.name} may sign in`} onChange={(event) => change.mutate({ is_enabled: event.target.checked })} />
          {shown.is_enabled ? "yes" : "no"}
        </label>
      </td>
      <td className="cell-end"><button type="button" className="button" onClick={onPassword}><KeyRound size={14} aria-hidden />Password</button></td>
    </tr>
  );
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("operator");
  const [password, setPassword] = useState("");
  const add = useMutation({
    mutationFn: () => createUser({ name, role, password }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.users });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Dialog label="Add a user" className="dialog" onClose={onClose}>
      <form onSubmit={submit}>
        <h2>Add a user</h2>
        <label className="field">Name<input required pattern="[a-z0-9][a-z0-9._\-]{0,63}" autoCapitalize="none" value={name} onChange={(event) => setName(event.target.value)} title="Small letters, digits, dot, dash, underscore" /></label>
        <label className="field">Role<select value={role} onChange={(event) => setRole(event.target.value as Role)}>{roles.map((each) => <option key={each} value={each}>{each}: {may[each]}</option>)}</select></label>
        <label className="field">First password<input required type="password" minLength={10} maxLength={200} autoComplete="new-password" value={password} onChange={(event) => setPassword(event.target.value)} /></label>
        {add.error && <p className="form-error" role="alert">{add.error.message}</p>}
        <div className="dialog-foot"><button type="button" className="button" onClick={onClose}>Cancel</button><button type="submit" className="button primary" disabled={add.isPending}>Add</button></div>
      </form>
    </Dialog>
  );
}
