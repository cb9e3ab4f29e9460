// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { ImageOff } from "lucide-react";
import { useState } from "react";
import { objectUrl } from "../api/objectUrl";

/** A key picture, or a quiet place for one that has not arrived. */
export function Thumbnail({ objectKey, label }: { objectKey: string | undefined; label: string }) {
  const [failed, setFailed] = useState<string>();
  if (!objectKey || failed === objectKey) {
    return (
      <span className="thumbnail is-empty" role="img" aria-label={objectKey ? "Picture not available" : "Picture not here yet"}>
        <ImageOff size={14} aria-hidden />
      </span>
    );
  }
  return <img className="thumbnail" src={objectUrl(objectKey)} alt={label} loading="lazy" decoding="async" onError={() => setFailed(objectKey)} />;
}
