# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""A journal that runs out of room while there is no gateway: what is given up, and that it is named."""

import datetime
import os
import pathlib
import re
import subprocess

import pytest
import requests
from books import ALERT, TELEMETRY, assert_every_number_has_one_fate, read_journal, telemetry_of
from stack import Stack, free_port, wait_for

MEGABYTE = 1 << 20
GIVEN_UP = 300  # so many, and the test goes on


@pytest.fixture(params=["small disk", "byte budget"])
def scarce(request: pytest.FixtureRequest, tmp_path: pathlib.Path):
    """What is scarce. The small disk needs the right to mount, which root has; the byte budget runs everywhere."""
    folder = tmp_path / "drone-01"
    folder.mkdir()
    if request.param == "byte budget":
        yield request.param
        return
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small tmpfs needs root; the byte budget is tried all the same")
    yield request.param
    subprocess.run(["umount", folder], check=True)


def leave_free(folder: pathlib.Path, room: int):
    """As another program fills a disk."""
    disk = os.statvfs(folder)
    if (taken := disk.f_bavail * disk.f_frsize - room) > 0:
        with (folder / "ballast").open("ab") as ballast:
            os.posix_fallocate(ballast.fileno(), ballast.tell(), taken)


def metric(port: int, name: str) -> float:
    found = re.search(rf"^{name} (\S+)$", requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text, re.MULTILINE)
    return float(found[1])


def time_of(payload: dict) -> datetime.datetime:
    return datetime.datetime.fromisoformat(payload["timestamp"].replace("Z", "+00:00"))


def test_full_journal_gives_up_the_oldest_telemetry_and_names_it(
    scarce: str, stack: Stack, standing_video: pathlib.Path, tmp_path: pathlib.Path
):
    folder, port = stack.folder / "drone-01", free_port()
    flight = telemetry_of(tmp_path / "flight.srt")
    flags = ["--camera.loop=true", f"--telemetry.replay={flight}", "--telemetry.interval=10ms", f"--http.port={port}"]
    edge = stack.start_edge("drone-01", standing_video, *flags, *(["--journal.max_bytes=1MiB"] if scarce == "byte budget" else []))
    wait_for(lambda: len(stack.query("SELECT seq FROM reports LIMIT 10")) == 10, "reports", 40)
    assert stack.gateway.stop() == 0
    gone_at = datetime.datetime.now(datetime.UTC)
    if scarce == "small disk":
        leave_free(folder, MEGABYTE)
    wait_for(lambda: metric(port, "eyrie_edge_journal_tombstoned_messages") >= GIVEN_UP, "messages are given up", 150)
    edge.kill()

    journal = read_journal(folder)
    alerts, telemetry = journal.of_urgency(ALERT), journal.of_urgency(TELEMETRY)
    given_up = max(tombstone.last for tombstone in journal.tombstones)
    assert all(entry.seq > given_up for entry in telemetry), "younger telemetry went before older"
    kept = [entry for entry in alerts if entry.seq < given_up]
    assert len(kept) > 10 and time_of(kept[0].payload) < gone_at + datetime.timedelta(seconds=5), "alerts went before telemetry"
    assert any(entry.payload.get("flagged") for entry in kept)

    # Both are back, and the disk is fuller than it was.
    if scarce == "small disk":
        leave_free(folder, 0)
    edge.start()
    stack.start_gateway()
    named = assert_every_number_has_one_fate(stack, "drone-01", edge)
    assert len(named) >= GIVEN_UP
    committed = {seq for (seq,) in stack.query("SELECT seq FROM reports")}
    assert {entry.seq for entry in alerts} <= committed
    assert stack.api.incidents()
