# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`eyrie detect` finds what OpenCV, ONNX Runtime and the letterbox of the models' makers find: box for box, on both back ends."""

import json
import os
import pathlib
import subprocess

import cv2
import numpy as np
import onnxruntime
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ASSETS = pathlib.Path(os.environ.get("EYRIE_TEST_ASSETS", ROOT.parent / "shared" / "assets"))
EYRIE = pathlib.Path(os.environ.get("EYRIE_TEST_PROGRAMS", ROOT / "build" / "release" / "bin")) / "eyrie"
SIDE = 640
CONFIDENCE = 0.25
IOU = 0.45
PICTURES = {
    "yolov8n_coco_fp32_dequant.onnx": ["images/bus.jpg", "images/zidane.jpg", "images/misc/*.jpg", "images/misc/*.jpeg"],
    "ppe14_yolov8n_640_fp32_dequant.onnx": ["labels/hardhat/test/images/*.jpg"],
}
LIMIT = 12  # pictures of a pattern, evenly spread


def pictures_of(model: str) -> list[pathlib.Path]:
    found = sorted(path for pattern in PICTURES[model] for path in ASSETS.glob(pattern))
    return found[:: max(1, len(found) // LIMIT)]


def letterbox(picture: np.ndarray) -> tuple[np.ndarray, float, int, int]:
    """Ultralytics' rule: sides and padding rounded as they round them, grey 114."""
    height, width = picture.shape[:2]
    gain = min(SIDE / height, SIDE / width)
    new_width, new_height = round(width * gain), round(height * gain)
    left = round((SIDE - new_width) / 2 - 0.1)
    top = round((SIDE - new_height) / 2 - 0.1)
    canvas = np.full((SIDE, SIDE, 3), 114, np.uint8)
    canvas[top : top + new_height, left : left + new_width] = cv2.resize(picture, (new_width, new_height), interpolation=cv2.INTER_LINEAR)
    return canvas, gain, left, top


def overlap(box: np.ndarray, others: np.ndarray) -> np.ndarray:
    low = np.maximum(box[:2], others[:, :2])
    high = np.minimum(box[2:], others[:, 2:])
    common = np.clip(high - low, 0, None).prod(axis=1)
    areas = (others[:, 2:] - others[:, :2]).prod(axis=1)
    return common / (areas + (box[2:] - box[:2]).prod() - common)


def reference(session: onnxruntime.InferenceSession, picture: np.ndarray) -> list[tuple[int, float, np.ndarray]]:
    """(class, score, box in pixels), by the textbook."""
    canvas, gain, left, top = letterbox(picture)
    tensor = canvas[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / 255
    rows = session.run(None, {session.get_inputs()[0].name: np.ascontiguousarray(tensor)})[0][0].T
    scores, classes = rows[:, 4:].max(axis=1), rows[:, 4:].argmax(axis=1)
    sure = scores > CONFIDENCE
    centres, sizes = rows[sure, :2], rows[sure, 2:4]
    boxes = (np.hstack([centres - sizes / 2, centres + sizes / 2]) - [left, top, left, top]) / gain
    scores, classes = scores[sure], classes[sure]
    kept: list[int] = []
    for index in scores.argsort()[::-1]:
        rivals = [other for other in kept if classes[other] == classes[index]]
        if not rivals or overlap(boxes[index], boxes[rivals]).max() <= IOU:
            kept.append(index)
    limit = np.array([picture.shape[1], picture.shape[0]] * 2)
    return [(int(classes[i]), float(scores[i]), boxes[i].clip(0, limit)) for i in kept]


def detect(model: pathlib.Path, picture: pathlib.Path, backend: str) -> list[tuple[int, float, np.ndarray]]:
    command = [EYRIE, "detect", "--model", model, "--source", picture, "--backend", backend, "--precision", "f32", "--json"]
    ran = subprocess.run([*command, "--conf", str(CONFIDENCE), "--iou", str(IOU)], capture_output=True, text=True, check=True)
    frame = json.loads(ran.stdout)["frames"][0]
    size = np.array([frame["width"], frame["height"]] * 2)
    return [(found["class_id"], found["conf"], np.array(found["bbox"]) * size) for found in frame["detections"]]


@pytest.mark.parametrize("backend", ["openvino", "onnxruntime"])
@pytest.mark.parametrize("model", PICTURES)
def test_detect_finds_the_boxes_of_the_reference(model, backend):
    path = ASSETS / "detect" / model
    if not path.exists():
        pytest.skip(f"no models at {path.parent}; set EYRIE_TEST_ASSETS")
    if not EYRIE.exists():
        pytest.skip(f"{EYRIE.relative_to(ROOT)} is not built")
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    for picture in pictures_of(model):
        expected = reference(session, cv2.imread(str(picture)))
        found = detect(path, picture, backend)
        assert len(found) == len(expected), picture
        for kind, score, box in expected:
            same = [entry for entry in found if entry[0] == kind and abs(entry[1] - score) <= 2e-3]
            assert same, f"{picture}: class {kind} score {score}"
            assert overlap(box, np.array([entry[2] for entry in same])).max() > 0.99, f"{picture}: {box}"
