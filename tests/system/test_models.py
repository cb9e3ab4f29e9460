# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Models by their names: `eyrie model add|list|show|verify`, and every program that takes a model."""

import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import subprocess

import bright_squares
import pytest
from installation import Installation, rewrite
from stack import PROGRAMS, ROOT, Stack, wait_for


@pytest.fixture
def squares(place: Installation, network: pathlib.Path) -> pathlib.Path:
    """A network of the user's with its golden file and card."""
    file = pathlib.Path(shutil.copy(network, place.work / "best.onnx"))
    (place.work / "card.md").write_text("# Squares\n\nFinds bright ones.\n")
    place.eyrie("model", "golden", "--model", file)
    return file


ADD = ("model", "add", "--name", "squares", "--source", "made by a test", "--licence", "MIT", "--model", "best.onnx")


@pytest.fixture
def added(place: Installation, squares: pathlib.Path) -> pathlib.Path:
    """The folder in which the model `squares` lies."""
    place.eyrie(*ADD, "--card", "card.md")
    return place.own / "squares"


def test_a_model_of_ones_own_is_listed_shown_verified_and_run(place: Installation, added: pathlib.Path, picture: pathlib.Path):
    assert sorted(path.name for path in added.iterdir()) == ["squares.md", "squares.onnx", "squares.onnx.golden.json"]
    (entry,) = json.loads((place.own / "manifest.json").read_text())["models"]
    for file in entry["files"]:
        content = (added / file["name"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])

    listed = place.listed()["squares"]
    assert listed["classes"] == [*bright_squares.CLASS_NAMES]
    assert listed["input"] == {"width": bright_squares.SIZE, "height": bright_squares.SIZE}
    assert (listed["licence"], listed["place"], listed["has_all_files"]) == ("MIT", str(added), True)
    assert "squares" in place.eyrie("model", "list").stdout
    assert "Finds bright ones." in place.eyrie("model", "show", "squares").stdout

    findings = place.findings("squares")
    assert {finding["verdict"] for finding in findings} == {"good"}
    assert any("openvino/f32: contract and golden output" in finding["found"] for finding in findings)

    seen = json.loads(place.eyrie("detect", "--model", "squares", "--source", picture, "--json").stdout)
    assert seen["model"]["path"] == str(added / "squares.onnx")
    assert [found["class"] for found in seen["frames"][0]["detections"]] == ["no_helmet"]
    assert place.eyrie("track", "--model", "squares", "--source", picture).stdout


def test_every_program_takes_a_name(
    place: Installation, added: pathlib.Path, tmp_path: pathlib.Path, video: pathlib.Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("EYRIE_MODELS", str(place.own))
    with Stack(tmp_path, pathlib.Path("squares")) as stack:
        stack.start_edge("drone-01", video)
        wait_for(lambda: stack.query("SELECT COUNT(*) FROM reports")[0][0] > 5, "reports are committed")
        unknown = stack.start_edge("drone-02", video, model=pathlib.Path("triangles"))
        wait_for(lambda: not unknown.is_running, "the drone without a model ends")
        assert "no model triangles" in unknown.tail() and "squares" in unknown.tail()
        del stack.edges["drone-02"]


def test_an_unknown_name_is_told_with_the_known_ones(place: Installation, added: pathlib.Path, picture: pathlib.Path):
    for words in (
        ("detect", "--source", picture, "--model", "triangles"),
        ("model", "show", "triangles"),
        ("model", "verify", "triangles"),
    ):
        assert "no model triangles" in (told := place.refusal(*words)) and "squares" in told


def test_a_changed_file_is_found_and_refused(place: Installation, added: pathlib.Path, picture: pathlib.Path):
    network = added / "squares.onnx"
    content = bytearray(network.read_bytes())
    content[len(content) // 2] ^= 1
    network.write_bytes(content)
    (finding,) = place.findings("squares", code=1)
    assert str(network) in finding["found"] and "sha256" in finding["found"]
    assert "eyrie model pull" in finding["remedy"] and "eyrie model add" in finding["remedy"]
    assert str(network) in place.refusal("detect", "--model", "squares", "--source", picture)
    (added / "squares.md").write_text("# Another card\n")
    assert "squares.md has" in place.refusal("model", "show", "squares")
    network.unlink()
    assert any("is missing" in finding["found"] for finding in place.findings("squares", code=1))
    assert place.listed()["squares"]["has_all_files"] is False


def test_what_the_network_is_not_is_found(place: Installation, added: pathlib.Path):
    def claim_other_classes(manifest: dict):
        manifest["models"][0]["classes"] = ["cat", "dog"]

    rewrite(place.own / "manifest.json", claim_other_classes)
    bad = [finding for finding in place.findings("squares", code=1) if finding["verdict"] == "problem"]
    assert bad and all("no_helmet, person; the manifest says cat, dog" in finding["found"] for finding in bad)
    assert all(finding["remedy"] for finding in bad)


def spoil_golden(path: pathlib.Path):
    """Makes it the golden file of a network that computes something else."""

    def change(golden: dict):
        values = golden["outputs"][0]["values"]
        golden["outputs"][0]["values"] = [1000 - value for value in values]

    rewrite(path, change)


def test_a_network_that_answers_something_else_is_no_model(place: Installation, squares: pathlib.Path):
    spoil_golden(pathlib.Path(f"{squares}.golden.json"))
    told = place.refusal(*ADD)
    assert "does not compute what its golden file says" in told
    assert place.listed() == {}


def test_golden_output_is_verified_on_each_back_end(place: Installation, added: pathlib.Path):
    golden = added / "squares.onnx.golden.json"
    spoil_golden(golden)

    def tell_of_it(manifest: dict):
        (file,) = [file for file in manifest["models"][0]["files"] if file["name"] == golden.name]
        file |= {"bytes": golden.stat().st_size, "sha256": hashlib.sha256(golden.read_bytes()).hexdigest()}

    rewrite(place.own / "manifest.json", tell_of_it)
    findings = place.findings("squares", code=1)
    assert findings[0]["verdict"] == "good", "the files are those of the manifest"
    assert len(findings) > 1
    assert all("does not compute what its golden file says" in finding["found"] for finding in findings[1:])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--name", "../squares"), "no name of a model"),
        (("--licence", "all mine"), "is no licence"),
        (("--card", "none.md"), "none.md: cannot be read"),
        (("--figures", "none.json"), "none.json: there is no such file"),
        (("--model", "none.onnx"), "none.onnx"),
    ],
)
def test_what_cannot_be_added_is_told(place: Installation, squares: pathlib.Path, words: tuple, told: str):
    command = list(ADD)
    if words[0] in command:
        command[command.index(words[0]) + 1] = words[1]
    else:
        command += words
    assert told in place.refusal(*command)
    assert place.listed() == {}


def test_a_network_without_a_golden_file_is_not_added(place: Installation, squares: pathlib.Path):
    pathlib.Path(f"{squares}.golden.json").unlink()
    assert "eyrie model golden" in place.refusal(*ADD)


def test_figures_are_of_the_very_network(place: Installation, squares: pathlib.Path):
    figures = {
        "data": "/somewhere/unseen/",
        "model": {"sha256": hashlib.sha256(squares.read_bytes()).hexdigest()},
        "pictures": 36,
        "coco": [0.5, 0.9, *[-1] * 10],
        "classes": [{"name": "no_helmet", "ap": 0.5, "ap50": 0.9}, {"name": "person", "ap": None, "ap50": None}],
    }
    (place.work / "figures.json").write_text(json.dumps(figures))
    place.eyrie(*ADD, "--figures", "figures.json")
    assert "unseen, 36 pictures" in place.eyrie("model", "show", "squares").stdout
    (place.work / "figures.json").write_text(json.dumps(figures | {"model": {"sha256": "0" * 64}}))
    assert "of another network" in place.refusal(*ADD, "--figures", "figures.json")


def test_a_shipped_model_is_behind_ones_own_of_its_name(place: Installation, added: pathlib.Path):
    place.eyrie(*ADD, "--version", "2", "--folder", place.shipped)
    both = json.loads(place.eyrie("model", "list", "--json").stdout)["models"]
    assert [(one["version"], one["is_shipped"], one["is_hidden"]) for one in both] == [("1", False, False), ("2", True, True)]


def test_a_newer_model_takes_the_place_of_the_old_one(place: Installation, added: pathlib.Path):
    place.eyrie(*ADD, "--version", "2")
    assert place.listed()["squares"]["version"] == "2"
    assert not (added / "squares.md").exists(), "the new one has no card"


def test_two_at_once_do_not_lose_each_others_entry(place: Installation, added: pathlib.Path):
    other = os.open(place.own, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    assert "another `eyrie model add` or `pull` is at work" in place.refusal(*ADD, "--version", "2")
    os.close(other)
    place.eyrie(*ADD, "--version", "2")
    assert place.listed()["squares"]["version"] == "2"


def test_hostile_manifests_end_in_a_refusal_with_its_place(place: Installation, added: pathlib.Path):
    def lead_outside(manifest: dict):
        manifest["models"][0]["files"][0]["name"] = "../../../outside.onnx"

    rewrite(place.own / "manifest.json", lead_outside)
    for words in (("list",), ("verify",), ("show", "squares")):
        told = place.refusal("model", *words)
        assert f"{place.own}/manifest.json: models[0].files[0].name" in told


def test_what_the_repository_ships_is_right_and_has_card_and_figures(tmp_path: pathlib.Path):
    for entry in json.loads((ROOT / "models/manifest.json").read_text())["models"]:
        assert {"card", "figures"} <= entry.keys(), entry["name"]
    verify = [PROGRAMS / "eyrie", "model", "verify"]
    verified = subprocess.run(verify, env={**os.environ, "EYRIE_MODELS": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout
