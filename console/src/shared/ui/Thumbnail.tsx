// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { ImageOff } from "lucide-react";
import { useArrivingPicture } from "./useArrivingPicture";

/** A key picture, or a quiet place for one that has not arrived. */
export function Thumbnail({ objectKey, label }: { objectKey: string | undefined; label: string }) {
  return objectKey ? <Arriving key={objectKey} objectKey={objectKey} label={label} /> : <Empty />;
}

function Arriving({ objectKey, label }: { objectKey: string; label: string }) {
  const { src, onError } = useArrivingPicture(objectKey);
  return src ? <img className="thumbnail" src={src} alt={label} loading="lazy" decoding="async" onError={onError} /> : <Empty />;
}

function Empty() {
  return (
    <span className="thumbnail is-empty" role="img" aria-label="Picture not here yet">
      <ImageOff size={14} aria-hidden />
    </span>
  );
}
