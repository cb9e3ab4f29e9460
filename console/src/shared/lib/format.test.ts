// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { actorName, age, position, sentence } from "./format";

test("ages are short, and never negative when clocks differ", () => {
  const at = (seconds: number) => age(0, seconds * 1000);
  expect([-5, 0, 48, 725, 3600 + 12 * 60, 3 * 86_400].map(at)).toEqual(["0:00", "0:00", "0:48", "12:05", "1 h 12 m", "3 d"]);
});

test("positions have a true minus sign and a metre's decimals", () => {
  expect(position({ lat: 53.7181123, lon: -1.73957 })).toBe("53.71811, −1.73957");
});

test("names become words", () => {
  expect(sentence("no_helmet")).toBe("No helmet");
});

test("actors are called as people call them", () => {
  expect(["user:maya", "drone:drone-01", "service:ingest", "maya"].map(actorName)).toEqual(["maya", "drone-01", "Eyrie", "maya"]);
});
