// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
/** One access unit as the gateway relays it: docs/design/messages.md, "video". */
export interface AccessUnit {
  droneId: string;
  frameId: number;
  /** Microseconds since 1970. */
  capturedAtUs: number;
  /** Counts every unit of one capture from 1; a hole means a lost unit. */
  unit: number;
  isKey: boolean;
  isJpeg: boolean;
  /** Annex B, or a whole JPEG; shares the message's memory. */
  payload: Uint8Array<ArrayBuffer>;
}

const headerBytes = 32;
const magic = 0x31565945; // "EYV1", little-endian

/** The unit in a binary live message; undefined for anything else. */
export function parseAccessUnit(message: ArrayBuffer): AccessUnit | undefined {
  if (message.byteLength < headerBytes) return undefined;
  const view = new DataView(message);
  if (view.getUint32(0, true) !== magic) return undefined;
  const flags = view.getUint8(4);
  const nameBytes = view.getUint8(5);
  const start = headerBytes + nameBytes;
  if (nameBytes === 0 || message.byteLength <= start) return undefined;
  const droneId = new TextDecoder().decode(new Uint8Array(message, headerBytes, nameBytes));
  return {
    droneId,
    frameId: Number(view.getBigUint64(8, true)),
    capturedAtUs: Number(view.getBigInt64(16, true)),
    unit: Number(view.getBigUint64(24, true)),
    isKey: (flags & 1) !== 0,
    isJpeg: (flags & 2) !== 0,
    payload: new Uint8Array(message, start),
  };
}
