# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Small things in large pictures: found in tiles, not without, by `eyrie` and `eyrie-edge` alike, each of them once."""

import json
import pathlib
import subprocess

import bright_squares
import pytest
from stack import PATIENCE, PROGRAMS, Stack, wait_for

EXACT = ("--backend", "openvino", "--precision", "f32")
# Columns 16 to 19 are of both the left and the right tiles, rows likewise.
PLACES = [(2, 3), (17, 5), (18, 18), (16, 30), (24, 8), (25, 8), (33, 34)]


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return bright_squares.write_large_picture(tmp_path_factory.mktemp("large") / "large.png", PLACES)


def run(*arguments) -> subprocess.CompletedProcess:
    command = [str(word) for word in arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60 * PATIENCE, stdin=subprocess.DEVNULL, check=False)


def boxes_in(network: pathlib.Path, picture: pathlib.Path, *flags: str) -> list[tuple[float, ...]]:
    done = run(PROGRAMS / "eyrie", "detect", "--model", network, "--source", picture, "--json", *EXACT, *flags)
    assert (done.returncode, done.stderr) == (0, "")
    (frame,) = json.loads(done.stdout)["frames"]
    return sorted(tuple(detection["bbox"]) for detection in frame["detections"])


def expect_places(boxes: list[tuple[float, ...]]):
    expected = sorted(bright_squares.large_square_of(*place) for place in PLACES)
    assert len(boxes) == len(expected)
    for box, square in zip(boxes, expected, strict=True):
        assert box == pytest.approx(square, abs=2e-3)


@pytest.mark.parametrize("flags", [("--tiles", "2x2"), ("--tiles", "auto"), ("--tiles", "2x2", "--tiles-only")])
def test_what_is_too_small_in_the_picture_as_a_whole_is_found_in_tiles(
    network: pathlib.Path, picture: pathlib.Path, flags: tuple[str, ...]
):
    assert boxes_in(network, picture) == []
    expect_places(boxes_in(network, picture, *flags))


def test_one_tile_changes_nothing(network: pathlib.Path, tmp_path: pathlib.Path):
    film = bright_squares.write_video(tmp_path / "squares.mp4", bright_squares.Video(frames=3))
    documents = []
    for flags in ((), ("--tiles", "1x1", "--tile-overlap", "0.5")):
        done = run(PROGRAMS / "eyrie", "track", "--model", network, "--source", film, "--format", "mot", *EXACT, *flags)
        documents.append(done.stdout)
    assert documents[0] == documents[1] != ""


@pytest.mark.parametrize("tiles", ["1x1", "2x2"])
def test_the_edge_reports_what_it_sees_in_tiles(stack: Stack, picture: pathlib.Path, tmp_path: pathlib.Path, tiles: str):
    film = tmp_path / "large.mp4"
    command = ["ffmpeg", "-v", "error", "-loop", "1", "-r", "10", "-i", picture, "-frames:v", "10", "-pix_fmt", "yuv420p", film]
    subprocess.run(command, check=True)
    edge = stack.start_edge("drone-01", film, "--camera.pace=fast", f"--model.tiles={tiles}")
    wait_for(lambda: not edge.is_running, "the film is at its end", 60)
    rows = stack.query("SELECT x_min, y_min, x_max, y_max FROM detections")
    if tiles == "1x1":
        assert rows == []
        return
    assert rows and len(rows) % len(PLACES) == 0
    expect_places(sorted(rows)[:: len(rows) // len(PLACES)])


BAD = [("3by2", "such as 3x2, or auto"), ("5x5", "at most 16 such as 4x4, or auto"), ("0x1", "such as 3x2, or auto")]


@pytest.mark.parametrize(("tiles", "remedy"), BAD)
def test_tiles_that_cannot_be_are_refused_with_the_remedy(tiles: str, remedy: str):
    for command in (["detect", "--source", "s.jpg"], ["track", "--source", "s.mp4"], ["eval", "detect", "--data", "d"]):
        done = run(PROGRAMS / "eyrie", *command, "--model", "m.onnx", "--tiles", tiles)
        assert done.returncode == 2
        assert "--tiles" in done.stderr and remedy in done.stderr
    for program in ("eyrie-edge", "eyrie-gateway"):
        done = run(PROGRAMS / program, f"--model.tiles={tiles}")
        assert done.returncode != 0
        assert "model.tiles" in done.stderr and remedy in done.stderr


def test_an_overlap_that_cannot_be_is_refused_with_its_bounds():
    done = run(PROGRAMS / "eyrie", "detect", "--model", "m.onnx", "--source", "s.jpg", "--tiles", "2x2", "--tile-overlap", "0.6")
    assert done.returncode == 2
    assert "0.6 is not a number from 0.05 to 0.5" in done.stderr
    done = run(PROGRAMS / "eyrie", "detect", "--model", "m.onnx", "--source", "s.jpg", "--tile-overlap", "0.3")
    assert done.returncode == 2
    assert "--tile-overlap requires --tiles" in done.stderr
    done = run(PROGRAMS / "eyrie-edge", "--model.tile_overlap=0.6")
    assert "model.tile_overlap" in done.stderr and "0.5" in done.stderr
