// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { shortcutOf, step } from "./keyboard";

const page = { isTyping: false, isOnControl: false, isInDialog: false };
const press = (key: string, change = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...change });

describe("shortcuts", () => {
  test("are single keys, case does not matter", () => {
    expect(shortcutOf(press("A"), page)).toBe("a");
    expect(shortcutOf(press("ArrowDown"), page)).toBe("ArrowDown");
    expect(shortcutOf(press("?"), page)).toBe("?");
  });
  test("leave text fields, dialogs and input methods alone", () => {
    expect(shortcutOf(press("r"), { ...page, isTyping: true })).toBeUndefined();
    expect(shortcutOf(press("r"), { ...page, isInDialog: true })).toBeUndefined();
    expect(shortcutOf(press("r", { isComposing: true }), page)).toBeUndefined();
  });
  test("leave Enter and Space to the control that has the focus", () => {
    expect(shortcutOf(press("Enter"), { ...page, isOnControl: true })).toBeUndefined();
    expect(shortcutOf(press("a"), { ...page, isOnControl: true })).toBe("a");
  });
  test("leave the browser's own combinations alone: Ctrl+R must reload, not resolve", () => {
    expect(shortcutOf(press("r", { ctrlKey: true }), page)).toBeUndefined();
    expect(shortcutOf(press("ArrowLeft", { altKey: true }), page)).toBeUndefined();
  });
  test("Ctrl+K and Cmd+K search from everywhere", () => {
    expect(shortcutOf(press("k", { ctrlKey: true }), { ...page, isTyping: true })).toBe("Ctrl+k");
    expect(shortcutOf(press("K", { metaKey: true }), page)).toBe("Ctrl+k");
  });
});

test("stepping through a list begins at its first entry and stops at its ends", () => {
  expect(step([7, 5, 3], undefined, 1)).toBe(7);
  expect(step([7, 5, 3], 7, 1)).toBe(5);
  expect(step([7, 5, 3], 3, 1)).toBe(3);
  expect(step([7, 5, 3], 7, -1)).toBe(7);
  expect(step([7, 5, 3], 99, 1)).toBe(7);
  expect(step([], undefined, 1)).toBeUndefined();
});
