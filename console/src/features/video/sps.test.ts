// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import { codecName, codecOf } from "./sps";

test("the codec string is the first three bytes of the parameter set, behind a delimiter and either start code", () => {
  const delimiter = [0, 0, 0, 1, 9, 0xf0];
  expect(codecOf(Uint8Array.from([...delimiter, 0, 0, 0, 1, 0x67, 0x64, 0x00, 0x28, 0xac]))).toBe("avc1.640028");
  expect(codecOf(Uint8Array.from([...delimiter, 0, 0, 1, 0x27, 0x42, 0xc0, 0x1f, 0x8c]))).toBe("avc1.42c01f");
});

test("a unit without parameter set has no codec string", () => {
  expect(codecOf(Uint8Array.from([0, 0, 0, 1, 0x41, 1, 2, 3, 4, 5]))).toBeUndefined();
  expect(codecOf(Uint8Array.from([0, 0, 1, 0x67, 0x64]))).toBeUndefined();
});

test("a codec is named for a person", () => {
  expect(codecName("avc1.640028")).toBe("H.264 High 4.0");
  expect(codecName("avc1.42c01f")).toBe("H.264 Baseline 3.1");
});
