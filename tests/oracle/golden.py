# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The golden boxes of the test data, and its pictures as their maker saw them.

The boxes were made in JavaScript from the pixels of jpeg-js, which differ from those of libjpeg by some levels (it repeats chroma
samples where libjpeg interpolates): more than the boxes may differ. So the pictures are decoded by jpeg-js here too and given to
`eyrie detect` without loss."""

import json
import pathlib
import subprocess
import typing

import cv2
import numpy as np
from detector import ASSETS, ROOT, Found, clipped

FILE = ASSETS / "labels/golden/detections_ort.json"
DECODER = ROOT / "tests/oracle/decode_jpeg.mjs"


class Pair(typing.NamedTuple):
    model: pathlib.Path
    picture: pathlib.Path  # as the test data has it
    expected: list[Found]


def pairs() -> list[Pair]:
    """Of float models: a golden box of a dynamically quantised one holds for one build of one library."""
    models = json.loads(FILE.read_text())["models"]
    return [
        Pair(ASSETS / model, ASSETS / picture, [Found(box["cls"], box["conf"], np.array(box["xyxy"], float)) for box in boxes])
        for model, pictures in models.items()
        for picture, boxes in pictures.items()
        if "int8" not in model
    ]


def decode(picture: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The picture's pixels by jpeg-js, as PNG."""
    raw = folder / f"{picture.stem}.ppm"
    subprocess.run(["node", DECODER, picture, raw], check=True)
    decoded = folder / f"{picture.stem}.png"
    cv2.imwrite(str(decoded), cv2.imread(str(raw)))
    raw.unlink()
    return decoded


def in_picture(boxes: list[Found], picture: pathlib.Path) -> list[Found]:
    """Golden boxes may reach past the picture's edge; ours end there."""
    pixels = cv2.imread(str(picture))
    return [box._replace(box=clipped(box.box, pixels)) for box in boxes]
