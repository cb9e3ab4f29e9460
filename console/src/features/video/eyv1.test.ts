// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { parseAccessUnit } from "./eyv1";

/** Written out byte by byte from the table in docs/design/messages.md, not with the parser's own constants. */
function message(flags: number, drone: string, payload: number[]): ArrayBuffer {
  const name = new TextEncoder().encode(drone);
  const bytes = new Uint8Array(32 + name.length + payload.length);
  bytes.set([0x45, 0x59, 0x56, 0x31, flags, name.length, 0, 0]);
  bytes.set([0x2a, 0, 0, 0, 0, 0, 0, 0], 8); // frame 42
  bytes.set([0x40, 0xbf, 0xcd, 0x4a, 0xff, 0x3f, 0x06, 0x00], 16); // 0x00063fff4acdbf40 microseconds
  bytes.set([0x07, 1, 0, 0, 0, 0, 0, 0], 24); // unit 263
  bytes.set(name, 32);
  bytes.set(payload, 32 + name.length);
  return bytes.buffer;
}

describe("EYV1", () => {
  test("is read field by field", () => {
    const unit = parseAccessUnit(message(1, "drone-01", [0, 0, 0, 1, 0x65]));
    expect(unit).toMatchObject({ droneId: "drone-01", frameId: 42, unit: 263, isKey: true, isJpeg: false, capturedAtUs: 0x00063fff4acdbf40 });
    expect([...(unit?.payload ?? [])]).toEqual([0, 0, 0, 1, 0x65]);
  });
  test("flag bit 1 says JPEG", () => {
    expect(parseAccessUnit(message(3, "d", [0xff, 0xd8]))).toMatchObject({ isKey: true, isJpeg: true });
  });
  test("what is no unit is refused, never guessed", () => {
    expect(parseAccessUnit(new ArrayBuffer(0))).toBeUndefined();
    expect(parseAccessUnit(new ArrayBuffer(64))).toBeUndefined();
    expect(parseAccessUnit(message(0, "", [1]))).toBeUndefined();
    expect(parseAccessUnit(message(0, "drone-01", []))).toBeUndefined();
    expect(parseAccessUnit(message(0, "drone-01", [1]).slice(0, 36))).toBeUndefined();
  });
});
