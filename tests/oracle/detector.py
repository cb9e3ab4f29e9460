# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""A YOLO detector by the textbook, of numpy and ONNX Runtime, and `eyrie detect` beside it, both as lists of `Found`."""

import json
import os
import pathlib
import subprocess
import typing

import numpy as np
import onnxruntime

ROOT = pathlib.Path(__file__).resolve().parents[2]
ASSETS = pathlib.Path(os.environ.get("EYRIE_TEST_ASSETS", ROOT.parent / "shared" / "assets"))
EYRIE = pathlib.Path(os.environ.get("EYRIE_TEST_PROGRAMS", ROOT / "build" / "release" / "bin")) / "eyrie"
SIDE = 640
CONFIDENCE = 0.25
IOU = 0.45
SAME_IOU = 0.99
SAME_SCORE = 2e-3


class Found(typing.NamedTuple):
    kind: int
    score: float
    box: np.ndarray  # x_min, y_min, x_max, y_max in pixels


def taps(size: int, gain: float, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lower and upper neighbour of each output sample, and the weight of the upper: pixel centres lie at halves."""
    position = np.clip((np.arange(count) + 0.5) / gain - 0.5, 0, size - 1)
    lower = np.floor(position).astype(int)
    return lower, np.minimum(lower + 1, size - 1), position - lower


def letterbox(rgb: np.ndarray) -> tuple[np.ndarray, float, int, int]:
    """Bilinear at one gain for both sides, centred on grey 114; nothing is rounded to 8 bits."""
    height, width = rgb.shape[:2]
    gain = min(SIDE / height, SIDE / width)
    new_width, new_height = round(width * gain), round(height * gain)
    left, upper = (SIDE - new_width) // 2, (SIDE - new_height) // 2
    x0, x1, x_weight = taps(width, gain, new_width)
    y0, y1, y_weight = taps(height, gain, new_height)
    columns = rgb[:, x0] * (1 - x_weight[None, :, None]) + rgb[:, x1] * x_weight[None, :, None]
    canvas = np.full((SIDE, SIDE, 3), 114.0)
    canvas[upper : upper + new_height, left : left + new_width] = (
        columns[y0] * (1 - y_weight[:, None, None]) + columns[y1] * y_weight[:, None, None]
    )
    return canvas, gain, left, upper


def overlap(box: np.ndarray, others: np.ndarray) -> np.ndarray:
    low = np.maximum(box[:2], others[:, :2])
    high = np.minimum(box[2:], others[:, 2:])
    common = np.clip(high - low, 0, None).prod(axis=1)
    areas = (others[:, 2:] - others[:, :2]).prod(axis=1)
    return common / (areas + (box[2:] - box[:2]).prod() - common)


def reference(session: onnxruntime.InferenceSession, rgb: np.ndarray) -> list[Found]:
    canvas, gain, left, upper = letterbox(rgb)
    tensor = np.ascontiguousarray(canvas.transpose(2, 0, 1)[None].astype(np.float32) / 255)
    rows = session.run(None, {session.get_inputs()[0].name: tensor})[0][0].T
    scores, classes = rows[:, 4:].max(axis=1), rows[:, 4:].argmax(axis=1)
    sure = scores > CONFIDENCE
    centres, sizes = rows[sure, :2], rows[sure, 2:4]
    boxes = (np.hstack([centres - sizes / 2, centres + sizes / 2]) - [left, upper, left, upper]) / gain
    scores, classes = scores[sure], classes[sure]
    kept: list[int] = []
    for index in scores.argsort()[::-1]:
        rivals = [other for other in kept if classes[other] == classes[index]]
        if not rivals or overlap(boxes[index], boxes[rivals]).max() <= IOU:
            kept.append(index)
    return [Found(int(classes[i]), float(scores[i]), clipped(boxes[i], rgb)) for i in kept]


def clipped(box: np.ndarray, picture: np.ndarray) -> np.ndarray:
    height, width = picture.shape[:2]
    return box.clip(0, [width, height, width, height])


def detect(program: pathlib.Path, model: pathlib.Path, picture: pathlib.Path, backend: str) -> list[Found]:
    command = [program, "detect", "--model", model, "--source", picture, "--backend", backend, "--precision", "f32", "--json"]
    ran = subprocess.run([*command, "--conf", str(CONFIDENCE), "--iou", str(IOU)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    frame = json.loads(ran.stdout)["frames"][0]
    size = np.array([frame["width"], frame["height"]] * 2)
    return [Found(found["class_id"], found["conf"], np.array(found["bbox"]) * size) for found in frame["detections"]]


def missing(expected: list[Found], found: list[Found]) -> list[Found]:
    """Those of `expected` that have no like in `found`: the same class, almost the same score and place."""

    def has_like(one: Found) -> bool:
        alike = [other.box for other in found if other.kind == one.kind and abs(other.score - one.score) <= SAME_SCORE]
        return bool(alike) and overlap(one.box, np.array(alike)).max() > SAME_IOU

    return [one for one in expected if not has_like(one)]
