// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
export function Logo({ size }: { size: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden>
      <path d="M16 3 28 27 16 20.6 4 27Z" fill="none" stroke="#5fd0ff" strokeWidth="2.4" strokeLinejoin="round" />
      <circle cx="16" cy="15" r="2.6" fill="#5fd0ff" />
    </svg>
  );
}
