// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { MapView } from "../../shared/map/drawing";
import { nameOfPlace, placedOnGround } from "./ground";
import { placed, type Corner } from "./polygon";

/** How corners lie on what is drawn on, whose own places are shares of its width and height. */
export interface OutlineView {
  shareOf: (corner: Corner) => Corner;
  /** As near to the share as a corner may be. */
  cornerAt: (share: Corner) => Corner;
  /** For whoever does not see it. */
  nameOf: (corner: Corner) => string;
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

export const inPicture: OutlineView = {
  shareOf: (corner) => corner, cornerAt: placed, nameOf: ([x, y]) => `${percent(x)} from the left, ${percent(y)} from the top`,
};

export function onMap({ shareOf, placeAt }: MapView): OutlineView {
  return { shareOf, cornerAt: (share) => placedOnGround(placeAt(share)), nameOf: nameOfPlace };
}
