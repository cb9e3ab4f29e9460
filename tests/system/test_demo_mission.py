# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`eyrie demo` with nothing but the repository: what is scripted in samples/site/mission.toml opens one incident each, in time and in
place, and nothing else does."""

import datetime
import gzip
import json
import math
import sqlite3
import subprocess

import pytest
from stack import PATIENCE, PROGRAMS, ROOT

SITE = ROOT / "samples/site"
LASTS_S = 50
FRAME_RATE_HZ = 12.5
WITHIN_S = 2.0
WITHIN_M = 5.0  # a place from one flight, whose errors stay for half a minute; the median over many is in geolocation_test.cpp
EARTH_M = 111_320.0  # a degree of latitude
# What happens, when, and the truth's `track_id` of whom it happens to: of the head, the walker, the van.
EVENTS = {"no_helmet": (12.0, 1015), "intrusion": (25.0, 14), "near_vehicle": (40.0, 5)}

pytestmark = pytest.mark.skipif(not (SITE / "drone-01/video.mp4").exists(), reason="the sample flights are not here")


def time_of(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def film_time_s(incident: sqlite3.Row) -> float:
    """When the first frame of it was, in seconds of the film: its key frame says which time belongs to which picture."""
    key_frame = int(incident["frame_id"].removeprefix("frame-")) - 1
    since_opened = (time_of(incident["captured_at"]) - time_of(incident["opened_at"])).total_seconds()
    return key_frame / FRAME_RATE_HZ - since_opened


def place_at(drone: str, time_s: float, track_id: int) -> dict:
    lines = gzip.decompress((SITE / drone / "truth.jsonl.gz").read_bytes()).decode().splitlines()
    things = json.loads(lines[round(time_s * FRAME_RATE_HZ)])["objects"]
    return next(thing["position"] for thing in things if thing["track_id"] == track_id)


def distance_m(incident: sqlite3.Row, place: dict) -> float:
    north = (incident["lat"] - place["lat_deg"]) * EARTH_M
    east = (incident["lon"] - place["lon_deg"]) * EARTH_M * math.cos(math.radians(incident["lat"]))
    return math.hypot(north, east)


@pytest.fixture(scope="module")
def incidents(tmp_path_factory: pytest.TempPathFactory) -> list[sqlite3.Row]:
    """Of the first flight over the site."""
    folder = tmp_path_factory.mktemp("demo") / "kept"
    command = [PROGRAMS / "eyrie", "demo", "--keep", folder, "--port", "0", "--seconds", str(LASTS_S + 8)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200 * PATIENCE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    database = sqlite3.connect(folder / "gateway/eyrie.db")
    database.row_factory = sqlite3.Row
    begin = min(time_of(row[0]) for row in database.execute("SELECT timestamp FROM detections"))
    rows = database.execute("SELECT * FROM incidents WHERE severity > 2 ORDER BY opened_at").fetchall()
    return [row for row in rows if (time_of(row["opened_at"]) - begin).total_seconds() < LASTS_S - 1]


def test_each_event_opens_one_incident_in_time_and_nothing_else_does(incidents: list[sqlite3.Row]):
    opened = {row["incident_type"]: film_time_s(row) for row in incidents}
    assert sorted(row["incident_type"] for row in incidents) == sorted(EVENTS), opened
    for kind, (time_s, _) in EVENTS.items():
        assert time_s - 0.5 <= opened[kind] <= time_s + WITHIN_S, opened


def test_each_is_where_it_happens(incidents: list[sqlite3.Row]):
    """Its place is that of the moment when it was seen last."""
    for incident in incidents:
        lasted_s = (time_of(incident["last_seen_at"]) - time_of(incident["opened_at"])).total_seconds()
        _, track_id = EVENTS[incident["incident_type"]]
        place = place_at(incident["drone_id"], film_time_s(incident) + lasted_s, track_id)
        assert distance_m(incident, place) < WITHIN_M, dict(incident)


def test_each_has_its_clip(incidents: list[sqlite3.Row]):
    assert all(incident["clip_key"] and incident["frame_key"] for incident in incidents)
