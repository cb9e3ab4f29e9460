# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The box on the screen is that of the very picture, with the real edge, broker, gateway and Chromium."""

import contextlib
import pathlib
import typing

import bright_squares
import pytest
from browser import needs_console, open_console
from link import Link, Unit
from playwright.sync_api import Page
from stack import Stack, at_least, free_port, start_mosquitto, wait_for

pytestmark = needs_console

FRAMES = 300
ATTEMPTS = 3
KEY_INTERVAL = 15
# Each frame is to be looked at: a machine that is busy must not thin them out.
FLAGS = ("--camera.loop=true", "--schedule.adaptive=false")


def test_each_box_lies_on_its_own_picture(stack: Stack, video: pathlib.Path, tmp_path: pathlib.Path):
    stack.start_edge("drone-01", video, *FLAGS)
    with open_live(stack, tmp_path) as page:
        assert_each_frame_has_its_own_boxes(page)


def test_late_and_reordered_boxes_find_their_own_picture(stack: Stack, video: pathlib.Path, tmp_path: pathlib.Path):
    with bad_link(stack) as (link, broker_url):
        # Held for up to three frames, so that a report is regularly overtaken by later ones.
        link.units_held = lambda report: report * 7919 % 4
        stack.start_edge("drone-01", video, *FLAGS, broker_url=broker_url)
        with open_live(stack, tmp_path) as page:
            assert_each_frame_has_its_own_boxes(page)


@pytest.mark.parametrize("lost", [[7], [0], [5, 6, 12]], ids=["between key frames", "a key frame", "several"])
def test_lost_unit_never_shows_a_stale_picture_with_fresh_boxes(stack: Stack, video: pathlib.Path, tmp_path: pathlib.Path, lost: list[int]):
    with bad_link(stack) as (link, broker_url):
        stack.start_edge("drone-01", video, *FLAGS, broker_url=broker_url)
        with open_live(stack, tmp_path) as page:
            tile = page.get_by_test_id("tile-drone-01")
            recorded = start_recording(page, 60)
            group = place_of(link.last)[0] + 1
            link.is_lost = lambda unit: place_of(unit)[0] == group and place_of(unit)[1] in lost
            wait_for(lambda: tile.get_attribute("data-state") == "resynchronising", "the tile waits for a key frame")
            assert "Resynchronising" in tile.inner_text()
            drawings = recorded()
            assert tile.get_attribute("data-state") == "live"
    assert [place_of(unit) for unit in link.lost] == [(group, at) for at in lost]
    check_boxes(drawings)
    stale = [drawing for drawing in drawings if drawing["state"] != "live"]
    assert stale and not any(drawing["boxes"] for drawing in stale)
    # Nothing that was decoded behind the hole is called live, and the next key frame mends it.
    live = {drawing["frameId"] for drawing in drawings if drawing["state"] == "live"}
    next_key = (group + 1) * KEY_INTERVAL + 1
    assert not live.intersection(range(link.lost[0].frame_id, next_key))
    assert live.intersection(range(next_key, next_key + KEY_INTERVAL))


def test_video_that_browsers_do_not_decode_is_shown_as_pictures_with_their_own_boxes(stack: Stack, tmp_path: pathlib.Path):
    hevc = bright_squares.write_video(tmp_path / "hevc.mp4", bright_squares.Video(codec="libx265"))
    stack.start_edge("drone-01", hevc, *FLAGS)
    with open_live(stack, tmp_path) as page:
        page.get_by_test_id("tile-drone-01").get_by_text("JPEG").wait_for()
        for _ in range(ATTEMPTS):
            drawings = start_recording(page, 60)()
            check_boxes(drawings)
            left = as_they_left(drawings)
            without = [drawing["frameId"] for drawing in left if drawing["source"] != "exact"]
            if len(left) - len(without) >= at_least(len(left)):
                return
    raise AssertionError(f"pictures without their boxes: {without}")


@contextlib.contextmanager
def open_live(stack: Stack, folder: pathlib.Path) -> typing.Iterator[Page]:
    with open_console(stack, folder) as page:
        tile = page.get_by_test_id("tile-drone-01")
        wait_for(lambda: tile.get_attribute("data-state") == "live", "live video", 30)
        yield page


@contextlib.contextmanager
def bad_link(stack: Stack) -> typing.Iterator[tuple[Link, str]]:
    """A broker for the drones, and the link from there to the gateway's."""
    port = free_port()
    broker = start_mosquitto("mosquitto-drone", port, stack.folder)
    try:
        with Link(port, stack.broker_port) as link:
            yield link, f"mqtt://127.0.0.1:{port}"
    finally:
        broker.stop()


def place_of(unit: Unit) -> tuple[int, int]:
    """Which group of pictures the unit is in, and where: 0 is the key frame."""
    return divmod(unit.frame_id - 1, KEY_INTERVAL)


def start_recording(page: Page, frames: int) -> typing.Callable[[], list[dict]]:
    """Every drawing of the next frames of drone-01, with what was read back from the canvas; call the result to wait for them."""
    begin = "([frames, points]) => { window.recorded = window.eyrieRecord('drone-01', frames, points) }"
    page.evaluate(begin, [frames, bright_squares.COUNTER_POINTS])
    return lambda: page.evaluate("() => window.recorded")


def assert_each_frame_has_its_own_boxes(page: Page):
    """300 of 300: each frame in turn is on the screen with its own boxes, and at no time was a box on another picture.

    A machine that stands still for a moment drops frames, which is right for a live picture; it gets another 300 to show."""
    for _ in range(ATTEMPTS):
        drawings = start_recording(page, FRAMES)()
        check_boxes(drawings)
        shown = {drawing["frameId"] for drawing in as_they_left(drawings) if drawing["source"] == "exact"}
        first = drawings[0]["frameId"]
        missing = [frame for frame in range(first, first + FRAMES) if frame not in shown]
        if FRAMES - len(missing) >= at_least(FRAMES):
            return
    raise AssertionError(f"of {FRAMES} frames from {first} on, these were not shown with their boxes: {missing}")


def as_they_left(drawings: list[dict]) -> list[dict]:
    """Each frame as it was when the next one replaced it: one whose boxes came late was drawn more than once."""
    return list({drawing["frameId"]: drawing for drawing in drawings}.values())


def check_boxes(drawings: list[dict]):
    """Whatever was drawn: the picture is that of its frame, and its boxes lie where the square is in this very picture."""
    wrong = []
    for drawing in drawings:
        number = bright_squares.number_in(drawing["colours"])
        boxes = [[box["x0"], box["y0"], box["x1"], box["y1"]] for box in drawing["boxes"]]
        expected = [pytest.approx(bright_squares.square_of(number), abs=0.01)] if drawing["source"] == "exact" else []
        is_dimmed = drawing["state"] != "live"
        if boxes != expected or not is_dimmed and number != (drawing["frameId"] - 1) % bright_squares.Video.frames:
            wrong.append(f"{drawing['frameId']}: picture {number}, {drawing['source']} boxes {boxes}")
    assert not wrong, wrong[:5]
