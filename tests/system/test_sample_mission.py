# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""samples/site is what its mission.toml renders, to the byte where nothing is compressed, and honest about its noise."""

import gzip
import json
import math
import pathlib
import subprocess

import cv2
import numpy as np
import pytest
from stack import PATIENCE, PROGRAMS, ROOT

SITE = ROOT / "samples/site"
DRONES = ("drone-01", "drone-02")
FRAME_RATE_HZ = 12.5
LARGEST_BYTES = 14e6
FROM_S, TO_S = 24.0, 24.4  # five frames of which one has depth
EARTH_M = 111_320.0  # a degree of latitude

pytestmark = pytest.mark.skipif(not (SITE / "drone-01/video.mp4").exists(), reason="the sample flights are not here")


@pytest.fixture(scope="module", params=DRONES)
def drone(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def rendered(drone: str, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A piece of the flight, rendered here and now."""
    out = tmp_path_factory.mktemp("piece")
    command = [PROGRAMS / "eyrie", "world", "render", "--mission", SITE / "mission.toml", "--drone", drone, "--out", out]
    subprocess.run([*command, "--seconds", f"{FROM_S}..{TO_S}"], check=True, timeout=300 * PATIENCE)
    return out / drone


def lines_of(flight: pathlib.Path) -> list[str]:
    return gzip.decompress((flight / "truth.jsonl.gz").read_bytes()).decode().splitlines()


def frames_of(flight: pathlib.Path, first: int, count: int) -> list[np.ndarray]:
    film = cv2.VideoCapture(str(flight / "video.mp4"))
    frames = [film.read()[1] for _ in range(first + count)]
    return frames[first:]


def test_it_is_small_enough_to_be_cloned():
    assert sum(file.stat().st_size for file in SITE.rglob("*") if file.is_file()) <= LARGEST_BYTES


def test_every_frame_has_its_truth(drone: str):
    lines = lines_of(SITE / drone)
    film = cv2.VideoCapture(str(SITE / drone / "video.mp4"))
    assert len(lines) == film.get(cv2.CAP_PROP_FRAME_COUNT) == round(50 * FRAME_RATE_HZ)
    assert film.get(cv2.CAP_PROP_FPS) == pytest.approx(FRAME_RATE_HZ)
    assert (film.get(cv2.CAP_PROP_FRAME_WIDTH), film.get(cv2.CAP_PROP_FRAME_HEIGHT)) == (960, 540)


def test_the_mission_renders_the_same_again(drone: str, rendered: pathlib.Path):
    first = round(FROM_S * FRAME_RATE_HZ)
    again = lines_of(rendered)
    told = [json.loads(line) for line in lines_of(SITE / drone)[first : first + len(again)]]
    assert [json.loads(line)["objects"] for line in again] == [frame["objects"] for frame in told]
    assert [json.loads(line)["camera"] for line in again] == [frame["camera"] for frame in told]
    depth = sorted((rendered / "depth").iterdir())
    assert depth
    for picture in depth:
        assert picture.read_bytes() == (SITE / drone / "depth" / picture.name).read_bytes(), picture.name


def test_the_film_shows_what_is_rendered(drone: str, rendered: pathlib.Path):
    """Both are compressed, the piece from its own first frame on: alike, not equal."""
    count = len(lines_of(rendered))
    for shown, made in zip(frames_of(SITE / drone, round(FROM_S * FRAME_RATE_HZ), count), frames_of(rendered, 0, count), strict=True):
        assert cv2.PSNR(shown, made) > 30


def test_its_zones_are_the_missions(rendered: pathlib.Path):
    assert (rendered.parent / "zones.geojson").read_bytes() == (SITE / "zones.geojson").read_bytes()


def test_telemetry_is_off_by_as_much_as_the_mission_says(drone: str):
    """One flight of 50 s is about two independent errors of the position; so no more is asked than that it is off, and not by four
    deviations."""
    told, flown = ([json.loads(line) for line in (SITE / drone / name).open()] for name in ("telemetry.jsonl", "telemetry-true.jsonl"))
    assert len(told) == len(flown) == 501
    shrink = math.cos(math.radians(flown[0]["lat"]))
    pairs = list(zip(told, flown, strict=True))
    errors = {
        "north": (1.0, [(a["lat"] - b["lat"]) * EARTH_M for a, b in pairs]),
        "east": (1.0, [(a["lon"] - b["lon"]) * EARTH_M * shrink for a, b in pairs]),
        "height": (0.5, [a["relative_alt"] - b["relative_alt"] for a, b in pairs]),
        "heading": (2.0, [math.remainder(a["heading"] - b["heading"], 360) for a, b in pairs]),
        "pitch": (0.5, [a["gimbal"]["pitch"] - b["gimbal"]["pitch"] for a, b in pairs]),
        "roll": (0.5, [a["gimbal"]["roll"] - b["gimbal"]["roll"] for a, b in pairs]),
    }
    for name, (deviation, off) in errors.items():
        typical = math.sqrt(sum(error * error for error in off) / len(off))
        assert 0.1 * deviation < typical < 2.5 * deviation, (name, typical)
        assert max(abs(error) for error in off) < 4 * deviation, name


def test_telemetry_without_noise_is_where_the_camera_is(drone: str):
    """Telemetry ten times a second, pictures twelve and a half: they meet every two fifths of a second."""
    poses = [json.loads(line)["camera"] for line in lines_of(SITE / drone)]
    flown = [json.loads(line) for line in (SITE / drone / "telemetry-true.jsonl").open()]
    for picture in range(0, len(poses), 5):
        row, position = flown[picture * 4 // 5], poses[picture]["position"]
        assert row["lat"] == pytest.approx(position["lat_deg"], abs=2e-7)
        assert row["lon"] == pytest.approx(position["lon_deg"], abs=2e-7)
        assert row["alt"] == pytest.approx(position["alt_m"], abs=0.01)
