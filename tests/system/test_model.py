# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`eyrie model`: golden files, and int8 siblings from the calibration pictures to what `auto` makes of them."""

import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys

import bright_squares
import pytest
from stack import PROGRAMS

PICTURES = 48


def eyrie(folder: pathlib.Path, *arguments) -> subprocess.CompletedProcess:
    command = [str(word) for word in (PROGRAMS / "eyrie", *arguments)]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def model(tmp_path: pathlib.Path, network: pathlib.Path) -> pathlib.Path:
    return shutil.copy(network, tmp_path / "squares.onnx")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """One square each, on a cell of its own."""
    folder = tmp_path_factory.mktemp("pictures")
    video = bright_squares.write_video(folder / "squares.mp4", bright_squares.Video(frames=PICTURES))
    subprocess.run(["ffmpeg", "-v", "error", "-i", video, folder / "%03d.png"], check=True)
    return folder


def test_a_golden_file_is_written_where_the_model_finds_something(tmp_path: pathlib.Path, model: pathlib.Path, pictures: pathlib.Path):
    made = eyrie(tmp_path, "model", "golden", "--model", model, "--image", pictures / "001.png")
    assert made.returncode == 0, made.stderr
    assert "found no_helmet" in made.stdout
    assert json.loads(pathlib.Path(f"{model}.golden.json").read_text())["format"] == "eyrie-golden-1"
    assert eyrie(tmp_path, "detect", "--model", model, "--source", pictures / "001.png").returncode == 0


def test_no_golden_file_is_written_where_the_model_finds_nothing(tmp_path: pathlib.Path, model: pathlib.Path):
    empty = bright_squares.Video(frames=1, has_square=False)
    subprocess.run(
        ["ffmpeg", "-v", "error", "-i", bright_squares.write_video(tmp_path / "empty.mp4", empty), tmp_path / "empty.png"], check=True
    )
    made = eyrie(tmp_path, "model", "golden", "--model", model, "--image", tmp_path / "empty.png")
    assert made.returncode == 1
    assert "finds nothing" in made.stderr
    assert not pathlib.Path(f"{model}.golden.json").exists()


def test_an_int8_model_is_no_reference_of_its_own(tmp_path: pathlib.Path):
    made = eyrie(tmp_path, "model", "golden", "--model", tmp_path / "squares.int8.xml")
    assert made.returncode == 1
    assert "eyrie model quantize" in made.stderr


def test_quantizing_says_what_its_python_lacks(tmp_path: pathlib.Path, model: pathlib.Path, pictures: pathlib.Path):
    made = eyrie(tmp_path, "model", "quantize", "--model", model, "--calibrate", pictures, "--python", tmp_path / "no-python")
    assert made.returncode == 1
    assert "pip install nncf" in made.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["squares.onnx"], "nothing is left behind"


@pytest.fixture
def needs_quantizing():
    if any(importlib.util.find_spec(module) is None for module in ("nncf", "openvino")):
        pytest.skip("this Python has no nncf and openvino; bench/requirements.txt has them")


@pytest.mark.usefixtures("needs_quantizing")
def test_an_int8_sibling_is_measured_and_judged(tmp_path: pathlib.Path, model: pathlib.Path, pictures: pathlib.Path):
    made = eyrie(tmp_path, "model", "quantize", "--model", model, "--calibrate", pictures, "--python", sys.executable)
    assert made.returncode == 0, made.stderr
    record = json.loads((tmp_path / "squares.int8.json").read_text())
    assert record["calibration_pictures"] + record["evaluation_pictures"] == PICTURES
    assert record["classes"] == [{"name": "no_helmet", "boxes": PICTURES // 3, "float_ap50": 1.0, "int8_ap50": 1.0}]

    sibling = tmp_path / "squares.int8.xml"
    seen = eyrie(tmp_path, "detect", "--model", sibling, "--source", pictures / "001.png", "--json")
    detections = json.loads(seen.stdout)["frames"][0]["detections"]
    assert [(one["class"], [round(edge, 2) for edge in one["bbox"]]) for one in detections] == [("no_helmet", [0, 0, 0.05, 0.05])]
    assert eyrie(tmp_path, "detect", "--model", model, "--source", pictures / "001.png").stderr == "", "auto has nothing against it"

    record["classes"][0]["int8_ap50"] = 0.9
    (tmp_path / "squares.int8.json").write_text(json.dumps(record))
    refused = eyrie(tmp_path, "detect", "--model", model, "--source", pictures / "001.png", "--json")
    assert refused.returncode == 0
    assert "no_helmet loses 10.0 points" in refused.stderr
    assert json.loads(refused.stdout)["precision"] != "int8"


@pytest.mark.usefixtures("needs_quantizing")
def test_an_int8_sibling_goes_along_with_its_model(
    tmp_path: pathlib.Path, model: pathlib.Path, pictures: pathlib.Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("EYRIE_MODELS", str(tmp_path / "models"))
    assert eyrie(tmp_path, "model", "golden", "--model", model).returncode == 0
    made = eyrie(tmp_path, "model", "quantize", "--model", model, "--calibrate", pictures, "--python", sys.executable)
    assert made.returncode == 0, made.stderr
    add = ("model", "add", "--model", model, "--name", "site", "--licence", "MIT", "--source", "a test")
    added = eyrie(tmp_path, *add)
    assert added.returncode == 0, added.stderr
    suffixes = ("onnx", "onnx.golden.json", "int8.xml", "int8.bin", "int8.json", "int8.xml.golden.json")
    assert {path.name for path in (tmp_path / "models/site").iterdir()} == {f"site.{suffix}" for suffix in suffixes}
    verified = eyrie(tmp_path, "model", "verify", "site").stdout
    assert "int8 sibling: passes its accuracy gate" in verified
    assert "openvino/int8: contract and golden output" in verified

    record = json.loads((tmp_path / "squares.int8.json").read_text())
    record["classes"][0]["int8_ap50"] = 0.9
    (tmp_path / "squares.int8.json").write_text(json.dumps(record))
    refused = eyrie(tmp_path, *add)
    assert refused.returncode == 1
    assert "no_helmet loses 10.0 points" in refused.stderr
    assert eyrie(tmp_path, "model", "verify", "site").returncode == 0, "the one before is untouched"
