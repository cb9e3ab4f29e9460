// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { spanSeconds, type Series } from "./series";

interface CurveProps {
  data: Series;
  colour: string;
  /** The least range of values shown, so that noise does not look like news. */
  minRange: number;
  nowMs: number;
}

/** A small curve without axes. uPlot, because one of these is redrawn every second for every drone on the page. */
export default function Curve({ data, colour, minRange, nowMs }: CurveProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const made = new uPlot(
      {
        width: element.clientWidth || 10, height: element.clientHeight || 10, pxAlign: false, cursor: { show: false }, legend: { show: false }, padding: [3, 0, 1, 0],
        scales: {
          x: { time: false },
          y: {
            range: (_plot, low, high) => {
              const [from, to] = [low ?? 0, high ?? 1];
              const spare = Math.max(minRange - (to - from), (to - from) * 0.16) / 2;
              return [from - spare, to + spare];
            },
          },
        },
        axes: [{ show: false }, { show: false }],
        series: [{}, { stroke: colour, width: 1.6, fill: `${colour}22`, points: { show: false } }],
      },
      [[], []],
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [colour, minRange]);
  useEffect(() => {
    plot.current?.setData(data, true);
    plot.current?.setScale("x", { min: nowMs / 1000 - spanSeconds, max: nowMs / 1000 });
  }, [data, nowMs]);
  return <div ref={host} className="curve" aria-hidden />;
}
