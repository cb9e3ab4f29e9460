// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import type { Map as MapLibre } from "maplibre-gl";
import { useEffect, useState } from "react";
import { getMap } from "../../shared/api/getMap";
import { keys } from "../../shared/api/keys";
import { hidePicture, readAttribution, showPicture } from "./picture";

const remembered = "eyrie.map.picture";

/** The gateway's map picture on a map, where there is one; whether it is shown is remembered in this browser. */
export function usePicture(map: MapLibre | undefined) {
  const { data } = useQuery({ queryKey: keys.map, queryFn: ({ signal }) => getMap(signal), staleTime: Number.POSITIVE_INFINITY });
  const tiles = data?.tiles;
  const [isShown, setIsShown] = useState(() => localStorage.getItem(remembered) !== "hidden");
  const isThere = tiles !== undefined;
  const { data: attribution } = useQuery({ queryKey: keys.mapAttribution, queryFn: readAttribution, staleTime: Number.POSITIVE_INFINITY, enabled: isThere && isShown });

  useEffect(() => {
    if (!map || !tiles) return;
    if (!isShown) return hidePicture(map);
    const leaving = new AbortController();
    showPicture(map, tiles, leaving.signal).catch(() => undefined); // the grid does without
    return () => leaving.abort();
  }, [map, tiles, isShown]);

  const toggle = () => {
    localStorage.setItem(remembered, isShown ? "hidden" : "shown");
    setIsShown(!isShown);
  };
  return { isThere, isShown, attribution: isShown ? attribution : undefined, toggle };
}
