// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, type KeyboardEvent, type MouseEvent, type PointerEvent } from "react";
import { severityOf } from "../../shared/lib/severity";
import type { Draft } from "./draft";
import type { OutlineView } from "./outlineView";
import { isSimple, middleOf, pointsOf, type Corner } from "./polygon";
import { closed, dragged, extended, fewestCorners, grasped, nudged, split, undone, without } from "./sketch";
import type { ZoneEditor } from "./useZoneEditor";

const arrows: Record<string, Corner> = { ArrowLeft: [-0.01, 0], ArrowRight: [0.01, 0], ArrowUp: [0, -0.01], ArrowDown: [0, 0.01] };
const shiftFactor = 5;
/** A hand that presses a corner moves a little; less than this is no drag. */
const slackPx = 4;
/** A double click on the first corner closes the outline and does not remove the corner that it is closed with. */
const doubleClickMs = 1000;

interface OutlineEditorProps {
  editor: ZoneEditor;
  draft: Draft;
  view: OutlineView;
  /** What lies beneath takes the clicks beside the corners, and hands them in itself. */
  isSeeThrough?: boolean;
}

/** The outline under the hand: click to draw, drag corners, press a mark between two for one more. Every corner is a button for the keyboard. */
export function OutlineEditor({ editor: { draw, discard }, draft, view: { shareOf, cornerAt, nameOf }, isSeeThrough = false }: OutlineEditorProps) {
  const surface = useRef<HTMLDivElement>(null);
  const drag = useRef<{ index: number; x: number; y: number; hasMoved: boolean }>(undefined);
  const closedAtMs = useRef(-doubleClickMs);
  useEffect(() => surface.current?.focus({ preventScroll: true }), []);

  const { corners, isClosed } = draft.sketch;
  const isCrossed = !isSimple(corners) && corners.length >= fewestCorners;
  const placeOf = ({ clientX, clientY }: { clientX: number; clientY: number }): Corner => {
    const { left, top, width, height } = surface.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return cornerAt([(clientX - left) / width, (clientY - top) / height]);
  };
  const shares = corners.map(shareOf);
  const moved = (index: number, [dx, dy]: Corner): Corner => {
    const [x, y] = shares[index] ?? [0, 0];
    return cornerAt([x + dx, y + dy]);
  };
  const middleAfter = (index: number): Corner => middleOf(shares[index] ?? [0, 0], shares[(index + 1) % shares.length] ?? [0, 0]);
  const remove = (index: number) => {
    draw((sketch) => without(sketch, index));
    if (index === corners.length - 1) surface.current?.focus({ preventScroll: true }); // its button is gone
  };

  const onKey = (event: KeyboardEvent) => {
    const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (isUndo) draw(undone);
    else if (event.key === "Enter" && event.target === surface.current) draw(closed);
    else if (event.key === "Escape") discard();
    else return;
    event.preventDefault();
  };
  const onCornerKey = (event: KeyboardEvent, index: number) => {
    const arrow = arrows[event.key];
    if (arrow) draw((sketch) => nudged(sketch, index, moved(index, event.shiftKey ? [arrow[0] * shiftFactor, arrow[1] * shiftFactor] : arrow)));
    else if (event.key === "Delete" || event.key === "Backspace") remove(index);
    else if (event.key === "Enter") draw((sketch) => (sketch.isClosed ? split(sketch, index, cornerAt(middleAfter(index))) : closed(sketch)));
    else return;
    event.preventDefault();
  };
  const onGrasp = (event: PointerEvent, index: number) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { index, x: event.clientX, y: event.clientY, hasMoved: false };
  };
  const onDrag = (event: PointerEvent) => {
    const held = drag.current;
    if (!held || (!held.hasMoved && Math.hypot(event.clientX - held.x, event.clientY - held.y) < slackPx)) return;
    if (!held.hasMoved) draw(grasped);
    held.hasMoved = true;
    const to = placeOf(event);
    draw((sketch) => dragged(sketch, held.index, to));
  };
  const onRelease = (event: PointerEvent) => {
    if (drag.current?.index === 0 && !drag.current.hasMoved && !isClosed) {
      draw(closed);
      closedAtMs.current = event.timeStamp;
    }
    drag.current = undefined;
  };
  const onClick = (event: MouseEvent) => {
    if (event.target === surface.current) draw((sketch) => extended(sketch, placeOf(event)));
  };

  const points = pointsOf(shares);
  return (
    <div
      ref={surface} className={`zone-surface s${severityOf(draft)} ${isClosed ? "" : "is-open"} ${isCrossed ? "is-crossed" : ""} ${isSeeThrough ? "is-see-through" : ""}`} tabIndex={0} role="group"
      aria-label={`Outline of the zone, ${corners.length} corners, ${isClosed ? "closed" : "open"}`} data-testid="zone-surface" onClick={onClick} onKeyDown={onKey}
    >
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
        {isClosed ? <polygon points={points} /> : <polyline points={points} />}
      </svg>
      {isClosed && corners.map((_, index) => {
        const middle = middleAfter(index);
        return <button key={index} type="button" tabIndex={-1} className="zone-middle" style={at(middle)} aria-label={`A corner after corner ${index + 1}`} onClick={() => draw((sketch) => split(sketch, index, cornerAt(middle)))} />;
      })}
      {corners.map((corner, index) => (
        <button
          key={index} type="button" className="zone-corner" style={at(shareOf(corner))} data-testid={`zone-corner-${index + 1}`}
          aria-label={`Corner ${index + 1} of ${corners.length}: ${nameOf(corner)}`}
          onPointerDown={(event) => onGrasp(event, index)} onPointerMove={onDrag} onPointerUp={onRelease} onPointerCancel={() => (drag.current = undefined)}
          onDoubleClick={(event) => event.timeStamp - closedAtMs.current > doubleClickMs && remove(index)} onKeyDown={(event) => onCornerKey(event, index)}
        />
      ))}
    </div>
  );
}

const at = ([x, y]: Corner) => ({ left: `${x * 100}%`, top: `${y * 100}%` });
