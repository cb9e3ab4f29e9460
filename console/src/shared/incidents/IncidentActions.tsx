// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { Ban, Check, CheckCheck, MessageSquarePlus, RotateCcw, UserRoundCheck } from "lucide-react";
import { useState, type FormEvent, type ReactNode } from "react";
import type { Incident, Transition } from "../api/types";
import { useShortcuts } from "../lib/keyboard";
import { hasRole, useUser } from "../session/useUser";
import { Dialog } from "../ui/Dialog";
import { allowed } from "./optimistic";
import { useIncidentActions } from "./useIncidentActions";

interface Step {
  action: Transition["action"];
  name: string;
  key: string;
  icon: ReactNode;
}

const steps: Step[] = [
  { action: "acknowledge", name: "Acknowledge", key: "a", icon: <Check size={15} aria-hidden /> },
  { action: "assign", name: "Assign to me", key: "s", icon: <UserRoundCheck size={15} aria-hidden /> },
  { action: "resolve", name: "Resolve", key: "r", icon: <CheckCheck size={15} aria-hidden /> },
  { action: "false_alarm", name: "False alarm", key: "f", icon: <Ban size={14} aria-hidden /> },
  { action: "reopen", name: "Reopen", key: "o", icon: <RotateCcw size={14} aria-hidden /> },
];

/** The steps an incident allows now, as buttons and as keys. */
export function IncidentActions({ incident, isCompact = false }: { incident: Incident; isCompact?: boolean }) {
  const user = useUser();
  const { change } = useIncidentActions();
  const [isWriting, setIsWriting] = useState(false);
  const mayAct = hasRole(user, "operator");
  const possible = allowed(incident);
  const isMine = incident.status === "assigned" && incident.assigned_to === user.name;
  const open = steps.filter(({ action }) => possible.has(action) && !(action === "assign" && isMine));
  const take = ({ action }: Step) => change(incident, action === "assign" ? { action, assignee: user.name } : { action });

  useShortcuts(
    mayAct
      ? { ...Object.fromEntries(open.map((each) => [each.key, () => take(each)])), n: () => setIsWriting(true) }
      : {},
  );

  if (!mayAct) return <p className="muted wrap">You may look, not act: your role is viewer.</p>;
  return (
    <div className={`actions ${isCompact ? "is-compact" : ""}`} data-count={open.length + 1} role="group" aria-label={`Actions for incident ${incident.id}`}>
      {open.map((each, index) => (
        <button
          key={each.action} type="button" className={`button ${index === 0 ? "primary" : ""}`} onClick={() => take(each)}
          data-testid={`action-${each.action}`} aria-keyshortcuts={each.key}
        >
          {each.icon}
          <span>{each.name}</span>
          <kbd>{each.key.toUpperCase()}</kbd>
        </button>
      ))}
      <button type="button" className="button" onClick={() => setIsWriting(true)} data-testid="action-note" aria-keyshortcuts="n">
        <MessageSquarePlus size={15} aria-hidden />
        <span>Note</span>
        <kbd>N</kbd>
      </button>
      {isWriting && <NoteDialog incident={incident} onClose={() => setIsWriting(false)} />}
    </div>
  );
}

function NoteDialog({ incident, onClose }: { incident: Incident; onClose: () => void }) {
  const { note } = useIncidentActions();
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) note.mutate({ id: incident.id, text: text.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog label={`Note on incident ${incident.id}`} className="dialog" onClose={onClose}>
      <form onSubmit={submit}>
        <h2>Note on #{incident.id}</h2>
        <p className="muted wrap">{incident.title}. The note stays in the history with your name and the time.</p>
        <textarea
          autoFocus rows={4} maxLength={2000} value={text} aria-label="Note" data-testid="note-text" onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
          }}
        />
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={!text.trim() || note.isPending} data-testid="note-save">
            {note.isPending ? "Writing…" : "Write note"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
