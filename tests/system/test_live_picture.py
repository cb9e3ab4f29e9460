# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The box on the screen is that of the very picture, with the real edge, broker, gateway and Chromium."""

import pathlib

import bright_squares
import pytest
from browser import open_console
from stack import CONSOLE, Stack, wait_for

COUNTER_POINTS = [
    [(bit + 0.5) * bright_squares.CELL / bright_squares.SIZE, 1 - bright_squares.CELL / 2 / bright_squares.SIZE]
    for bit in range(bright_squares.COUNTER_BITS)
]


def number_in(colours: list[list[int]]) -> int:
    """The counter that is burnt into a picture, read back from the canvas."""
    return sum(1 << bit for bit, colour in enumerate(colours) if colour[1] > 128)


def test_each_box_lies_on_its_own_picture(stack: Stack, video: pathlib.Path, tmp_path: pathlib.Path):
    if not (CONSOLE / "index.html").exists():
        pytest.skip("needs the built console: make build")
    stack.start_edge("drone-01", video, "--camera.loop=true")
    with open_console(stack, tmp_path) as page:
        tile = page.get_by_test_id("tile-drone-01")
        wait_for(lambda: tile.get_attribute("data-state") == "live", "live video", 30)
        drawings = page.evaluate("points => window.eyrieRecord('drone-01', 300, points)", COUNTER_POINTS)
    exact = [drawing for drawing in drawings if drawing["source"] == "exact"]
    wrong = []
    for drawing in exact:
        number = number_in(drawing["colours"])
        expected = bright_squares.square_of(number)
        found = [box for box in drawing["boxes"] if [box["x0"], box["y0"], box["x1"], box["y1"]] == pytest.approx(expected, abs=0.01)]
        if number != (drawing["frameId"] - 1) % 300 or len(found) != 1 or len(drawing["boxes"]) != 1:
            wrong.append(f"{drawing['frameId']}: picture {number}, boxes {drawing['boxes']}")
    assert not wrong, wrong[:5]
    # A machine under load may drop frames before the network; what has boxes has its own.
    assert len(exact) >= 200, [drawing["source"] for drawing in drawings]
