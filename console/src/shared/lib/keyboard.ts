// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useEffectEvent, useLayoutEffect } from "react";

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing?: boolean;
  defaultPrevented?: boolean;
}

interface Where {
  /** In a text field, where letters are text. */
  isTyping: boolean;
  /** On a button or link, where Enter and Space belong to it. */
  isOnControl: boolean;
  /** A dialog is open: the page behind it is deaf. */
  isInDialog: boolean;
}

/** The name of a shortcut such as `a`, `ArrowDown`, `?` or `Ctrl+k`; undefined when the key belongs to somebody else. */
export function shortcutOf(pressed: Pressed, where: Where): string | undefined {
  if (pressed.isComposing || pressed.defaultPrevented || pressed.altKey) return undefined;
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key;
  if (pressed.ctrlKey || pressed.metaKey) return key === "k" ? "Ctrl+k" : undefined;
  if (where.isInDialog || where.isTyping) return undefined;
  if (where.isOnControl && (key === "Enter" || key === " ")) return undefined;
  return key;
}

const textTypes = new Set(["button", "checkbox", "radio", "range", "submit", "reset"]);

function whereIs(target: EventTarget | null): Where {
  const element = target instanceof HTMLElement ? target : null;
  const isInput = element instanceof HTMLInputElement && !textTypes.has(element.type);
  const isTyping = isInput || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement || element?.isContentEditable === true;
  const isOnControl = element?.closest("button, a[href], summary") !== null && element !== null;
  return { isTyping, isOnControl, isInDialog: document.querySelector("dialog[open]") !== null };
}

export type Shortcuts = Record<string, (() => void) | undefined>;

/** Binds keys while the component is mounted. A handled key does nothing else. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const name = shortcutOf(event, whereIs(event.target));
    const action = name === undefined ? undefined : shortcuts[name];
    if (!action) return;
    event.preventDefault();
    action();
  });
  // Before the page is painted: a key pressed at the sight of it must not be lost.
  useLayoutEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}

/** The id one step from the selected one; the first when nothing is selected. Stops at both ends. */
export function step(ids: readonly number[], selected: number | undefined, by: 1 | -1): number | undefined {
  const at = selected === undefined ? -1 : ids.indexOf(selected);
  if (at < 0) return ids[0];
  return ids[Math.min(ids.length - 1, Math.max(0, at + by))];
}
