// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { Crosshair, Pause, Play, StepBack, StepForward } from "lucide-react";
import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { objectUrl } from "../../shared/api/objectUrl";
import type { Incident, Overlay } from "../../shared/api/types";
import { clockMs } from "../../shared/lib/format";
import { useShortcuts } from "../../shared/lib/keyboard";
import { severityOf } from "../../shared/lib/severity";
import { drawBoxes, fit, type AlertingTracks } from "../../shared/picture/draw";
import { MAX_GAP_MS } from "../../shared/picture/sightings";
import { FrameStepper } from "./frameStepper";
import { boxesAt, overlayFrames, type FrameBoxes } from "./overlayFrames";

interface ClipPlayerProps {
  incident: Incident;
  clipKey: string;
  overlay: Overlay | undefined;
}

interface At extends FrameBoxes {
  mediaUs: number;
}

const provenance: Record<FrameBoxes["source"], string> = { exact: "", between: "interpolated", none: "nothing reported" };
const rates = [0.25, 0.5, 1, 2] as const;

/**
 * The clip, drawn onto a canvas together with its boxes. The picture is taken from the video as a frame with its own presentation
 * time, so that boxes and picture are of one frame even when the browser is late.
 */
export function ClipPlayer({ incident, clipKey, overlay }: ClipPlayerProps) {
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const hasOpened = useRef(false);
  const [stepper] = useState(() => new FrameStepper());
  const frames = useMemo(() => overlayFrames(overlay), [overlay]);
  const alerting = useMemo<AlertingTracks>(
    () => new Map(incident.track_id ? [[incident.track_id, { severity: severityOf(incident), title: incident.title }]] : []),
    [incident],
  );
  const [at, setAt] = useState<At>();
  /** Where the scrubber was put, until the picture from there has come: put back meanwhile, it would seek back. */
  const [soughtS, setSoughtS] = useState<number>();
  const [isPlaying, setIsPlaying] = useState(false);
  const [duration, setDuration] = useState(0);
  const [rate, setRate] = useState<number>(1);
  const [failure, setFailure] = useState<string>();

  const seek = (toUs: number) => {
    if (video.current) video.current.currentTime = Math.min(toUs / 1e6, duration);
  };
  const draw = useEffectEvent((mediaTime: number) => {
    const [element, target] = [video.current, canvas.current];
    if (!element || !target || element.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    const frame = typeof VideoFrame === "undefined" ? undefined : new VideoFrame(element);
    const mediaUs = frame?.timestamp ?? Math.round(mediaTime * 1e6);
    const found = boxesAt(frames, mediaUs);
    paint(target, frame ?? element, element.videoWidth, element.videoHeight, found, alerting);
    frame?.close();
    describe(target, mediaUs, found);
    setAt({ mediaUs, ...found });
    if (!element.seeking) setSoughtS(undefined);
    const further = element.seeking ? undefined : stepper.arrived(mediaUs);
    if (further !== undefined && further / 1e6 < duration) seek(further);
  });

  useEffect(() => {
    const element = video.current;
    const target = canvas.current;
    if (!element || !target) return;
    let request = 0;
    const onFrame = (_now: number, { mediaTime }: VideoFrameCallbackMetadata) => {
      draw(mediaTime);
      request = element.requestVideoFrameCallback(onFrame);
    };
    request = element.requestVideoFrameCallback(onFrame);
    // A paused video does not always announce the picture that a seek has brought.
    const afterSeek = () => {
      if (element.paused) requestAnimationFrame(() => draw(element.currentTime));
    };
    // Nor its very first picture, when the machine is busy.
    const onFirstPicture = () => draw(element.currentTime);
    element.addEventListener("seeked", afterSeek);
    element.addEventListener("loadeddata", onFirstPicture);
    const observer = new ResizeObserver(() => draw(element.currentTime));
    observer.observe(target);
    return () => {
      element.cancelVideoFrameCallback(request);
      element.removeEventListener("seeked", afterSeek);
      element.removeEventListener("loadeddata", onFirstPicture);
      observer.disconnect();
    };
  }, []);

  // The overlay may come after the first picture, and grows when a clip is attached.
  useEffect(() => draw(video.current?.currentTime ?? 0), [frames, alerting]);

  const toggle = () => {
    const element = video.current;
    if (!element) return;
    if (element.paused) void element.play().catch(() => undefined);
    else element.pause();
  };
  const step = (by: 1 | -1) => {
    const element = video.current;
    if (!element || !at || element.seeking) return;
    element.pause();
    seek(stepper.begin(at.mediaUs, by));
  };
  /** The frame that opened the incident; the clip begins some seconds earlier. */
  const event = frames.all.find((frame) => frame.frameId === incident.frame_id);
  const showEvent = () => {
    if (!event || !video.current) return;
    video.current.pause();
    seek(event.ptsUs + 1000); // a millisecond inside, where rounding cannot show the frame before
  };
  // A clip opens at what it is about. The overlay and the length of the video come in either order; whoever has begun to play stays where they are.
  const openAtEvent = useEffectEvent(() => {
    if (hasOpened.current || !event || duration === 0) return;
    hasOpened.current = true;
    if (video.current?.paused && video.current.currentTime === 0) showEvent();
  });
  useEffect(() => openAtEvent(), [event, duration]);
  const setSpeed = (speed: number) => {
    if (video.current) video.current.playbackRate = speed;
    setRate(speed);
  };
  useShortcuts({ " ": toggle, ",": () => step(-1), ".": () => step(1), ArrowLeft: () => step(-1), ArrowRight: () => step(1), e: event && showEvent });

  const scrub = (toS: number) => {
    setSoughtS(toS);
    if (video.current) video.current.currentTime = toS;
  };

  const seconds = soughtS ?? (at?.mediaUs ?? 0) / 1e6;
  return (
    <div className="clip" data-testid="clip">
      <div className="clip-picture">
        {/* The element only decodes; what is seen is the canvas. The clip has no sound. */}
        <video
          ref={video} src={objectUrl(clipKey)} muted playsInline preload="auto"
          onPlay={() => setIsPlaying(true)} onPause={() => setIsPlaying(false)} onEnded={() => setIsPlaying(false)}
          onLoadedMetadata={(event) => setDuration(event.currentTarget.duration)}
          onError={() => setFailure("The clip could not be played. It may still be arriving, or its format is one this browser does not decode.")}
        />
        <canvas ref={canvas} role="img" aria-label={`Clip of incident ${incident.id} with boxes`} data-testid="clip-canvas" onClick={toggle} />
        {failure && <p className="clip-failure" role="alert">{failure}</p>}
        {at && (
          <span className="hud bottom-right num">
            {[at.frame && `${at.frame.frameId} · ${clockMs(Date.parse(at.frame.capturedAt))}Z`, provenance[at.source]].filter(Boolean).join(" · ")}
          </span>
        )}
      </div>
      <div className="clip-controls">
        <button type="button" className="icon-button" onClick={() => step(-1)} aria-label="One frame back" title="One frame back (,)" data-testid="clip-back"><StepBack size={15} aria-hidden /></button>
        <button type="button" className="icon-button" onClick={toggle} aria-label={isPlaying ? "Pause" : "Play"} title="Space" data-testid="clip-play">
          {isPlaying ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />}
        </button>
        <button type="button" className="icon-button" onClick={() => step(1)} aria-label="One frame forward" title="One frame forward (.)" data-testid="clip-forward"><StepForward size={15} aria-hidden /></button>
        {event && (
          <button type="button" className="icon-button" onClick={showEvent} aria-label="Show the event" title="Show the event (E)" aria-keyshortcuts="e" data-testid="clip-event"><Crosshair size={15} aria-hidden /></button>
        )}
        <Scrubber seconds={seconds} duration={duration} frames={frames.seen} track={incident.track_id} onSeek={scrub} />
        <span className="num clip-time">{seconds.toFixed(2)} / {duration.toFixed(2)} s</span>
        <label className="clip-rate">
          <span className="sr-only">Speed</span>
          <select value={rate} onChange={(event) => setSpeed(Number(event.target.value))}>
            {rates.map((each) => <option key={each} value={each}>{each}×</option>)}
          </select>
        </label>
      </div>
    </div>
  );
}

interface ScrubberProps {
  seconds: number;
  duration: number;
  frames: readonly { ptsUs: number; detections: readonly { track_id?: string }[] }[];
  track: string | undefined;
  onSeek: (seconds: number) => void;
}

/** Place in the clip, with the stretches in which the incident's track was seen. */
function Scrubber({ seconds, duration, frames, track, onSeek }: ScrubberProps) {
  const seen = frames.filter((frame) => frame.detections.some((detection) => detection.track_id === track));
  return (
    <div className="scrubber">
      <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden>
        {duration > 0 && seen.map((frame, index) => {
          const untilUs = Math.min(seen[index + 1]?.ptsUs ?? 0, frame.ptsUs + MAX_GAP_MS * 1000);
          const perUs = 1000 / (duration * 1e6);
          return <rect key={frame.ptsUs} x={frame.ptsUs * perUs} y="0" width={Math.max(3, (untilUs - frame.ptsUs) * perUs)} height="10" />;
        })}
      </svg>
      <input type="range" min={0} max={duration || 1} step={0.001} value={seconds} aria-label="Place in the clip" aria-valuetext={`${seconds.toFixed(1)} seconds`} onChange={(event) => onSeek(Number(event.target.value))} />
    </div>
  );
}

function paint(canvas: HTMLCanvasElement, source: CanvasImageSource, videoWidth: number, videoHeight: number, found: FrameBoxes, alerting: AlertingTracks): void {
  const ratio = window.devicePixelRatio;
  const width = Math.max(1, Math.round(canvas.clientWidth * ratio));
  const height = Math.max(1, Math.round(canvas.clientHeight * ratio));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) return;
  const place = fit(videoWidth, videoHeight, width, height);
  context.fillStyle = "#05080b";
  context.fillRect(0, 0, width, height);
  context.drawImage(source, place.x, place.y, place.width, place.height);
  drawBoxes(context, found.boxes, alerting, place, ratio);
}

/** For tests and tools: which picture the canvas shows and where its boxes come from. */
function describe(canvas: HTMLCanvasElement, mediaUs: number, found: FrameBoxes): void {
  const { dataset } = canvas;
  dataset["ptsUs"] = String(mediaUs);
  dataset["frameId"] = found.frame?.frameId ?? "";
  dataset["source"] = found.source;
  dataset["boxes"] = String(found.boxes.length);
}
