// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "react";
import type { Drone, Incident } from "../../shared/api/types";
import { useLive } from "../../shared/live/useLive";
import { VideoTile, type TileSlots } from "./VideoTile";
import { wall } from "./wall";
import "./video.css";

interface VideoWallProps {
  drones: readonly Drone[];
  incidents: readonly Incident[];
  selected: string | undefined;
  layout: "focus" | "grid";
  slots: TileSlots;
  onSelect: (drone: string) => void;
}

/** All drones at once: one large and the others beside it, or all of one size. */
export function VideoWall({ drones, incidents, selected, layout, slots, onSelect }: VideoWallProps) {
  const live = useLive();
  useEffect(
    () =>
      live.listen({
        onUnit: (unit) => wall.addUnit(unit),
        onMessage: (message) => {
          if (message.type === "detections") wall.addReport(message.report);
          if (message.type === "pong") wall.setClock(live.clockOffsetMs);
        },
      }),
    [live],
  );
  const isGrid = layout === "grid" || drones.length === 1;
  return (
    <div className={`wall ${isGrid ? "is-grid" : "is-focus"}`} data-testid="wall" data-count={drones.length}>
      {drones.map((drone) => (
        <VideoTile
          key={drone.id} drone={drone} incidents={incidents} isLarge={isGrid || drone.id === selected} isSelected={drone.id === selected}
          slots={slots} onSelect={() => onSelect(drone.id)}
        />
      ))}
    </div>
  );
}
