# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`eyrie demo` starts everything, shows it, proves an incident with a clip, and leaves nothing running."""

import os
import pathlib
import signal
import subprocess

import pytest
from stack import PROGRAMS, wait_for


def start_demo(folder: pathlib.Path, *arguments) -> subprocess.Popen:
    command = [PROGRAMS / "eyrie", "demo", "--keep", folder, "--port", "0", *arguments]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def programs_of(folder: pathlib.Path) -> list[str]:
    """Command lines of running programs that name the demo's folder."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if int(process.name) != os.getpid() and any(str(folder) in word for word in words) and "demo" not in words:
            found.append(" ".join(words))
    return found


def test_demo_ends_by_itself_with_a_playable_clip(tmp_path: pathlib.Path, network: pathlib.Path, standing_video: pathlib.Path):
    demo = start_demo(tmp_path / "demo", "--source", standing_video, "--model", network, "--seconds", "25")
    output, _ = demo.communicate(timeout=120)
    assert demo.returncode == 0, output
    assert "has a clip of" in output
    assert not programs_of(tmp_path / "demo")


def test_interrupted_demo_leaves_nothing_running(tmp_path: pathlib.Path, network: pathlib.Path, standing_video: pathlib.Path):
    folder = tmp_path / "demo"
    demo = start_demo(folder, "--source", standing_video, "--model", network)
    wait_for(lambda: any("eyrie-edge" in command for command in programs_of(folder)), "the edge runs", 60)
    demo.send_signal(signal.SIGINT)
    demo.communicate(timeout=30)
    assert demo.returncode == 0
    assert not programs_of(folder)


def test_demo_without_test_data_says_what_to_pass(tmp_path: pathlib.Path):
    environment = {**os.environ, "EYRIE_TEST_ASSETS": str(tmp_path / "nothing")}
    demo = subprocess.run([PROGRAMS / "eyrie", "demo"], env=environment, capture_output=True, text=True, timeout=60)
    assert demo.returncode == 1
    assert "--source" in demo.stderr and "--model" in demo.stderr


@pytest.mark.parametrize("program", ["eyrie-edge", "eyrie-gateway"])
def test_settings_that_cannot_work_end_the_start_with_exit_code_2(tmp_path: pathlib.Path, network: pathlib.Path, program: str):
    folder = [f"--journal.folder={tmp_path}", f"--model.path={network}"] if program == "eyrie-edge" else [f"--data.folder={tmp_path}"]
    for wrong in (["--no.such=1"], ["--broker.url=nonsense"]):
        camera = ["--camera.source=none.mp4"] if program == "eyrie-edge" else ["--http.port=0"]
        ended = subprocess.run([PROGRAMS / program, *folder, *camera, *wrong], capture_output=True, text=True, timeout=60)
        assert ended.returncode == 2, ended.stderr
        assert wrong[0].split("=")[0].removeprefix("--") in ended.stderr
