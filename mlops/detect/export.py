# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The detector as an ONNX file that takes the place of a YOLOv8.

PyTorch is Debian's and lives in the system's Python; ONNX Runtime comes from PyPI into `.venv`, and the two want different NumPys. So
the file is held against PyTorch's own answer in a second process, `onnx_check.py`."""

import io
import pathlib
import subprocess
import tempfile
import warnings

import numpy as np
import torch

from detect.files import write_atomically
from detect.model import COARSEST_STRIDE, DeployedDetector, Detector
from detect.onnx_metadata import metadata_fields
from detect.refusal import Refusal

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHECK = pathlib.Path(__file__).with_name("onnx_check.py")
CHECKING_PYTHON = ROOT / ".venv/bin/python"
OPSET = 13
LICENCE = "Apache-2.0"
OVERLAP = 0.5  # from which the weaker of two boxes goes: of two boxes of one head of 8 pixels, shifted by one, 0.6 is common


def onnx_bytes(detector: Detector, height: int, width: int) -> bytes:
    """Input `images` [1,3,H,W], RGB of 0..1; output `output0` [1, 4 + classes, N]."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The shape inference of prim::Constant")  # of PyTorch 1.13's own making
        torch.onnx.export(
            DeployedDetector(detector, height, width).eval(),
            torch.zeros(1, 3, height, width),
            file,
            opset_version=OPSET,
            input_names=["images"],
            output_names=["output0"],
        )
    metadata = {
        "names": str(dict(enumerate(detector.config.classes))),
        "stride": str(COARSEST_STRIDE),
        "imgsz": str([height, width]),
        "task": "detect",
        "iou": str(OVERLAP),
        "license": LICENCE,
        "author": "The Eyrie Authors",
    }
    return file.getvalue() + metadata_fields(metadata)


def export(detector: Detector, height: int, width: int, to: pathlib.Path) -> None:
    """Height and width are multiples of 32. Where ONNX Runtime computes something else than PyTorch, nothing is left."""
    content = onnx_bytes(detector, height, width)
    write_atomically(to, lambda file: file.write(content))
    image = torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        answer = DeployedDetector(detector, height, width).eval()(image)
    with tempfile.TemporaryDirectory() as folder:
        sample = pathlib.Path(folder) / "sample.npz"
        np.savez(sample, image=image.numpy(), answer=answer.numpy())
        checked = subprocess.run([CHECKING_PYTHON, CHECK, to, sample], capture_output=True, text=True, check=False)
    if checked.returncode != 0:
        to.unlink()
        raise Refusal(f"{to}: ONNX Runtime does not compute what PyTorch does: {checked.stdout.strip() or checked.stderr.strip()}")
