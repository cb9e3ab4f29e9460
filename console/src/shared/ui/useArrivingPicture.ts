// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";
import { objectUrl } from "../api/objectUrl";

const firstWaitMs = 1000;
const longestWaitMs = 30_000;

/**
 * The address of a picture that may be named before its bytes are uploaded, as over a thin link: undefined while it is not there,
 * asked for again after a while that doubles. For one key as long as the component is mounted.
 */
export function useArrivingPicture(objectKey: string): { src: string | undefined; onError: () => void } {
  const [tries, setTries] = useState(0);
  const [isAbsent, setIsAbsent] = useState(false);
  useEffect(() => {
    if (!isAbsent) return;
    const timer = setTimeout(() => {
      setTries((before) => before + 1);
      setIsAbsent(false);
    }, Math.min(longestWaitMs, firstWaitMs * 2 ** tries));
    return () => clearTimeout(timer);
  }, [isAbsent, tries]);
  return { src: isAbsent ? undefined : objectUrl(objectKey), onError: () => setIsAbsent(true) };
}
