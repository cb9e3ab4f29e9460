// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useMutation } from "@tanstack/react-query";
import { Camera, Crosshair, Gauge, Maximize2, RefreshCw, VideoOff, WifiOff } from "lucide-react";
import { useEffect, useMemo, type ReactNode } from "react";
import { commandDrone } from "../../shared/api/commandDrone";
import type { Drone, Incident } from "../../shared/api/types";
import { age, clockMs, position, signed } from "../../shared/lib/format";
import { isActive, severityName, severityOf } from "../../shared/lib/severity";
import { useNow } from "../../shared/lib/useNow";
import { useConnection } from "../../shared/live/useLive";
import type { Alerting } from "../../shared/picture/draw";
import { hasRole, useUser } from "../../shared/session/useUser";
import { SeverityMark } from "../../shared/ui/SeverityMark";
import { useToast } from "../../shared/ui/toast";
import type { PlayerStatus } from "./protocol";
import { usePlayer } from "./usePlayer";
import { wall } from "./wall";

/** What others put onto the tiles: the wall knows where, not what. */
export interface TileSlots {
  actions: (drone: Drone) => ReactNode;
  /** Over the picture, whose width by height is `aspect`. */
  over: (drone: Drone, aspect: number, isLarge: boolean) => ReactNode;
  below: (drone: Drone) => ReactNode;
  /** Somebody draws on the picture, which is to be covered by nothing else. */
  isDrawnOn: (drone: Drone) => boolean;
}

interface VideoTileProps {
  drone: Drone;
  incidents: readonly Incident[];
  isLarge: boolean;
  isSelected: boolean;
  slots: TileSlots;
  onSelect: () => void;
}

export function VideoTile({ drone, incidents, isLarge, isSelected, slots, onSelect }: VideoTileProps) {
  const canPlay = drone.enrolment === "enrolled" && typeof HTMLCanvasElement.prototype.transferControlToOffscreen === "function";
  const { host, status } = usePlayer(drone.id, canPlay);
  const alerting = useAlerting(drone.id, incidents);
  const worst = alerting.reduce<Alerting | undefined>((top, [, alert]) => (top && top.severity >= alert.severity ? top : alert), undefined);
  const isLive = status?.state === "live" && drone.state === "online";

  return (
    <article
      className={`tile ${isLarge ? "is-large" : "is-small"} ${isSelected ? "is-selected" : ""} ${isLarge && slots.isDrawnOn(drone) ? "is-drawing" : ""}`}
      data-testid={`tile-${drone.id}`}
      data-state={status?.state ?? "off"}
      aria-label={drone.name}
    >
      {isLarge && <TileHead drone={drone} status={status} isLive={isLive} host={host} actions={slots.actions(drone)} />}
      <div className="tile-picture" ref={host}>
        {isLive && isLarge && <Readings drone={drone} status={status} alertCount={alerting.length} />}
        {isLive && !isLarge && (
          <span className="hud bottom-right num">{Math.round(status.latencyMs ?? 0)} ms</span>
        )}
        {!isLarge && (
          <>
            <span className="hud bottom-left">
              <b>{drone.name}</b>
              {isLive && <span className="num">{status.shown?.boxes.length ?? 0}</span>}
            </span>
            {worst && (
              <span className="hud top-left">
                <SeverityMark severity={worst.severity} size={13} />
                <span className="num">{alerting.length}</span>
              </span>
            )}
            <button type="button" className="tile-cover" onClick={onSelect} aria-label={`Show ${drone.name} large`} />
          </>
        )}
        <TileNotice drone={drone} status={status} canPlay={canPlay} isLarge={isLarge} />
        {slots.over(drone, aspectOf(drone, status), isLarge)}
      </div>
      {isLarge && slots.below(drone)}
      {worst && <span className="sr-only">{`${alerting.length} alerting, worst ${severityName[worst.severity]}`}</span>}
    </article>
  );
}

/** Of the picture that is shown, else of what the drone says of its camera. */
function aspectOf(drone: Drone, status: PlayerStatus | undefined): number {
  const { width, height } = status?.width ? status : (drone.status?.capture ?? {});
  return width && height ? width / height : 16 / 9;
}

/** Tells the worker which tracks have an open incident, so that their boxes are filled in. */
function useAlerting(drone: string, incidents: readonly Incident[]): [string, Alerting][] {
  const key = JSON.stringify(
    incidents
      .filter((incident) => incident.drone_id === drone && incident.track_id && isActive(incident))
      .map((incident) => [incident.track_id, { severity: severityOf(incident), title: incident.title }])
      .sort(),
  );
  const tracks = useMemo(() => JSON.parse(key) as [string, Alerting][], [key]);
  useEffect(() => wall.setAlerting(drone, tracks), [drone, tracks]);
  return tracks;
}

interface TileHeadProps {
  drone: Drone;
  status: PlayerStatus | undefined;
  isLive: boolean;
  host: React.RefObject<HTMLDivElement | null>;
  actions: ReactNode;
}

function TileHead({ drone, status, isLive, host, actions }: TileHeadProps) {
  const user = useUser();
  const toast = useToast();
  const snapshot = useMutation({
    mutationFn: () => commandDrone(drone.id, { command: "snapshot" }),
    onSuccess: () => toast({ tone: "good", title: `Snapshot asked of ${drone.name}`, detail: "It is stored with the evidence when it arrives." }),
    onError: (error) => toast({ tone: "bad", title: `No snapshot of ${drone.name}`, detail: error.message }),
  });
  return (
    <header className="panel-head">
      <h2>{drone.name}</h2>
      {isLive ? (
        <span className="pill live">
          <i aria-hidden />
          Live
        </span>
      ) : (
        <span className="pill">{drone.state === "online" ? "No picture" : "Offline"}</span>
      )}
      {isLive && status && (
        <span className="muted num hide-narrow">
          {status.codec} · {status.height}p{status.fps >= 1 && ` · ${status.fps.toFixed(0)} fps`}
        </span>
      )}
      <span className="grow" />
      {isLive && (
        <span className="muted num" title={`From capture to the screen; ${Math.round(status?.delayMs ?? 0)} ms of it is the play-out delay`}>
          <Gauge size={14} aria-hidden />
          <span data-testid="latency">{Math.round(status?.latencyMs ?? 0)} ms</span>
        </span>
      )}
      {actions}
      <button
        type="button" className="icon-button" aria-label={`Ask ${drone.name} for a snapshot`} title="Snapshot"
        disabled={!hasRole(user, "operator") || drone.state !== "online" || drone.enrolment === "pending" || snapshot.isPending} onClick={() => snapshot.mutate()}
      >
        <Camera size={15} aria-hidden />
      </button>
      <button type="button" className="icon-button" aria-label={`Show ${drone.name} on the full screen`} title="Full screen" onClick={() => void host.current?.requestFullscreen()}>
        <Maximize2 size={15} aria-hidden />
      </button>
    </header>
  );
}

function Readings({ drone, status, alertCount }: { drone: Drone; status: PlayerStatus; alertCount: number }) {
  const { telemetry } = drone;
  const { shown } = status;
  const tracks = shown?.boxes.length ?? 0;
  const angles = [
    telemetry?.gimbal?.pitch === undefined ? undefined : `gimbal ${signed(telemetry.gimbal.pitch, 0)}°`,
    telemetry?.heading === undefined ? undefined : `hdg ${telemetry.heading.toFixed(0).padStart(3, "0")}°`,
  ].filter(Boolean);
  return (
    <>
      <span className="hud top-left num">
        <b>
          {tracks} {tracks === 1 ? "track" : "tracks"}
        </b>
        <span>{alertCount > 0 ? `${alertCount} alerting` : shown?.source === "between" ? "interpolated" : shown?.source === "exact" ? "this frame" : "nothing reported"}</span>
      </span>
      {(telemetry?.relative_alt !== undefined || angles.length > 0) && (
        <span className="hud top-right num">
          {telemetry?.relative_alt !== undefined && <b>{telemetry.relative_alt.toFixed(0)} m AGL</b>}
          {angles.length > 0 && <span className="hide-narrow">{angles.join(" · ")}</span>}
        </span>
      )}
      {telemetry?.lat !== undefined && telemetry.lon !== undefined && (
        <span className="hud bottom-left num">
          <Crosshair size={13} aria-hidden />
          {position({ lat: telemetry.lat, lon: telemetry.lon })}
        </span>
      )}
      {shown && (
        <span className="hud bottom-right num hide-narrow">
          frame {shown.frameId} · {clockMs(shown.capturedAtMs)}Z
        </span>
      )}
    </>
  );
}

/** Why there is no live picture, if there is none. One sentence, and what would help. */
function TileNotice({ drone, status, canPlay, isLarge }: { drone: Drone; status: PlayerStatus | undefined; canPlay: boolean; isLarge: boolean }) {
  const now = useNow();
  const connection = useConnection();
  let notice: { icon: ReactNode; title: string; short?: string; detail?: string; isBand?: boolean } | undefined;
  if (drone.enrolment === "pending") notice = { icon: <VideoOff size={18} aria-hidden />, title: "Waiting to be enrolled", short: "Pending", detail: "An admin enrols it on the Fleet page." };
  else if (!canPlay) notice = { icon: <VideoOff size={18} aria-hidden />, title: "This browser cannot draw video off the page", short: "Not possible here", detail: "Use a current Chromium, Firefox or Safari." };
  else if (status?.state === "unsupported") notice = { icon: <VideoOff size={18} aria-hidden />, ...unsupported() };
  else if (connection.state !== "open" && status?.shown) notice = { icon: <WifiOff size={16} aria-hidden />, title: "Not live: connection lost", short: "Not live", isBand: true };
  else if (drone.state !== "online") {
    const since = drone.last_seen_at ? `Last seen ${age(Date.parse(drone.last_seen_at), now)} ago` : "Never seen";
    notice = { icon: <WifiOff size={18} aria-hidden />, title: "Offline", detail: since };
  } else if (status?.state === "resynchronising") notice = { icon: <RefreshCw size={15} aria-hidden />, title: "Resynchronising", detail: "Part of the stream was lost; waiting for the next key frame.", isBand: true };
  else if (status?.state === "stalled") notice = { icon: <VideoOff size={16} aria-hidden />, title: "No new pictures", detail: "The drone is online but its video has stopped.", isBand: true };
  else if (status?.state !== "live") {
    const capture = drone.status?.capture?.state;
    notice = { icon: <VideoOff size={18} aria-hidden />, title: "Waiting for video", short: "Waiting", detail: capture && capture !== "running" ? `Its camera is ${capture}.` : "The first key frame is on its way." };
  }
  if (!notice) return null;
  return (
    <div className={`tile-notice ${notice.isBand ? "is-band" : ""}`} role="status">
      {notice.icon}
      <div>
        <b>{isLarge ? notice.title : (notice.short ?? notice.title)}</b>
        {isLarge && notice.detail && <p>{notice.detail}</p>}
      </div>
    </div>
  );
}

function unsupported(): { title: string; detail: string } {
  return window.isSecureContext
    ? { title: "No H.264 decoder", detail: "This browser has no WebCodecs video decoder. Use a current Chromium, or Safari 16.4 and later." }
    : { title: "Live video needs a secure page", detail: "Browsers decode live video only over https or at localhost. Open the console at its https address." };
}
