# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`eyrie eval detect` says what pycocotools says: all 12 figures and each class, to 1e-12, on random and on real sets."""

import concurrent.futures
import json
import os
import pathlib
import random
import subprocess

import cv2
import pycoco
import pytest
from detector import ASSETS, EYRIE, ROOT
from random_sets import Kind, any_kind, make_detections, make_truth

SETS = int(1000 / float(os.environ.get("EYRIE_TEST_PATIENCE", "1")))  # programs under a sanitizer take their time
SAME = 1e-12


def evaluate(*arguments) -> dict:
    if not EYRIE.exists():
        pytest.skip(f"{EYRIE.relative_to(ROOT)} is not built")
    command = [str(word) for word in (EYRIE, "eval", "detect", *arguments, "--json")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def assert_same(ours: dict, theirs: pycoco.Answer, categories: list[dict]):
    assert ours["coco"] == pytest.approx(theirs.figures, abs=SAME, rel=0)
    ids = sorted(category["id"] for category in categories)
    for one, id in zip(ours["classes"], ids, strict=True):
        for figure, expected in ((one["ap"], theirs.ap[id]), (one["ap50"], theirs.ap50[id])):
            assert figure == (None if expected is None else pytest.approx(expected, abs=SAME, rel=0)), one["name"]


def compare(folder: pathlib.Path, truth: dict, detections: list[dict]):
    folder.mkdir(exist_ok=True)
    (folder / "truth.json").write_text(json.dumps(truth))
    (folder / "found.json").write_text(json.dumps(detections))
    ours = evaluate("--data", folder / "truth.json", "--detections", folder / "found.json")
    assert_same(ours, pycoco.judge(truth, detections), truth["categories"])


def compare_random(folder: pathlib.Path, seed: int) -> None:
    dice = random.Random(seed)
    kind = any_kind(dice)
    truth = make_truth(kind, dice)
    compare(folder / str(seed), truth, make_detections(truth, kind, dice))


def test_random_sets(tmp_path):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        for seed, done in enumerate([workers.submit(compare_random, tmp_path, seed) for seed in range(SETS)]):
            assert done.exception() is None, f"seed {seed}: {done.exception()}"


def test_a_set_with_nothing_in_it(tmp_path):
    empty = {"images": [{"id": 1, "file_name": "1.jpg"}], "categories": [{"id": 1, "name": "a"}], "annotations": []}
    compare(tmp_path / "empty", empty, [])
    compare(tmp_path / "invented", empty, [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 9, 9], "score": 0.5}])


def near_truth(truth: dict) -> list[dict]:
    """Detections for a set that has none: some right, some wrong, some twice."""
    return make_detections(truth, Kind(), random.Random(7))


def real_json(path: str) -> dict:
    file = ASSETS / path
    if not file.exists():
        pytest.skip(f"no {path} in the test data; set EYRIE_TEST_ASSETS")
    return json.loads(file.read_text())


def test_tinycoco(tmp_path):
    truth = real_json("labels/tinycoco/annotations/instances_val2017.json")
    compare(tmp_path / "val", truth, near_truth(truth))


def as_coco(folder: pathlib.Path, names: list[str]) -> dict:
    """A YOLO split in COCO's format: `images` beside `labels`, pictures numbered in the order of their names."""
    pictures, annotations = [], []
    for number, file in enumerate(sorted(folder.glob("*.jpg")), 1):
        height, width = cv2.imread(str(file)).shape[:2]
        pictures.append({"id": number, "file_name": file.name, "width": width, "height": height})
        labels = pathlib.Path(str(file).replace("/images/", "/labels/")).with_suffix(".txt")
        for line in labels.read_text().splitlines() if labels.exists() else []:
            kind, *shares = line.split()
            shares = [float(share) for share in shares]
            if len(shares) == 4:
                left, top = shares[0] - shares[2] / 2, shares[1] - shares[3] / 2
                right, bottom = shares[0] + shares[2] / 2, shares[1] + shares[3] / 2
            else:
                left, right = min(shares[::2]), max(shares[::2])
                top, bottom = min(shares[1::2]), max(shares[1::2])
            box = [left * width, top * height, (right - left) * width, (bottom - top) * height]
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": number,
                    "category_id": int(kind),
                    "bbox": box,
                    "area": box[2] * box[3],
                    "iscrowd": 0,
                }
            )
    return {"images": pictures, "categories": [{"id": id, "name": name} for id, name in enumerate(names)], "annotations": annotations}


def names_of(classes: list[dict]) -> list[str]:
    return [one["name"] for one in classes]


@pytest.mark.parametrize(
    ("data", "split", "pictures", "model", "pairs"),
    [
        ("coco8/coco8.yaml", "val", "coco8/images/val", "yolov8n_coco_fp32_dequant.onnx", {}),
        (
            "hardhat/data.yaml",
            "test",
            "hardhat/test/images",
            "ppe14_yolov8n_640_fp32_dequant.onnx",
            {"Hardhat": "hard_hat", "NO-Hardhat": "no_hard_hat", "Person": "person"},
        ),
    ],
)
def test_a_model_on_a_yolo_set(data, split, pictures, model, pairs, tmp_path):
    """The program reads YOLO's labels and runs the model; pycocotools judges what it found by labels read here."""
    path, network = ASSETS / "labels" / data, ASSETS / "detect" / model
    if not path.exists() or not network.exists():
        pytest.skip(f"no {data} and {model} in the test data; set EYRIE_TEST_ASSETS")
    mapping = [word for pair in pairs.items() for word in ("--class", "=".join(pair))]
    exact = ["--backend", "openvino", "--precision", "f32"]
    saved = tmp_path / "found.json"
    ours = evaluate("--data", path, "--split", split, "--model", network, *exact, *mapping, "--save", saved)
    truth = as_coco(ASSETS / "labels" / pictures, names_of(ours["classes"]))
    numbers = {pathlib.Path(picture["file_name"]).stem: picture["id"] for picture in truth["images"]}
    found = json.loads(saved.read_text())
    for one in found:
        name = one["image_id"]
        one["image_id"] = numbers[name] if name in numbers else numbers[f"{name:012}"]
    assert found
    assert ours["pictures"] == len(truth["images"])
    assert_same(ours, pycoco.judge(truth, found), truth["categories"])
