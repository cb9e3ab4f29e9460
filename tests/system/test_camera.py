# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Cameras and files as they are in the field: one that vanishes, one that was cut off in the middle of a packet."""

import datetime
import os
import pathlib
import subprocess

import pytest
from stack import PATIENCE, PROGRAMS, Program, Stack, free_port, let_pass, wait_for

RTSP_SERVER = PROGRAMS.parent / "tests" / "rtsp_test_server"
OUTAGE_S = float(os.environ.get("EYRIE_TEST_CAMERA_OUTAGE_S", "20"))
A_MOMENT = datetime.timedelta(seconds=1)


def capture_state(stack: Stack) -> str:
    return stack.api.drone("drone-01").get("status", {}).get("capture", {}).get("state", "")


def reports(stack: Stack) -> int:
    return stack.query("SELECT COUNT(*) FROM reports")[0][0]


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_rtsp_camera_that_vanishes_comes_back_by_itself_and_the_gap_is_stated(stack: Stack, tmp_path: pathlib.Path, transport: str):
    if not RTSP_SERVER.exists():
        pytest.skip("needs the RTSP test server: gst-rtsp-server was not there when the tests were built")
    port = free_port()
    camera = Program("camera", [RTSP_SERVER, port], tmp_path)
    try:
        flags = [f"--camera.transport={transport}", "--camera.timeout=2s", "--schedule.max_fps=5"]
        stack.start_edge("drone-01", f"rtsp://127.0.0.1:{port}/camera", *flags)
        wait_for(lambda: reports(stack) > 5, "reports of the camera", 30)
        gone_at = datetime.datetime.now(datetime.UTC)
        camera.kill()
        wait_for(lambda: capture_state(stack) == "waiting", "the edge says that its camera is gone", 20)
        let_pass(OUTAGE_S)
        before = reports(stack)
        back_at = datetime.datetime.now(datetime.UTC)
        camera.start()
        wait_for(lambda: reports(stack) > before + 5, "reports after the outage", 40)
        gaps = wait_for(lambda: stack.query("SELECT what, reason, from_at, to_at FROM gaps WHERE drone_id = 'drone-01'"), "the gap")
        assert gaps[0][0] == "capture" and gaps[0][1]
        # The last picture before the outage may have been taken a moment before the kill.
        begin, end = (datetime.datetime.fromisoformat(time.replace("Z", "+00:00")) for time in gaps[0][2:])
        assert begin <= gone_at + A_MOMENT and end >= back_at - A_MOMENT, "the gap that is stated covers the outage"
        assert gone_at - begin < datetime.timedelta(seconds=10 * PATIENCE), "and not much more"
    finally:
        camera.kill()


def test_video_that_ends_in_the_middle_of_a_packet_is_watched_to_its_end(stack: Stack, video: pathlib.Path, tmp_path: pathlib.Path):
    # MPEG-TS can be cut anywhere; an MP4 without its index could not even be opened.
    whole, cut = tmp_path / "whole.ts", tmp_path / "cut.ts"
    subprocess.run(["ffmpeg", "-v", "error", "-i", video, "-c", "copy", whole], check=True)
    data = whole.read_bytes()
    cut.write_bytes(data[: len(data) * 2 // 3 + 77])
    edge = stack.start_edge("drone-01", cut, "--camera.pace=fast")
    wait_for(lambda: not edge.is_running, "the edge has told all and ended", 60)
    assert edge.process.returncode == 0
    assert 150 <= reports(stack) <= 205


def test_camera_that_was_never_there_is_waited_for(stack: Stack, tmp_path: pathlib.Path):
    edge = stack.start_edge("drone-01", f"rtsp://127.0.0.1:{free_port()}/camera", "--camera.timeout=1s")
    wait_for(lambda: capture_state(stack) == "waiting", "the edge waits", 20)
    assert edge.is_running


def test_video_that_is_not_there_is_a_failure_and_no_end(stack: Stack, tmp_path: pathlib.Path):
    edge = stack.start_edge("drone-01", tmp_path / "missing.mp4")
    wait_for(lambda: not edge.is_running, "the edge ends", 30)
    assert edge.process.returncode == 1
    assert "missing.mp4" in edge.tail()
    del stack.edges["drone-01"]
