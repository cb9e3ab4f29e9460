// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { VectorSquare } from "lucide-react";
import type { Drone } from "../../shared/api/types";
import { droneOf } from "./draft";
import type { ZoneEditor } from "./useZoneEditor";

/** Opens and closes the editor of a drone's zones; nothing for who may not change rules. */
export function ZoneButton({ editor, drone }: { editor: ZoneEditor; drone: Drone }) {
  if (!editor.mayEdit || drone.enrolment !== "enrolled") return null;
  const isOpen = droneOf(editor.place) === drone.id;
  return (
    <button
      type="button" className="icon-button" aria-label={`Zones in the picture of ${drone.name}`} title="Zones" aria-pressed={isOpen} disabled={!editor.rules}
      onClick={() => (isOpen ? editor.close() : editor.open({ drone: drone.id }))} data-testid={`zones-of-${drone.id}`}
    >
      <VectorSquare size={15} aria-hidden />
    </button>
  );
}
