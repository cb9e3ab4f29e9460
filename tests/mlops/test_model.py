# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The network's answer and its ONNX file."""

import pathlib
import subprocess

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="no PyTorch in this Python; tools/setup mlops installs it")

from detect.export import CHECK, CHECKING_PYTHON, export  # noqa: E402
from detect.model import DeployedDetector, Detector, ModelConfig, count_multiplications  # noqa: E402

YOLOV8N_640_MULTIPLICATIONS = 4.35e9  # half of the 8.7 GFLOPs that its makers state
NAMES = ("person", "helmet", "driver's")


def small_detector(finest_stride: int = 8) -> Detector:
    torch.manual_seed(3)
    config = ModelConfig(classes=NAMES, widths=(8, 8, 16, 16, 24), head_width=8, finest_stride=finest_stride)
    detector = Detector(config).eval()
    for name, parameter in detector.named_parameters():
        if name.endswith("bias"):
            torch.nn.init.normal_(parameter)
    return detector


@pytest.mark.parametrize("finest_stride", [4, 8])
def test_the_output_is_yolov8s_layout(finest_stride: int):
    height, width = 64, 96
    detector = small_detector(finest_stride)
    image = torch.rand(1, 3, height, width)
    with torch.no_grad():
        output = DeployedDetector(detector, height, width).eval()(image)[0].numpy()
        distances, logits = (answer[0].numpy() for answer in detector(image))
    expected = []
    for stride in (stride for stride in (4, 8, 16, 32) if stride >= finest_stride):
        for row in range(height // stride):
            for column in range(width // stride):
                left, top, right, bottom = distances[len(expected)] * stride
                x, y = (column + 0.5) * stride, (row + 0.5) * stride
                scores = 1 / (1 + np.exp(-logits[len(expected)]))
                expected.append([x + (right - left) / 2, y + (bottom - top) / 2, left + right, top + bottom, *scores])
    np.testing.assert_allclose(output, np.array(expected).T, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("finest_stride", [4, 8])
def test_a_frame_costs_at_most_a_third_of_yolov8n(finest_stride: int):
    detector = Detector(ModelConfig(classes=("person", "helmet", "no_helmet", "vehicle"), finest_stride=finest_stride)).eval()
    assert count_multiplications(detector, 384, 640) < 0.35 * YOLOV8N_640_MULTIPLICATIONS
    assert sum(parameter.numel() for parameter in detector.parameters()) * 4 < 6_000_000


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    if not CHECKING_PYTHON.exists():
        pytest.skip("no .venv with ONNX Runtime; tools/setup installs it")
    file = tmp_path_factory.mktemp("model") / "detector.onnx"
    export(small_detector(finest_stride=4), 64, 96, file)
    return file


def test_onnx_runtime_reads_the_metadata(exported: pathlib.Path):
    program = (
        "import sys, onnxruntime; session = onnxruntime.InferenceSession(sys.argv[1]); "
        "print({**session.get_modelmeta().custom_metadata_map, 'shapes': [x.shape for x in session.get_inputs() + session.get_outputs()]})"
    )
    read = subprocess.run([CHECKING_PYTHON, "-c", program, exported], capture_output=True, text=True, check=True).stdout
    metadata = eval(read, {})
    assert eval(metadata["names"], {}) == dict(enumerate(NAMES))
    assert metadata["shapes"] == [[1, 3, 64, 96], [1, 4 + len(NAMES), 16 * 24 + 8 * 12 + 4 * 6 + 2 * 3]]
    assert metadata["iou"] == "0.5"
    assert (metadata["stride"], metadata["imgsz"], metadata["task"], metadata["license"]) == ("32", "[64, 96]", "detect", "Apache-2.0")


def test_a_file_that_computes_something_else_is_found_out(exported: pathlib.Path, tmp_path: pathlib.Path):
    image = torch.rand(1, 3, 64, 96)
    with torch.no_grad():
        answer = DeployedDetector(small_detector(finest_stride=4), 64, 96).eval()(image).numpy()
    answer[0, 4, 0] += 0.01
    np.savez(tmp_path / "sample.npz", image=image.numpy(), answer=answer)
    checked = subprocess.run([CHECKING_PYTHON, CHECK, exported, tmp_path / "sample.npz"], capture_output=True, text=True, check=False)
    assert checked.returncode == 1
    assert "scores by up to 0.01" in checked.stdout
