# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Boxes against the golden file of the test data: conf .25, IoU .45

Two boxes are the same at IoU > .99 and scores within 2e-3. The golden file was made from the pixels of another JPEG decoder
(jpeg-js): with its pixels the boxes must be the same; with libjpeg's, as every user has them, the peer is ONNX Runtime on OpenCV's
pixels, which meets the golden boxes no better than we do."""

import sys

from figures import PROGRAMS, ROOT, Figure, SkipError, at_most, main, temporary_folder

sys.path.insert(0, str(ROOT / "tests/oracle"))
import cv2  # noqa: E402
import golden  # noqa: E402
import onnxruntime  # noqa: E402
from detector import detect, missing, reference  # noqa: E402

EYRIE = PROGRAMS / "eyrie"


def difference(expected: list, found: list) -> int:
    return len(missing(expected, found)) + len(missing(found, expected))


def measure() -> list[Figure]:
    if not golden.FILE.exists():
        raise SkipError(f"no golden boxes at {golden.FILE.parent}; set EYRIE_TEST_ASSETS")
    if not EYRIE.exists():
        raise SkipError(f"{EYRIE} is not built; run tools/build bench")
    pairs = golden.pairs()
    differing = dict.fromkeys([("openvino", True), ("openvino", False), ("onnxruntime", True), ("onnxruntime", False)], 0)
    differing_peer = 0
    with temporary_folder() as folder:
        for model, picture, boxes in pairs:
            expected = golden.in_picture(boxes, picture)
            decoded = golden.decode(picture, folder)
            for backend, is_their_decoder in differing:
                found = detect(EYRIE, model, decoded if is_their_decoder else picture, backend)
                differing[backend, is_their_decoder] += difference(expected, found)
            session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
            differing_peer += difference(expected, reference(session, cv2.imread(str(picture))[:, :, ::-1]))
    golden_boxes = f"of {sum(len(pair.expected) for pair in pairs)} in {len(pairs)} pictures"
    figures = []
    for (backend, is_their_decoder), count in differing.items():
        what = f"{backend} f32: boxes that differ from the golden ones"
        if is_their_decoder:
            figures.append(Figure(what, count, "boxes", at_most(0), golden_boxes))
        else:
            figures.append(Figure(f"{what}, on libjpeg's pixels", count, "boxes", None, f"ONNX Runtime on OpenCV's: {differing_peer}"))
    return figures


if __name__ == "__main__":
    main(measure)
