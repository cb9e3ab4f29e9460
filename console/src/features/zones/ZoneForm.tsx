// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { Plus, Square, Trash2, Undo2 } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { Drone } from "../../shared/api/types";
import { severities, severityName, severityOf } from "../../shared/lib/severity";
import { SeverityMark } from "../../shared/ui/SeverityMark";
import { droneOf, problemOf, zonesAt, type Draft, type Place } from "./draft";
import { inPicture } from "./outlineView";
import type { Corner } from "./polygon";
import { undone, withRectangle } from "./sketch";
import type { ZoneEditor } from "./useZoneEditor";

/** Beneath the picture in which zones are edited: which one, and what it is called. */
export function ZoneForm({ editor, drone }: { editor: ZoneEditor; drone: Drone }) {
  const { draft, place } = editor;
  if (!place || droneOf(place) !== drone.id) return null;
  if (draft) return <DraftForm key={draft.original?.id ?? ""} editor={editor} draft={draft} cornerAt={inPicture.cornerAt} />;
  return <ZoneChoice editor={editor} place={place} label={`Zones in the picture of ${drone.name}`} />;
}

interface ZoneChoiceProps {
  editor: ZoneEditor;
  place: Place;
  label: string;
  /** Other ways to a new one. */
  children?: ReactNode;
}

/** Which zone is edited. */
export function ZoneChoice({ editor, place, label, children }: ZoneChoiceProps) {
  return (
    <section className="zone-form" aria-label={label} data-testid="zone-form">
      <ul className="zone-choice">
        {zonesAt(editor.rules, place).map((rule) => (
          <li key={rule.id}>
            <button type="button" className="button" onClick={() => editor.begin(place, rule)} data-testid={`zone-${rule.id}`}>
              <SeverityMark severity={severityOf(rule)} size={13} />
              {rule.title}
              {rule.is_enabled === false && <span className="muted">off</span>}
            </button>
          </li>
        ))}
        <li><button type="button" className="button" onClick={() => editor.begin(place)} data-testid="zone-new"><Plus size={14} aria-hidden />New zone</button></li>
        {children}
      </ul>
      <button type="button" className="button" onClick={editor.close} data-testid="zone-done">Done</button>
    </section>
  );
}

interface DraftFormProps {
  editor: ZoneEditor;
  draft: Draft;
  /** Undefined while what is drawn on is not there yet. */
  cornerAt: ((share: Corner) => Corner) | undefined;
}

/** The zone in the hand: what it is called, what counts in it, and what cannot be saved as it is. */
export function DraftForm({ editor, draft, cornerAt }: DraftFormProps) {
  const [isDeleting, setIsDeleting] = useState(false);
  const { original, sketch } = draft;
  const problem = problemOf(draft);
  return (
    <form
      className="zone-form is-draft" aria-label={original ? `Zone ${original.title}` : "New zone"} data-testid="zone-form"
      onSubmit={(event) => {
        event.preventDefault();
        editor.save();
      }}
    >
      <label className="field zone-title">Name
        <input value={draft.title} maxLength={100} placeholder="Person inside the gate zone" onChange={(event) => editor.change({ title: event.target.value })} data-testid="zone-title" />
      </label>
      <label className="field">What counts
        <input value={draft.classes} placeholder="person, car" onChange={(event) => editor.change({ classes: event.target.value })} data-testid="zone-classes" />
      </label>
      <label className="field">Severity
        <select value={draft.severity} onChange={(event) => editor.change({ severity: Number(event.target.value) })}>
          {severities.map((each) => <option key={each} value={each}>{severityName[each]}</option>)}
        </select>
      </label>
      <p className="zone-hint" role="status" data-testid="zone-problem">{problem ?? hintOf(draft)}</p>
      {editor.refusal && <p className="form-error" role="alert" data-testid="zone-refusal">{editor.refusal}</p>}
      <div className="zone-actions">
        <button type="button" className="button" disabled={sketch.past.length === 0} onClick={() => editor.draw(undone)} title="Undo (Ctrl Z)" data-testid="zone-undo"><Undo2 size={14} aria-hidden />Undo</button>
        {sketch.corners.length === 0 && cornerAt && <button type="button" className="button" onClick={() => editor.draw((drawn) => withRectangle(drawn, cornerAt))} data-testid="zone-rectangle"><Square size={14} aria-hidden />Rectangle</button>}
        {original && (isDeleting
          ? <button type="button" className="button is-dangerous" autoFocus disabled={editor.isSaving} onClick={editor.remove} data-testid="zone-delete-really">Delete for good</button>
          : <button type="button" className="button" onClick={() => setIsDeleting(true)} data-testid="zone-delete"><Trash2 size={14} aria-hidden />Delete</button>)}
        <span className="grow" />
        <button type="button" className="button" onClick={editor.discard} data-testid="zone-discard">Discard</button>
        <button type="submit" className="button primary" disabled={problem !== undefined || editor.isSaving} data-testid="zone-save">{editor.isSaving ? "Saving…" : "Save"}</button>
      </div>
    </form>
  );
}

function hintOf({ original, place }: Draft): string {
  if (place === "ground") return "Whoever stands in it, by their place on the ground and its error, opens an incident, whichever drone sees it.";
  const where = original && !original.drones?.length ? "Holds in the picture of every drone." : "";
  return `Whoever stands in it, by the middle of the lower edge of their box, opens an incident. ${where}`.trim();
}
