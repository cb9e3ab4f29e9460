// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { severityName, type Severity } from "../lib/severity";

const shapes: Record<Severity, string> = {
  4: "M6.2 1.5h7.6l5 5v7.6l-5 5H6.2l-5-5V6.5z", // octagon
  3: "M10 1.8 19.2 18H.8z", // triangle
  2: "M10 1.2 18.8 10 10 18.8 1.2 10z", // diamond
  1: "M10 1.6a8.4 8.4 0 1 1 0 16.8 8.4 8.4 0 0 1 0-16.8z", // circle
};

/** Severity as shape, colour and word; never as colour alone. Filled while nobody has taken it. */
export function SeverityMark({ severity, isFilled = true, size = 16 }: { severity: Severity; isFilled?: boolean; size?: number }) {
  const isTriangle = severity === 3;
  return (
    <svg className={`severity-mark s${severity}`} viewBox="0 0 20 20" width={size} height={size} role="img" aria-label={severityName[severity]}>
      <path d={shapes[severity]} fill={isFilled ? "currentColor" : "none"} stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" />
      <path d={isTriangle ? "M10 7.2v5M10 14.6v1" : "M10 5.4v5.4M10 13.4v1.2"} stroke={isFilled ? "#130a08" : "currentColor"} strokeWidth="2.1" strokeLinecap="round" fill="none" />
    </svg>
  );
}
