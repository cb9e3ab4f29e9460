# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`eyrie detect` finds what numpy and ONNX Runtime find in the pixels of OpenCV's JPEG decoder: box for box, on both back ends."""

import pathlib

import cv2
import onnxruntime
import pytest
from detector import ASSETS, EYRIE, ROOT, detect, missing, reference

PICTURES = {
    "yolov8n_coco_fp32_dequant.onnx": ["images/bus.jpg", "images/zidane.jpg", "images/misc/*.jpg", "images/misc/*.jpeg"],
    "ppe14_yolov8n_640_fp32_dequant.onnx": ["labels/hardhat/test/images/*.jpg"],
}
LIMIT = 12  # pictures of a pattern, evenly spread


def pictures_of(model: str) -> list[pathlib.Path]:
    found = sorted(path for pattern in PICTURES[model] for path in ASSETS.glob(pattern))
    return found[:: max(1, len(found) // LIMIT)]


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
        expected = reference(session, cv2.imread(str(picture))[:, :, ::-1])
        found = detect(EYRIE, path, picture, backend)
        assert len(found) == len(expected), picture
        assert not missing(expected, found), picture
