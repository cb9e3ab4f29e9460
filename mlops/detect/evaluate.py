# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""How good a model is on a set, by `eyrie eval detect`: the code that decodes and judges is the one that runs in production."""

import dataclasses
import json
import pathlib
import subprocess

from detect.coco import PictureSet
from detect.refusal import Refusal


@dataclasses.dataclass(frozen=True)
class ClassFigures:
    ap: float | None  # mean over IoU .50 to .95; none where the set has no such object
    ap50: float | None
    boxes: int  # true ones


@dataclasses.dataclass(frozen=True)
class Figures:
    sha256: str  # of the model
    pictures: int
    ap: float  # of all classes; COCO's first figure
    ap50: float
    classes: dict[str, ClassFigures]


def measure(eyrie: pathlib.Path, model: pathlib.Path, data: PictureSet, detections: pathlib.Path) -> Figures:
    """In f32, whatever is faster here: figures of two machines are to be the same. `detections` is written: what was found, in COCO's
    results format, which `eyrie eval detect --detections` judges again."""
    command = [eyrie, "eval", "detect", "--model", model, "--data", data.annotations, "--images", data.images]
    command += ["--precision", "f32", "--save", detections, "--json"]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Refusal(f"{eyrie}: cannot be run: {error}. Build it with make build, or name it by --eyrie.") from error
    if ran.returncode != 0:
        raise Refusal(f"{model}: eyrie eval detect ended with {ran.returncode}: {ran.stderr.strip() or ran.stdout.strip()}")
    return read_figures(json.loads(ran.stdout))


def read_figures(report: dict) -> Figures:
    """Of the document that `eyrie eval detect --json` prints."""
    classes = {one["name"]: ClassFigures(one["ap"], one["ap50"], one["true_boxes"]) for one in report["classes"]}
    return Figures(report["model"]["sha256"], report["pictures"], report["coco"][0], report["coco"][1], classes)
