// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
/** Address of a clip or picture; the browser fetches it itself, with Range where it plays. */
export function objectUrl(key: string): string {
  return `/v1/objects?key=${encodeURIComponent(key)}`;
}
