// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { LngLatBounds, type Map as MapLibre, type MapMouseEvent } from "maplibre-gl";
import { useEffect, useEffectEvent } from "react";
import type { MapDrawing, MapView } from "../../shared/map/drawing";

/** Lets something from the outside be drawn on the map: tells where the map is and which places are clicked. */
export function useDrawing(map: MapLibre | undefined, drawing: MapDrawing | undefined, onView: (view: MapView) => void): void {
  const place = useEffectEvent((event: MapMouseEvent) => drawing?.onPlace?.(event.lngLat.toArray()));
  const tellView = useEffectEvent(onView);
  const { isOpen = false, focus } = drawing ?? {};
  const isPlacing = drawing?.onPlace !== undefined;

  useEffect(() => {
    if (!map || !isOpen) return;
    const tell = () => tellView(viewOf(map));
    tell();
    map.on("move", tell);
    map.on("resize", tell);
    return () => {
      map.off("move", tell);
      map.off("resize", tell);
    };
  }, [map, isOpen]);

  useEffect(() => {
    if (!map || !isPlacing) return;
    const onClick = (event: MapMouseEvent) => place(event);
    map.on("click", onClick);
    map.doubleClickZoom.disable(); // two corners soon after each other are no wish to come nearer
    return () => {
      map.off("click", onClick);
      map.doubleClickZoom.enable();
    };
  }, [map, isPlacing]);

  useEffect(() => {
    if (!map || !focus?.length) return;
    const bounds = new LngLatBounds();
    for (const [lng, lat] of focus) bounds.extend([lng, lat]);
    map.fitBounds(bounds, { padding: 60, maxZoom: 19, animate: false });
  }, [map, focus]);
}

function viewOf(map: MapLibre): MapView {
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  return {
    shareOf: ([lng, lat]) => {
      const { x, y } = map.project([lng, lat]);
      return [x / width, y / height];
    },
    placeAt: ([x, y]) => map.unproject([x * width, y * height]).toArray(),
  };
}
