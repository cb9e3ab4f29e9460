// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";

interface PanelProps {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  className?: string;
  testId?: string;
  children: ReactNode;
}

export function Panel({ title, note, actions, className = "", testId, children }: PanelProps) {
  return (
    <section className={`panel ${className}`} aria-label={title} data-testid={testId}>
      <header className="panel-head">
        <h2>{title}</h2>
        {note && <span className="muted">{note}</span>}
        <span className="grow" />
        {actions}
      </header>
      {children}
    </section>
  );
}

/** What a list says when it has nothing, is waiting, or could not be had. */
export function Notice({ title, detail, children }: { title: string; detail?: string | undefined; children?: ReactNode }) {
  return (
    <div className="notice">
      <b>{title}</b>
      {detail && <p>{detail}</p>}
      {children}
    </div>
  );
}
