// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { Map as MapLibre, setWorkerUrl, type GeoJSONSource, type LngLatBoundsLike } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import "maplibre-gl/dist/maplibre-gl.css";
import { Image, LocateFixed, Minus, Plus } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { TelemetrySample } from "../../shared/api/types";
import type { MapDrawing, MapView } from "../../shared/map/drawing";
import type { MapContent } from "./content";
import { features, extent } from "./content";
import { grid, gridStep } from "./geometry";
import { Pace } from "./pace";
import { icons, style } from "./style";
import { useDrawing } from "./useDrawing";
import { usePicture } from "./usePicture";

setWorkerUrl(new URL(workerUrl, location.href).href);

interface MapCanvasProps {
  content: MapContent;
  trails: ReadonlyMap<string, readonly TelemetrySample[]>;
  onPickDrone?: ((id: string) => void) | undefined;
  onPickIncident?: ((id: number) => void) | undefined;
  drawing?: MapDrawing | undefined;
  /** Where the map is, while something is drawn on it. */
  onView: (view: MapView) => void;
}

const isStill = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** MapLibre on our own style. Loaded only where a map is shown: it is the largest part of the console. */
export default function MapCanvas({ content, trails, onPickDrone, onPickIncident, drawing, onView }: MapCanvasProps) {
  const host = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibre>();
  const [step, setStep] = useState(0);
  const [hasFailed, setHasFailed] = useState(false);
  const hasFramed = useRef(false);
  const drawn = useRef(new Map<string, string>());
  const picture = usePicture(map);
  const isPicking = drawing?.onPlace === undefined;
  const pickDrone = useEffectEvent((id: string) => isPicking && onPickDrone?.(id));
  const pickIncident = useEffectEvent((id: number) => isPicking && onPickIncident?.(id));
  useDrawing(map, drawing, onView);

  useEffect(() => {
    let made: MapLibre | undefined;
    let isGone = false;
    // Labels are drawn from the page's own font, which has to be there first.
    void document.fonts.load('500 12px "Inter Variable"').finally(() => {
      if (isGone || !host.current) return;
      try {
        made = create(host.current, setStep, pickDrone, pickIncident);
        made.once("load", () => setMap(made));
      } catch {
        setHasFailed(true);
      }
    });
    return () => {
      isGone = true;
      made?.remove();
      setMap(undefined);
      hasFramed.current = false;
      drawn.current = new Map();
    };
  }, []);

  const draw = useEffectEvent(() => {
    const all = features(content, trails);
    let hasChanged = false;
    for (const [name, data] of Object.entries(all)) {
      // Setting data is dear even when nothing moved, and most sources rest while a drone flies.
      const text = JSON.stringify(data);
      if (drawn.current.get(name) === text) continue;
      drawn.current.set(name, text);
      hasChanged = true;
      map?.getSource<GeoJSONSource>(name)?.setData(data);
    }
    const bounds = extent(content);
    if (!map || hasFramed.current || !bounds) return hasChanged;
    hasFramed.current = true;
    frame(map, bounds, false);
    return hasChanged;
  });
  const pace = useRef<Pace>(undefined);
  useEffect(() => {
    if (!map) return;
    const made = new Pace(() => draw(), (done) => void map.once("idle", done));
    pace.current = made;
    return () => made.stop();
  }, [map]);
  useEffect(() => pace.current?.ask(), [map, content, trails]);

  const recentre = () => {
    const bounds = extent(content);
    if (map && bounds) frame(map, bounds, !isStill());
  };
  if (hasFailed) return <p className="map-failed">The map needs WebGL, which this browser does not offer.</p>;
  return (
    <>
      <div ref={host} className="map-canvas" data-testid="map" data-ready={map !== undefined} data-grid-m={step} data-areas={content.areas.length} />
      <div className="map-buttons">
        <button type="button" aria-label="Zoom in" onClick={() => map?.zoomIn({ animate: !isStill() })}><Plus size={15} aria-hidden /></button>
        <button type="button" aria-label="Zoom out" onClick={() => map?.zoomOut({ animate: !isStill() })}><Minus size={15} aria-hidden /></button>
        <button type="button" aria-label="Show everything" onClick={recentre}><LocateFixed size={15} aria-hidden /></button>
        {picture.isThere && <button type="button" aria-label="Map picture" title={picture.isShown ? "Hide the map picture" : "Show the map picture"} aria-pressed={picture.isShown} onClick={picture.toggle}><Image size={15} aria-hidden /></button>}
      </div>
      {picture.attribution && <span className="map-attribution" title={picture.attribution}>{picture.attribution}</span>}
      {step > 0 && <span className="map-scale num">grid {step >= 1000 ? `${step / 1000} km` : `${step} m`}</span>}
    </>
  );
}

function create(container: HTMLElement, onStep: (step: number) => void, onDrone: (id: string) => void, onIncident: (id: number) => void): MapLibre {
  const map = new MapLibre({
    container, style, center: [0, 20], zoom: 1.4, maxZoom: 21, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.getCanvas().setAttribute("aria-label", "Map of drones and incidents");
  map.on("style.load", () => {
    for (const [name, image] of icons()) map.addImage(name, image, { pixelRatio: 2 });
    drawGrid(map, onStep);
  });
  const onView = () => {
    drawGrid(map, onStep);
    describe(map);
  };
  map.on("move", onView);
  map.on("resize", onView);
  map.on("click", "drones", ({ features: [hit] = [] }) => hit && onDrone(String(hit.properties["id"])));
  map.on("click", "incidents", ({ features: [hit] = [] }) => hit && onIncident(Number(hit.properties["id"])));
  for (const layer of ["drones", "incidents"]) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  return map;
}

/** For tests and tools: what the map looks at. */
function describe(map: MapLibre): void {
  const { dataset } = map.getContainer();
  const { lng, lat } = map.getCenter();
  dataset["centre"] = `${lng} ${lat}`;
  dataset["zoom"] = String(map.getZoom());
}

function frame(map: MapLibre, bounds: LngLatBoundsLike, animate: boolean): void {
  map.fitBounds(bounds, { padding: { top: 44, bottom: 48, left: 44, right: 56 }, maxZoom: 18.2, animate });
}

/** Grid lines about 56 pixels apart or a little more, in round metres. */
function drawGrid(map: MapLibre, onStep: (step: number) => void): void {
  const bounds = map.getBounds();
  const metresPerPixel = (40_075_016.7 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (512 * 2 ** map.getZoom());
  const step = gridStep(metresPerPixel * 56);
  const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const lines = step > 500_000 ? [] : grid(west, south, east, north, step);
  const major = lines.filter((line) => line.isMajor);
  onStep(lines.length > 0 ? step : 0);
  map.getSource<GeoJSONSource>("grid")?.setData({
    type: "FeatureCollection",
    features: lines.map(({ line, isMajor }) => ({ type: "Feature", properties: { isMajor }, geometry: { type: "LineString", coordinates: line } })),
  });
  map.getSource<GeoJSONSource>("labels")?.setData({
    type: "FeatureCollection",
    features: major.map(({ line: [start, end], label, axis }) => ({
      type: "Feature", properties: { label, anchor: axis === "lat" ? "left" : "top" }, geometry: { type: "Point", coordinates: axis === "lat" ? start : end },
    })),
  });
}
