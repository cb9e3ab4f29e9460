# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Run by export.py with `.venv`'s Python: onnx_check.py MODEL.onnx SAMPLE.npz. Ends with 1 where ONNX Runtime answers `image` with
something else than `answer`."""

import sys

import numpy as np
import onnxruntime

BOX_TOLERANCE_PX = 0.02
SCORE_TOLERANCE = 1e-4
BOX_ROWS = 4


def main() -> int:
    model, sample = sys.argv[1:]
    expected = np.load(sample)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    (answer,) = session.run(None, {"images": expected["image"]})
    if answer.shape != expected["answer"].shape:
        print(f"output of shape {answer.shape} and not {expected['answer'].shape}")
        return 1
    difference = np.abs(answer - expected["answer"])
    boxes, scores = difference[:, :BOX_ROWS].max(), difference[:, BOX_ROWS:].max()
    print(f"boxes differ by up to {boxes:.2g} px, scores by up to {scores:.2g}")
    return 0 if boxes <= BOX_TOLERANCE_PX and scores <= SCORE_TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
