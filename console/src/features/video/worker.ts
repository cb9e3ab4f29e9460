// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import interUrl from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import { parseAccessUnit } from "./eyv1";
import { Player } from "./player";
import type { FromPlayer, ToPlayer } from "./protocol";

const scope = self as unknown as DedicatedWorkerGlobalScope;
const players = new Map<string, Player>();
let clockOffsetMs = 0;

const send = (message: FromPlayer) => scope.postMessage(message);

scope.onmessage = ({ data }: MessageEvent<ToPlayer>) => {
  switch (data.type) {
    case "open": {
      players.get(data.drone)?.close();
      const player = new Player(data.canvas, (status) => send({ type: "status", drone: data.drone, status }));
      player.clockOffsetMs = clockOffsetMs;
      players.set(data.drone, player);
      break;
    }
    case "close":
      players.get(data.drone)?.close();
      players.delete(data.drone);
      break;
    case "size":
      players.get(data.drone)?.resize(data.width, data.height, data.ratio);
      break;
    case "unit": {
      const unit = parseAccessUnit(data.message);
      if (unit) players.get(unit.droneId)?.addUnit(unit);
      break;
    }
    case "report":
      players.get(data.report.drone_id)?.addReport(data.report);
      break;
    case "alerting":
      players.get(data.drone)?.setAlerting(data.tracks);
      break;
    case "clock":
      clockOffsetMs = data.offsetMs;
      for (const player of players.values()) player.clockOffsetMs = data.offsetMs;
      break;
    case "record":
      players.get(data.drone)?.record(data.count, data.points, (drawings) => send({ type: "recorded", drone: data.drone, id: data.id, drawings }));
      break;
  }
};

// A worker has its own fonts; labels are drawn in the page's, or in the system's until it is there.
const inter = new FontFace("Inter Variable", `url(${new URL(interUrl, location.href).href})`, { weight: "100 900" });
scope.fonts.add(inter);
void inter.load().catch(() => undefined);

function loop(): void {
  for (const player of players.values()) player.tick();
  scope.requestAnimationFrame(loop);
}
loop();
