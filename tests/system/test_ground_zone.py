# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""A zone on the ground, with the real programs: whoever walks into it is one incident, and whoever walks beside it is none."""

import math
import pathlib

import bright_squares
from bright_squares import CELLS
from stack import Stack, wait_for

# One cell of the picture is 3.5 m on the ground; every 0.8 s the person is one further to the east, from the sixth of the row to its end.
ROW, FIRST, STAY = 4, 5, 12
WALK = bright_squares.Video(frames=STAY * (CELLS - FIRST), stay=STAY, begin=ROW * CELLS + FIRST)
LAT, LON, HEIGHT_M = 53.7181, -1.7396, 50
WIDTH_M = 2 * HEIGHT_M * math.tan(math.radians(70) / 2)  # the edge's own lens
NORTH_M_A_DEGREE, EAST_M_A_DEGREE = 111_299.4, 66_018.6  # of WGS-84 here


def corner(column: float, row: float) -> dict[str, float]:
    """The ground below a corner of a cell, as seen straight down with north up."""
    east_m, north_m = (column / CELLS - 0.5) * WIDTH_M, (0.5 - row / CELLS) * WIDTH_M
    return {"lat": LAT + north_m / NORTH_M_A_DEGREE, "lon": LON + east_m / EAST_M_A_DEGREE}


def rule(name: str, columns: tuple[int, int], rows: tuple[int, int]) -> dict:
    (west, east), (north, south) = columns, rows
    return {
        "id": name, "kind": "intrusion", "incident_type": "intrusion", "title": name, "severity": 4, "classes": ["no_helmet"],
        "area": [corner(west, north), corner(east, north), corner(east, south), corner(west, south)],
        "min_confidence": 0.4, "k": 2, "n": 4, "cooldown_seconds": 600,
    }  # fmt: skip


def flight(folder: pathlib.Path) -> pathlib.Path:
    path = folder / "hovering.srt"
    place = f"[latitude: {LAT}] [longitude: {LON}] [rel_alt: {HEIGHT_M:.3f} abs_alt: 210.000]"
    path.write_text(f"1\n00:00:00,000 --> 00:00:01,000\n{place} [gb_yaw: 0.0 gb_pitch: -90.0 gb_roll: 0.0]\n\n")
    return path


def test_a_person_who_walks_into_a_zone_is_one_incident(stack: Stack, tmp_path: pathlib.Path):
    first_inside = 10
    stack.api.put_rules(rule("pit", (first_inside, 14), (2, 8)), rule("beside-the-way", (first_inside, 14), (8, 14)))
    video = bright_squares.write_video(tmp_path / "walk.mp4", WALK)
    stack.start_edge("drone-01", video, "--camera.loop=true", f"--telemetry.replay={flight(tmp_path)}", "--telemetry.interval=200ms")

    # Through the zone, out of it, and once more from the beginning.
    frames = "SELECT COUNT(*) FROM reports WHERE drone_id = 'drone-01'"
    wait_for(lambda: stack.query(frames)[0][0] > WALK.frames * 1.2, "the person has walked by, and has come again", 60)
    (incident,) = stack.api.incidents()
    assert incident["rule_id"] == "pit"
    (x_min,) = stack.query("SELECT x_min FROM detections WHERE id = ?", incident["detection_id"])[0]
    assert first_inside <= round(x_min * CELLS) <= first_inside + 1, "opened where the way enters the zone"
    west, east = corner(first_inside, 0)["lon"], corner(14, 0)["lon"]
    assert west < incident["position"]["lon"] < east, "seen last before the way leaves it"
    flagged = stack.query("SELECT COUNT(*) FROM clips WHERE kind = 'frame'")[0][0]
    assert flagged > 0, "the edge held the same rule and kept a picture"
