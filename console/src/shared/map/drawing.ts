// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";

/** A place as [x, y]: longitude and latitude in degrees, or shares of the map's width and height from its left and top edge. */
type Pair = readonly [x: number, y: number];

/** What the map looks at: a new one whenever it moves. */
export interface MapView {
  shareOf: (place: Pair) => Pair;
  placeAt: (share: Pair) => Pair;
}

/** Something that is drawn on the map by hand, from the outside: the map knows neither what it is nor what becomes of it. */
export interface MapDrawing {
  /** In the head of the map's panel. */
  actions: ReactNode;
  /** On top of the map, filling it. */
  over: (view: MapView) => ReactNode;
  /** Beneath the map. */
  below: (view: MapView | undefined) => ReactNode;
  /** Whether it is being drawn on: then `over` follows the map as it moves. */
  isOpen: boolean;
  /** Takes the places that are clicked; while it is there a click picks nothing. */
  onPlace: ((place: Pair) => void) | undefined;
  /** The map goes where these are whenever they become others. */
  focus: readonly Pair[] | undefined;
  /** The rule whose area is in the hand, and so not on the map. */
  edited: string | undefined;
}
