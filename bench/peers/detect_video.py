# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The peer of `eyrie detect`: the script people write. MODEL VIDEO -> one JSON list of boxes a frame, in pixels."""

import json
import sys

import cv2
import numpy as np
import onnxruntime

SIZE, CONFIDENCE, IOU = 640, 0.25, 0.45


def letterbox(picture):
    height, width = picture.shape[:2]
    ratio = min(SIZE / height, SIZE / width)
    new_width, new_height = round(width * ratio), round(height * ratio)
    left, top = round((SIZE - new_width) / 2 - 0.1), round((SIZE - new_height) / 2 - 0.1)
    right, bottom = SIZE - new_width - left, SIZE - new_height - top
    resized = cv2.resize(picture, (new_width, new_height), interpolation=cv2.INTER_LINEAR)
    padded = cv2.copyMakeBorder(resized, top, bottom, left, right, cv2.BORDER_CONSTANT, value=(114, 114, 114))
    return cv2.dnn.blobFromImage(padded, 1 / 255, swapRB=True), ratio, left, top


def detect(session, picture):
    blob, ratio, left, top = letterbox(picture)
    rows = session.run(None, {session.get_inputs()[0].name: blob})[0][0].T
    classes = rows[:, 4:].argmax(axis=1)
    scores = rows[np.arange(len(rows)), 4 + classes]
    rows, classes, scores = (values[scores > CONFIDENCE] for values in (rows, classes, scores))
    if not len(rows):
        return []
    corner = (rows[:, :2] - rows[:, 2:4] / 2 - (left, top)) / ratio
    boxes = np.concatenate([corner, rows[:, 2:4] / ratio], axis=1)
    kept = cv2.dnn.NMSBoxesBatched(boxes.tolist(), scores.tolist(), classes.tolist(), CONFIDENCE, IOU)
    height, width = picture.shape[:2]
    found = []
    for i in np.array(kept).ravel():
        x, y, w, h = boxes[i]
        box = [max(x, 0), max(y, 0), min(x + w, width), min(y + h, height)]
        found.append({"class_id": int(classes[i]), "conf": float(scores[i]), "box": [float(edge) for edge in box]})
    return found


def main():
    model, source = sys.argv[1:]
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    video = cv2.VideoCapture(source)
    frames = []
    while True:
        is_read, picture = video.read()
        if not is_read:
            break
        frames.append(detect(session, picture))
    json.dump(frames, sys.stdout)


if __name__ == "__main__":
    main()
