# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`eyrie eval detect` on the pictures of a film."""

import json
import pathlib
import subprocess

import bright_squares
import pytest
from stack import PATIENCE, PROGRAMS

FRAMES = 8


@pytest.fixture
def film(tmp_path: pathlib.Path) -> pathlib.Path:
    return bright_squares.write_video(tmp_path / "squares.mp4", bright_squares.Video(frames=FRAMES))


def write_truth(path: pathlib.Path, frames: list[int]) -> pathlib.Path:
    """COCO's form, of frames counted from 1."""
    size = bright_squares.SIZE
    images, annotations = [], []
    for image_id, frame in enumerate(frames, 1):
        images.append({"id": image_id, "file_name": f"{frame:06}.png", "width": size, "height": size})
        x_min, y_min, x_max, y_max = (share * size for share in bright_squares.square_of(frame - 1))
        box = [x_min, y_min, x_max - x_min, y_max - y_min]
        annotations.append({"id": image_id, "image_id": image_id, "category_id": 1, "bbox": box, "area": box[2] * box[3], "iscrowd": 0})
    path.write_text(json.dumps({"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "no_helmet"}]}))
    return path


def evaluate(network: pathlib.Path, truth: pathlib.Path, film: pathlib.Path) -> subprocess.CompletedProcess:
    command = [
        PROGRAMS / "eyrie",
        "eval",
        "detect",
        "--model",
        network,
        "--data",
        truth,
        "--images",
        film,
        "--backend",
        "openvino",
        "--json",
    ]
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120 * PATIENCE, check=False)


def test_pictures_of_a_film_are_its_frames_by_number(network: pathlib.Path, film: pathlib.Path, tmp_path: pathlib.Path):
    first = evaluate(network, write_truth(tmp_path / "some.json", [2, 3, 7]), film)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["coco"][0] > 0.9


@pytest.mark.parametrize(("frames", "said"), [([3, 3], "than 3"), ([0], "than 0"), ([2, 30], f"has {FRAMES} frames, and 000030.png")])
def test_frames_that_the_film_does_not_have_are_refused(
    frames: list[int], said: str, network: pathlib.Path, film: pathlib.Path, tmp_path: pathlib.Path
):
    ran = evaluate(network, write_truth(tmp_path / "truth.json", frames), film)
    assert ran.returncode == 1
    assert said in ran.stderr
