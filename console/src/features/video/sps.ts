// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
const sequenceParameterSet = 7;

/**
 * The codec string that WebCodecs wants, such as `avc1.640028`, from the sequence parameter set of an Annex B key frame:
 * profile_idc, constraint flags and level_idc are its first three bytes (H.264 7.3.2.1.1). Undefined when there is none.
 */
export function codecOf(annexB: Uint8Array): string | undefined {
  for (let at = 0; at + 6 < annexB.length; at += 1) {
    if (annexB[at] !== 0 || annexB[at + 1] !== 0 || annexB[at + 2] !== 1) continue;
    if (((annexB[at + 3] ?? 0) & 0x1f) !== sequenceParameterSet) continue;
    const hex = (byte: number | undefined) => (byte ?? 0).toString(16).padStart(2, "0");
    return `avc1.${hex(annexB[at + 4])}${hex(annexB[at + 5])}${hex(annexB[at + 6])}`;
  }
  return undefined;
}

const profiles: Record<string, string> = { "42": "Baseline", "4d": "Main", "58": "Extended", "64": "High" };

/** For a person: `H.264 High 4.0`. */
export function codecName(codec: string): string {
  const profile = profiles[codec.slice(5, 7)] ?? codec.slice(5, 7);
  const level = Number.parseInt(codec.slice(9, 11), 16) / 10;
  return `H.264 ${profile} ${level.toFixed(1)}`;
}
