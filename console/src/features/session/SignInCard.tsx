// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { FormEvent, ReactNode } from "react";
import { Logo } from "../../shared/ui/Logo";
import "./session.css";

/** The card in front of the console, for who is not in yet. */
export function SignInCard({ title, onSubmit, children }: { title: string; onSubmit: (event: FormEvent) => void; children: ReactNode }) {
  return (
    <main className="sign-in" id="main">
      <div className="sign-in-grid" aria-hidden />
      <form className="panel sign-in-card" onSubmit={onSubmit}>
        <div className="sign-in-brand">
          <Logo size={30} />
          <h1>{title}</h1>
        </div>
        {children}
      </form>
    </main>
  );
}
