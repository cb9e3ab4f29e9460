# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The model that is measured, with the int8 sibling that `eyrie model quantize` makes, in a folder of its own."""

import hashlib
import pathlib
import subprocess
import sys

from figures import PROGRAMS, RESULTS, SkipError, assets

MODELS = RESULTS.parent / "models"
CALIBRATION = ("labels/tinycoco/images/*/*.jpg",)
EVALUATION = ("images/*.jpg", "images/da2_demo/*.jpg", "images/misc/*.jpg", "labels/coco8*/images/*/*.jpg")


def link_pictures(folder: pathlib.Path, patterns: tuple[str, ...]) -> pathlib.Path:
    folder.mkdir(exist_ok=True)
    for pattern in patterns:
        for picture in sorted(assets().glob(pattern)):
            link = folder / f"{picture.parent.name}-{picture.name}"
            link.unlink(missing_ok=True)
            link.symlink_to(picture)
    if not any(folder.iterdir()):
        raise SkipError(f"no pictures to quantize with in the test data: {', '.join(patterns)}")
    return folder


def with_sibling(model: pathlib.Path) -> pathlib.Path:
    """A link to the model with its int8 sibling beside it; made once for each model and each way of quantizing."""
    script = pathlib.Path(__file__).resolve().parents[1] / "apps/eyrie/model/quantize.py"
    folder = MODELS / hashlib.sha256(model.read_bytes() + script.read_bytes()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / model.name
    if link.with_suffix(".int8.json").exists():
        return link
    link.unlink(missing_ok=True)
    link.symlink_to(model)
    command = [PROGRAMS / "eyrie", "model", "quantize", "--model", link, "--python", sys.executable]
    command += ["--calibrate", link_pictures(folder / "calibration", CALIBRATION)]
    command += ["--evaluate", link_pictures(folder / "evaluation", EVALUATION)]
    made = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    # What does not pass the accuracy gate stays beside the model: `auto` is measured as it then behaves.
    print(made.stdout + made.stderr, end="")
    return link
