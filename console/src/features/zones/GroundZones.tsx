// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { FileUp, VectorSquare } from "lucide-react";
import { useState } from "react";
import type { MapDrawing, MapView } from "../../shared/map/drawing";
import type { Named } from "./draft";
import { offersOf, type Offer } from "./geojson";
import { placedOnGround } from "./ground";
import { OutlineEditor } from "./OutlineEditor";
import { onMap } from "./outlineView";
import { extended } from "./sketch";
import type { ZoneEditor } from "./useZoneEditor";
import { DraftForm, ZoneChoice } from "./ZoneForm";
import "./zones.css";

/** The zones on the ground, edited on the map: what the map shows of it, and what it hands in. */
export function groundDrawing(editor: ZoneEditor): MapDrawing {
  const isOpen = editor.place === "ground";
  const draft = isOpen ? editor.draft : undefined;
  return {
    isOpen, focus: draft?.begun, edited: draft?.original?.id,
    actions: <GroundZonesButton editor={editor} isOpen={isOpen} />,
    over: (view) => draft && <OutlineEditor key={draft.original?.id ?? ""} editor={editor} draft={draft} view={onMap(view)} isSeeThrough />,
    below: (view) => isOpen && <GroundZonesForm editor={editor} view={view} />,
    onPlace: draft && !draft.sketch.isClosed ? (place) => editor.draw((sketch) => extended(sketch, placedOnGround(place))) : undefined,
  };
}

/** Opens and closes the editor; nothing for who may not change rules. */
function GroundZonesButton({ editor, isOpen }: { editor: ZoneEditor; isOpen: boolean }) {
  if (!editor.mayEdit) return null;
  return (
    <button
      type="button" className="icon-button" aria-label="Zones on the ground" title="Zones on the ground" aria-pressed={isOpen} disabled={!editor.rules}
      onClick={() => (isOpen ? editor.close() : editor.open("ground"))} data-testid="zones-on-ground"
    >
      <VectorSquare size={15} aria-hidden />
    </button>
  );
}

interface Import {
  file: string;
  offers: readonly Offer[];
  problem?: string;
}

const largestFile = 5_000_000;

async function importOf(file: File): Promise<Import> {
  if (file.size > largestFile) return { file: file.name, offers: [], problem: "It is larger than 5 MB: too large for zones." };
  try {
    return { file: file.name, offers: offersOf(await file.text()) };
  } catch (cause) {
    return { file: file.name, offers: [], problem: cause instanceof Error ? cause.message : "It cannot be read." };
  }
}

function GroundZonesForm({ editor, view }: { editor: ZoneEditor; view: MapView | undefined }) {
  const [read, setRead] = useState<Import>();
  const { draft } = editor;
  if (draft) return <DraftForm key={draft.original?.id ?? ""} editor={editor} draft={draft} cornerAt={view && onMap(view).cornerAt} />;
  return (
    <>
      <ZoneChoice editor={editor} place="ground" label="Zones on the ground">
        <li>
          <label className="button zone-file"><FileUp size={14} aria-hidden />GeoJSON…
            <input
              type="file" accept=".geojson,.json,application/geo+json" className="sr-only" data-testid="zone-import"
              onChange={({ target }) => {
                const file = target.files?.[0];
                if (file) void importOf(file).then(setRead);
                target.value = ""; // the same file again is a choice too
              }}
            />
          </label>
        </li>
      </ZoneChoice>
      {read && <Offers read={read} onTake={(name, corners) => editor.begin("ground", undefined, { name, corners })} />}
    </>
  );
}

/** The polygons of a file, each to be looked at on the map before it is saved, and those that cannot be zones. */
function Offers({ read: { file, offers, problem }, onTake }: { read: Import; onTake: (name: string, corners: Named["corners"]) => void }) {
  return (
    <section className="zone-form zone-offers" aria-label={`Polygons in ${file}`} data-testid="zone-offers">
      <p className="zone-hint" role="status">{problem ? `${file}: ${problem}` : `${file}: choose what becomes a zone. Nothing is saved before you save it.`}</p>
      <ul className="zone-choice">
        {offers.map((offer, index) => (
          <li key={index}>
            {"corners" in offer
              ? <button type="button" className="button" onClick={() => onTake(offer.name, offer.corners)}>{offer.name}</button>
              : <span className="form-error">{offer.name}: {offer.problem}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
