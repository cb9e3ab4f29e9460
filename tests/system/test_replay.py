# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""A clip that the edge cut, on the incident page in Chromium: the boxes on each picture are those of this very picture."""

import pathlib

import bright_squares
import pytest
from browser import needs_console, open_console
from playwright.sync_api import Page
from stack import PATIENCE, Stack, at_least, wait_for

pytestmark = needs_console

FRAMES = 300
VIDEO = bright_squares.Video(stay=bright_squares.STAY, has_walker=True)

# Looks at the canvas in the microtask after each drawing, before anything else can be drawn. The mark is where the walker's box
# has to be on this very picture and on no neighbour's; anything coloured there is a box, for the video is grey.
WATCH = """([points, marks]) => {
  const canvas = document.querySelector('[data-testid=clip-canvas]');
  window.drawings = [];
  const look = () => {
    const side = Math.min(canvas.width, canvas.height);
    const [left, top] = [(canvas.width - side) / 2, (canvas.height - side) / 2];
    const context = canvas.getContext('2d');
    const read = ([x, y], reach) => {
      const size = 2 * reach + 1;
      return [...context.getImageData(left + x * side - reach, top + y * side - reach, size, size).data];
    };
    const colours = points.map((point) => read(point, 0));
    const number = colours.reduce((sum, colour, bit) => sum + (colour[1] > 128 ? 1 << bit : 0), 0);
    const mark = marks[number] ? read(marks[number], 2) : [];
    const { ptsUs, frameId, source, boxes } = canvas.dataset;
    window.drawings.push({ pts: Number(ptsUs), frameId, source, boxes: Number(boxes), number, mark });
  };
  look();
  new MutationObserver(look).observe(canvas, { attributes: true, attributeFilter: ['data-pts-us'] });
}"""


def test_each_picture_of_a_clip_has_its_own_boxes(stack: Stack, tmp_path: pathlib.Path):
    video = bright_squares.write_video(tmp_path / "walker.mp4", VIDEO)
    clip = ("--clip.before=1s", "--clip.after=24s", "--clip.span=30s")
    edge = stack.start_edge("drone-01", video, "--camera.loop=true", "--schedule.adaptive=false", *clip)
    number = wait_for(lambda: next(iter(stack.api.incidents()), None), "an incident")["id"]
    wait_for(lambda: stack.api.get(f"/v1/incidents/{number}").get("clip_key"), "the clip of the incident", 60)
    frames = check_overlay(stack.api.get(f"/v1/incidents/{number}/overlay"))
    edge.stop()  # the browser gets the machine
    with open_console(stack, tmp_path) as page:
        page.goto(f"{stack.url}/incidents/{number}")
        event = stack.api.get(f"/v1/incidents/{number}")["frame_id"]
        stepped = step_through(page, frames, event)
        played = play(page, frames, event)
    check_drawings(stepped + played)
    assert [drawing["frameId"] for drawing in stepped] == frames, "stepping shows each frame, one after the other"
    exact = {drawing["frameId"] for drawing in stepped if drawing["source"] == "exact"}
    assert len(exact) >= at_least(FRAMES)


def mark_of(number: int) -> tuple[float, float]:
    """A place on the corner tick of the walker's box, a little aside of what it shares with the cells beside it."""
    x_min, y_min, _, _ = bright_squares.walker_of(number)
    return x_min + 0.2 * bright_squares.CELL / bright_squares.SIZE, y_min


def check_overlay(overlay: dict) -> list[str]:
    """Every box that comes with the clip lies where the squares were in that very frame. The names of all frames, in order.

    A busy machine does not look at each frame; of those that it did there are enough."""
    for frame in overlay["frames"]:
        index = (int(frame["frame_id"].removeprefix("frame-")) - 1) % VIDEO.frames
        expected = [bright_squares.square_of(index, VIDEO.stay), bright_squares.walker_of(index)]
        boxes = sorted((detection["bbox"] for detection in frame["detections"]), key=lambda box: box[1])
        assert not boxes or boxes == [pytest.approx(box, abs=0.01) for box in expected], frame["frame_id"]
    assert sum(1 for frame in overlay["frames"] if frame["detections"]) >= at_least(FRAMES)
    return [frame["frame_id"] for frame in overlay["frames"]]


def open_clip(page: Page, frames: list[str], event: str):
    """The clip, which opens at its event, at its first picture; what is drawn from here on is kept."""
    page.reload()
    page.locator(f"[data-testid=clip-canvas][data-frame-id='{event}']").wait_for()
    page.get_by_label("Place in the clip").press("Home")
    page.locator(f"[data-testid=clip-canvas][data-frame-id='{frames[0]}']").wait_for()
    page.evaluate(WATCH, [bright_squares.COUNTER_POINTS, [mark_of(n) for n in range(VIDEO.frames)]])


def step_through(page: Page, frames: list[str], event: str) -> list[dict]:
    """Each picture from the first to the last, one key press each, as it was when the next one came."""
    open_clip(page, frames, event)
    for _ in frames[1:]:
        before = page.evaluate("() => document.querySelector('[data-testid=clip-canvas]').dataset.ptsUs")
        page.keyboard.press(".")
        page.wait_for_function("before => document.querySelector('[data-testid=clip-canvas]').dataset.ptsUs !== before", arg=before)
    drawings = page.evaluate("() => window.drawings.splice(0)")
    return list({drawing["pts"]: drawing for drawing in drawings}.values())


def play(page: Page, frames: list[str], event: str) -> list[dict]:
    """The whole clip at its own speed."""
    open_clip(page, frames, event)
    page.get_by_test_id("clip-play").click()
    page.wait_for_function("() => document.querySelector('.clip video').ended", timeout=120_000 * PATIENCE)
    drawings = page.evaluate("() => window.drawings")
    assert len({drawing["frameId"] for drawing in drawings}) > FRAMES // 2, "playing draws the pictures as they come"
    return drawings


def check_drawings(drawings: list[dict]):
    wrong = []
    for drawing in drawings:
        if drawing["source"] != "exact":
            continue
        is_own = (int(drawing["frameId"].removeprefix("frame-")) - 1) % VIDEO.frames == drawing["number"]
        has_box = any(max(pixel) - min(pixel) > 60 for pixel in zip(*(drawing["mark"][channel::4] for channel in range(3)), strict=True))
        if not is_own or not has_box or drawing["boxes"] != 2:
            wrong.append({**drawing, "mark": has_box})
    assert not wrong, (len(wrong), wrong[:5])
