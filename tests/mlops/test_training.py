# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Runs of a few seconds on tiny_set.py."""

import dataclasses
import os
import pathlib
import subprocess

import numpy as np
import pytest
import tiny_set

torch = pytest.importorskip("torch", reason="no PyTorch in this Python; tools/setup mlops installs it")

import by_the_book  # noqa: E402
from detect.augment import AugmentConfig  # noqa: E402
from detect.cache import open_cache  # noqa: E402
from detect.coco import read_set  # noqa: E402
from detect.hardware import Hardware, find_hardware  # noqa: E402
from detect.model import DeployedDetector, ModelConfig  # noqa: E402
from detect.refusal import Refusal  # noqa: E402
from detect.schedule import Budget, RateConfig  # noqa: E402
from detect.training import Place, Recipe, Trained, Training  # noqa: E402

SIDE = tiny_set.SIDE
CPU = Hardware(torch.device("cpu"), torch.float32)
MODEL = ModelConfig(classes=tiny_set.NAMES, widths=(8, 16, 16, 32, 32), depths=(1, 1, 1, 1), head_width=16)
PLAIN = AugmentConfig(crop_width=SIDE, crop_height=SIDE, deployed_width=SIDE, deployed_height=SIDE, least_scale=0.95, most_scale=1.05)


def recipe_of(steps: int) -> Recipe:
    return Recipe(budget=Budget(steps=steps), batch=4, rate=RateConfig(peak=4e-3, warm_up_steps=5), averaging=0.95, augment=PLAIN)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return tiny_set.write_set(tmp_path_factory.mktemp("data"), ("train", "val"))


def run(folder: pathlib.Path, out: pathlib.Path, steps: int, stop_after: int | None = None, is_resumed: bool = False) -> Trained:
    out.mkdir(exist_ok=True)
    training = Training(MODEL, recipe_of(steps), read_set(folder, "train"), Place(out), CPU)
    training.start_or_resume(is_resumed)
    return training.run(lambda _: None, should_stop=lambda: training.step == stop_after)


def test_a_run_that_was_cut_ends_with_the_same_weights(folder: pathlib.Path, tmp_path: pathlib.Path):
    whole = run(folder, tmp_path / "whole", 9)
    cut = run(folder, tmp_path / "cut", 9, stop_after=4)
    assert (cut.step, cut.is_complete) == (4, False)
    resumed = run(folder, tmp_path / "cut", 9, is_resumed=True)
    assert (resumed.step, resumed.is_complete) == (9, True)
    for (name, expected), found in zip(whole.detector.state_dict().items(), resumed.detector.state_dict().values(), strict=True):
        assert torch.equal(expected, found), name
    kept = [torch.load(tmp_path / out / "checkpoint.pt") for out in ("whole", "cut")]
    assert all(torch.equal(kept[0]["detector"][name], kept[1]["detector"][name]) for name in kept[0]["detector"])


def test_it_learns_four_pictures_by_heart(folder: pathlib.Path, tmp_path: pathlib.Path):
    detector = run(folder, tmp_path, 140).detector
    data = read_set(folder, "train")
    cache = open_cache(tmp_path / "cache", data)
    images = torch.from_numpy(np.stack([cache[index] for index in range(4)])).permute(0, 3, 1, 2).float() / 255
    with torch.no_grad():
        outputs = list(DeployedDetector(detector, SIDE, SIDE).eval()(images).numpy())
    truth = [
        [by_the_book.TrueBox(*row) for row in zip(one.labels.boxes, one.labels.classes, one.labels.is_ignored, strict=True)]
        for one in data.pictures
    ]
    assert [by_the_book.ap50(outputs, truth, index) > 0.9 for index in range(2)] == [True, True]


def test_a_checkpoint_of_another_run_is_refused(folder: pathlib.Path, tmp_path: pathlib.Path):
    run(folder, tmp_path, 1)
    data, place = read_set(folder, "train"), Place(tmp_path)
    with pytest.raises(Refusal, match="--resume, or name another --out"):
        Training(MODEL, recipe_of(1), data, place, CPU).start_or_resume(False)

    others = {
        r"another architecture: widths is \[8, 16, 16, 32, 32\] and not": (
            dataclasses.replace(MODEL, widths=(8, 16, 16, 32, 48)),
            recipe_of(1),
        ),
        r"another architecture: classes is \['red', 'blue'\] and not \['red', 'green'\]": (
            dataclasses.replace(MODEL, classes=("red", "green")),
            recipe_of(1),
        ),
        "another recipe: budget is": (MODEL, recipe_of(2)),
    }
    for told, (model, recipe) in others.items():
        with pytest.raises(Refusal, match=told) as refused:
            Training(model, recipe, data, place, CPU).start_or_resume(True)
        assert "or another --out" in str(refused.value)

    with pytest.raises(Refusal, match="learnt from data"):
        Training(MODEL, recipe_of(1), dataclasses.replace(data, pictures=data.pictures[:3]), place, CPU).start_or_resume(True)
    place.checkpoint.write_bytes(b"nothing that PyTorch wrote")
    with pytest.raises(Refusal, match="no checkpoint of this program"):
        Training(MODEL, recipe_of(1), data, place, CPU).start_or_resume(True)
    with pytest.raises(Refusal, match="no run to go on with"):
        Training(MODEL, recipe_of(1), data, Place(tmp_path / "cache"), CPU).start_or_resume(True)


def test_a_picture_of_another_size_than_its_label_says_is_refused(tmp_path: pathlib.Path):
    content = tiny_set.document()
    for image in content["images"]:
        image["width"] = 72
    tiny_set.write_set(tmp_path)
    tiny_set.write_labels(tmp_path, content)
    with pytest.raises(Refusal, match="is 64x64, but the labels say 72x64"):
        open_cache(tmp_path / "cache", read_set(tmp_path, "train"))
    assert not list((tmp_path / "cache").glob("*.rgb"))


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_a_gpu_that_is_not_there_is_refused():
    with pytest.raises(Refusal, match="--device"):
        find_hardware("cuda")


FAKE_EYRIE = """#!/bin/sh
echo '{"model": {"sha256": "ab"}, "pictures": 4, "coco": [0.7, 0.91, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "classes": [
  {"name": "red", "ap": 0.7, "ap50": 0.95, "true_boxes": 4}, {"name": "blue", "ap": 0.7, "ap50": 0.75, "true_boxes": 4}]}'
"""


def test_the_program_leaves_a_model_its_card_and_a_verdict(folder: pathlib.Path, tmp_path: pathlib.Path):
    eyrie = tmp_path / "eyrie"
    eyrie.write_text(FAKE_EYRIE)
    eyrie.chmod(0o755)
    program = pathlib.Path(__file__).resolve().parents[2] / "mlops/train"
    out = tmp_path / "run"
    command = [program, "detect", "--data", folder, "--out", out, "--steps", "1", "--batch", "2", "--threads", "1", "--input", "96x64"]
    ran = subprocess.run([*command, "--eyrie", eyrie], capture_output=True, text=True, check=False, env=os.environ)
    assert ran.returncode == 3, ran.stderr
    assert "blue             AP50 75.0  below 0.80" in ran.stdout
    assert {path.name for path in out.iterdir()} == {"cache", "checkpoint.pt", "detector.md", "detector.onnx"}
    assert "--steps 1" in (out / "detector.md").read_text()

    refused = subprocess.run([*command, "--eyrie", tmp_path / "nowhere"], capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "make build" in refused.stderr

    judged_by_itself = subprocess.run([*command, "--eyrie", eyrie, "--split", "train"], capture_output=True, text=True, check=False)
    assert judged_by_itself.returncode == 1
    assert "is what it learns from" in judged_by_itself.stderr
