// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { client, take } from "./client";
import type { BaseMap } from "./types";

export function getMap(signal?: AbortSignal): Promise<BaseMap> {
  return take(client.GET("/v1/map", signal ? { signal } : {}));
}

/** Address of the map's PMTiles file, which is read by ranges. */
export const mapTilesUrl = "/v1/map/tiles";
