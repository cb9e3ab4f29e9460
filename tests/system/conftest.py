# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Real programs for the system tests: each test starts its own on free ports, in a folder of its own, and stops them."""

import pathlib
import subprocess

import bright_squares
import pytest
from installation import Installation
from stack import Stack


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return bright_squares.write_network(tmp_path_factory.mktemp("network") / "bright_squares.onnx")


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """300 frames at 15 a second, a key frame each second."""
    return bright_squares.write_video(tmp_path_factory.mktemp("video") / "squares.mp4")


@pytest.fixture(scope="session")
def standing_video(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The square stays in each cell for two seconds: something to track, and to open an incident for."""
    standing = bright_squares.Video(stay=bright_squares.STAY)
    return bright_squares.write_video(tmp_path_factory.mktemp("video") / "standing.mp4", standing)


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """With one square."""
    folder = tmp_path_factory.mktemp("picture")
    film = bright_squares.write_video(folder / "one.mp4", bright_squares.Video(frames=1))
    subprocess.run(["ffmpeg", "-v", "error", "-i", film, folder / "square.png"], check=True)
    return folder / "square.png"


@pytest.fixture
def place(tmp_path: pathlib.Path) -> Installation:
    return Installation(tmp_path)


@pytest.fixture
def stack(tmp_path: pathlib.Path, network: pathlib.Path):
    """Broker and gateway, running; edges are the test's to start."""
    with Stack(tmp_path, network) as running:
        yield running
