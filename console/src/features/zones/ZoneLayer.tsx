// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { CSSProperties } from "react";
import { severityOf } from "../../shared/lib/severity";
import { cornersOf, droneOf, zonesOf } from "./draft";
import { OutlineEditor } from "./OutlineEditor";
import { inPicture } from "./outlineView";
import { pointsOf, type Corner } from "./polygon";
import type { ZoneEditor } from "./useZoneEditor";
import "./zones.css";

interface ZoneLayerProps {
  editor: ZoneEditor;
  drone: string;
  isLarge: boolean;
  /** Width by height of the picture, which lies in the middle of its place and as large as it fits. */
  aspect: number;
}

/** The zones where they lie in the picture: quiet lines, named once their editor is open, and over them the one that is being edited. */
export function ZoneLayer({ editor, drone, isLarge, aspect }: ZoneLayerProps) {
  const isEdited = droneOf(editor.place) === drone && isLarge;
  const draft = isEdited ? editor.draft : undefined;
  const zones = zonesOf(editor.rules, drone).filter((rule) => rule.is_enabled !== false && (!draft || rule.id !== draft.original?.id));
  if (zones.length === 0 && !draft) return null;
  return (
    <div className="zone-stage" style={{ "--aspect": aspect } as CSSProperties} data-testid={`zones-${drone}`} data-count={zones.length}>
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
        {zones.map((rule) => <polygon key={rule.id} className={`zone-line ${isEdited ? `s${severityOf(rule)}` : ""}`} points={pointsOf(cornersOf(rule))} />)}
      </svg>
      {isEdited && !draft && zones.map((rule) => {
        const [x, y] = labelAt(cornersOf(rule));
        return <span key={rule.id} className={`zone-name s${severityOf(rule)}`} style={{ left: `${x * 100}%`, top: `${y * 100}%` }}>{rule.title}</span>;
      })}
      {draft && <OutlineEditor key={draft.original?.id ?? ""} editor={editor} draft={draft} view={inPicture} />}
    </div>
  );
}

/** Inside the lowest edge of the zone, where its name covers least of what happens there. */
function labelAt(corners: readonly Corner[]): Corner {
  const bottom = Math.max(...corners.map(([, y]) => y));
  const low = corners.filter(([, y]) => bottom - y < 0.03).map(([x]) => x);
  return [(Math.min(...low) + Math.max(...low)) / 2, bottom];
}
