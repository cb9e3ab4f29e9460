# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`eyrie demo` starts everything, shows it, proves an incident with a clip, and leaves nothing running."""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess

import paho.mqtt.client as mqtt
import pytest
from stack import PATIENCE, PROGRAMS, ROOT, wait_for
from terminal import COLUMNS, Terminal

ASSETS = pathlib.Path(os.environ.get("EYRIE_TEST_ASSETS", ROOT / "../shared/assets"))
CTRL_C = "\x03"


def demo_command(folder: pathlib.Path, *arguments) -> list:
    return [PROGRAMS / "eyrie", "demo", "--keep", folder, "--port", "0", *arguments]


def start_demo(folder: pathlib.Path, *arguments) -> subprocess.Popen:
    command = demo_command(folder, *arguments)
    environment = {**os.environ, "EYRIE_ADMIN_PASSWORD": "of-another-gateway"}  # of whoever runs it, and not the demo's
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)


def processes_of(folder: pathlib.Path) -> dict[int, list[str]]:
    """Running programs that name the demo's folder, with their words."""
    found = {}
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if int(process.name) != os.getpid() and any(str(folder) in word for word in words) and "demo" not in words:
            found[int(process.name)] = words
    return found


def programs_of(folder: pathlib.Path) -> list[str]:
    return [" ".join(words) for words in processes_of(folder).values()]


def process_of(folder: pathlib.Path, program: str) -> int:
    """The id of the demo's own mosquitto, gateway or edge."""
    return next((process for process, words in processes_of(folder).items() if words[0].endswith(program)), 0)


class DemoScreen:
    """What the demo tells on its one screen, taken apart."""

    ROW = re.compile(r"^  (drone-\d+) +(\S+) +(\d+) +(\d+) +(\d+) +(\d+) missing, (\d+) waiting", re.MULTILINE)
    INCIDENT = re.compile(r"^  INC-(\d+) +(\w+) +(.+?)  +(drone-\d+) +(\w+) *(clip)?$", re.MULTILINE)

    def __init__(self, text: str):
        self.text = text
        self.url = next(iter(re.findall(r"Console +(http://127\.0\.0\.1:\d+)$", text, re.MULTILINE)), "")
        self.password = next(iter(re.findall(r"Sign in +admin / (\S{12,})", text)), "")
        self.drones = {
            row[0]: {"pace": row[1], "ms": int(row[2]), "detections": int(row[3]), "incidents": int(row[4]), "missing": int(row[5])}
            for row in self.ROW.findall(text)
        }
        self.incidents = self.INCIDENT.findall(text)


def test_demo_ends_by_itself_with_a_playable_clip(tmp_path: pathlib.Path, network: pathlib.Path, standing_video: pathlib.Path):
    demo = start_demo(tmp_path / "demo", "--source", standing_video, "--model", network, "--seconds", "25")
    output, _ = demo.communicate(timeout=120 * PATIENCE)
    assert demo.returncode == 0, output
    assert "has a clip of" in output
    assert not programs_of(tmp_path / "demo")


@pytest.fixture
def running(tmp_path: pathlib.Path, network: pathlib.Path, standing_video: pathlib.Path):
    """A demo on a terminal whose drone reports, and its folder."""
    folder = tmp_path / "demo"
    with Terminal(demo_command(folder, "--source", standing_video, "--model", network)) as terminal:

        def drone_reports() -> bool:
            drones = DemoScreen(terminal.text()).drones
            return bool(drones) and drones["drone-01"]["detections"] > 0

        wait_for(drone_reports, f"the drone reports\n{terminal.text()}", 60)
        yield terminal, folder


def test_the_screen_tells_all_on_eighty_columns(running):
    terminal, folder = running

    def complete() -> DemoScreen | None:
        screen = DemoScreen(terminal.text())
        drone = screen.drones.get("drone-01", {})
        is_looking = re.fullmatch(r"[1-9]\d*\.\d", drone.get("pace", ""))
        return screen if is_looking and drone["incidents"] and drone["ms"] > 0 and drone["missing"] == 0 else None

    screen = wait_for(complete, "an incident on the screen", 60)
    assert list(screen.drones) == ["drone-01"]
    assert screen.incidents and screen.incidents[-1][2] == "Person without helmet"
    assert all(f"{field} " in screen.text for field in ("frames/s", "infer ms", "detections", "incidents", "Sign in   admin"))
    assert "Ctrl-C ends everything" in screen.text
    # The terminal cuts what is too long; only the name of the test's own folder may be.
    assert not [line for line in terminal.lines() if len(line) == COLUMNS and "Logs in" not in line], screen.text

    session = json.dumps({"username": "admin", "password": screen.password})
    curl = ["curl", "-s", "--noproxy", "*", f"{screen.url}/v1/session", "-H", "Content-Type: application/json", "-d", session]
    assert json.loads(subprocess.run(curl, capture_output=True, check=True).stdout)["token"]

    terminal.press(CTRL_C)
    assert terminal.wait(30) == 0
    assert not programs_of(folder)
    assert terminal.written.endswith(b"\x1b[?25h"), "the cursor is back"


def test_ctrl_c_twice_ends_it_once_and_whole(running):
    terminal, folder = running
    terminal.press(CTRL_C)
    terminal.press(CTRL_C)
    assert terminal.wait(30) == 0
    assert not programs_of(folder)


@pytest.mark.parametrize("program", ["mosquitto", "eyrie-edge", "eyrie-gateway"])
def test_a_program_that_dies_ends_the_demo_with_its_name(running, program: str):
    terminal, folder = running
    os.kill(process_of(folder, program), signal.SIGKILL)
    assert terminal.wait(40) == 1
    message = " ".join(terminal.text().split())
    assert f"eyrie: {program}" in message and "was ended by signal 9" in message
    assert ".log" in message
    assert not programs_of(folder)


def test_the_brokers_users_may_speak_for_themselves_only(running):
    _, folder = running
    edge = process_of(folder, "eyrie-edge")
    environment = dict(entry.split("=", 1) for entry in pathlib.Path(f"/proc/{edge}/environ").read_text().split("\0") if "=" in entry)
    port = int(re.search(r"--broker.url=mqtt://127.0.0.1:(\d+)", " ".join(processes_of(folder)[edge]))[1])
    password = environment["EYRIE_BROKER_PASSWORD"]
    assert password not in " ".join(processes_of(folder)[edge]), "everybody sees command lines"

    assert publish(port, "drone-01", password, "drone/01/events") in ("Success", "No matching subscribers")
    for topic in ("drone/02/events", "drone/01/acks", "gateway/status", "anything"):
        assert publish(port, "drone-01", password, topic) == "Not authorized", topic
    assert publish(port, "drone-01", "wrong", "drone/01/events") == "refused"
    assert publish(port, None, None, "drone/01/events") == "refused"
    assert (folder / "broker.passwords").stat().st_mode & 0o077 == 0


def publish(port: int, user: str | None, password: str | None, topic: str) -> str:
    """What the broker answers to one message, or that it lets nobody in."""
    answers: list[str] = []
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    if user:
        client.username_pw_set(user, password)
    client.on_publish = lambda _client, _data, _id, reason, _properties: answers.append(str(reason))

    def on_connect(client, _data, _flags, reason, _properties):
        if reason.is_failure:
            answers.append("refused")
        else:
            client.publish(topic, "{}", qos=1)

    client.on_connect = on_connect
    client.connect("127.0.0.1", port)
    client.loop_start()
    try:
        return wait_for(lambda: answers and answers[0], "an answer of the broker")
    finally:
        client.disconnect()
        client.loop_stop()


def test_interrupted_demo_leaves_nothing_running(tmp_path: pathlib.Path, network: pathlib.Path, standing_video: pathlib.Path):
    folder = tmp_path / "demo"
    demo = start_demo(folder, "--source", standing_video, "--model", network, "--seconds", "600")
    wait_for(lambda: process_of(folder, "eyrie-gateway"), "the gateway runs", 60)
    demo.send_signal(signal.SIGINT)  # also while it is still starting
    output, _ = demo.communicate(timeout=30 * PATIENCE)
    assert demo.returncode == 1 and "interrupted" in output, "no incident was proved"
    assert not programs_of(folder)


def test_a_port_that_is_taken_is_left_to_its_owner(tmp_path: pathlib.Path, network: pathlib.Path, standing_video: pathlib.Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [*demo_command(tmp_path / "demo", "--source", standing_video, "--model", network), "--port", port]
        command.remove("--port"), command.remove("0")
        with Terminal(command) as terminal:
            screen = wait_for(lambda: (seen := DemoScreen(terminal.text())).url and seen, "the screen", 60)
            assert not screen.url.endswith(f":{port}")
            terminal.press(CTRL_C)
            assert terminal.wait(30) == 0


def test_what_cannot_be_shown_is_said_before_anything_runs(tmp_path: pathlib.Path, network: pathlib.Path, standing_video: pathlib.Path):
    text = tmp_path / "text.onnx"
    text.write_text("not a network")
    for source, model, said in (
        (tmp_path / "none.mp4", network, "none.mp4: no such video file"),
        (standing_video, tmp_path / "none.onnx", "none.onnx: no such model file"),
        (standing_video, text, "not a readable ONNX file"),
    ):
        folder = tmp_path / f"demo-{model.stem}"
        demo = start_demo(folder, "--source", source, "--model", model)
        output, _ = demo.communicate(timeout=60 * PATIENCE)
        assert demo.returncode == 1
        assert said in output
        assert not programs_of(folder)


def test_a_camera_that_does_not_answer_is_told_on_the_screen(tmp_path: pathlib.Path, network: pathlib.Path):
    with Terminal(demo_command(tmp_path / "demo", "--source", "rtsp://127.0.0.1:1/none", "--model", network)) as terminal:
        wait_for(lambda: "drone-01 gets no pictures from its camera" in terminal.text(), "the trouble is told", 60)
        terminal.press(CTRL_C)
        assert terminal.wait(30) == 0


@pytest.mark.skipif(not (ASSETS / "video/vda_tokyo_walk.mp4").exists(), reason=f"no test data at {ASSETS}; set EYRIE_TEST_ASSETS")
def test_the_test_data_make_both_kinds_of_incident_and_few_of_them(tmp_path: pathlib.Path):
    folder = tmp_path / "demo"
    with Terminal(demo_command(folder)) as terminal:

        def both_kinds() -> DemoScreen | None:
            screen = DemoScreen(terminal.text())
            kinds = {(incident[3], incident[2]) for incident in screen.incidents if incident[5]}
            is_whole = {drone: row["missing"] for drone, row in screen.drones.items()} == {"drone-01": 0, "drone-02": 0}
            wanted = {("drone-01", "Person without helmet"), ("drone-02", "Person in closed area")}
            # Programs that a sanitizer slows down see no slide often enough to be sure of it.
            return screen if is_whole and (kinds >= wanted if PATIENCE == 1 else kinds & wanted) else None

        screen = wait_for(both_kinds, "both kinds of incident with their clips", 120)
        minutes = int(re.search(r"running for (\d+):", screen.text)[1]) + 1
        assert sum(drone["incidents"] for drone in screen.drones.values()) <= 6 * minutes, screen.text
        terminal.press(CTRL_C)
        assert terminal.wait(30) == 0
    assert not programs_of(folder)


def test_demo_without_test_data_says_what_to_pass(tmp_path: pathlib.Path):
    environment = {**os.environ, "EYRIE_TEST_ASSETS": str(tmp_path / "nothing")}
    demo = subprocess.run([PROGRAMS / "eyrie", "demo"], env=environment, capture_output=True, text=True, timeout=60 * PATIENCE)
    assert demo.returncode == 1
    assert "--source" in demo.stderr and "--model" in demo.stderr


@pytest.mark.parametrize("program", ["eyrie-edge", "eyrie-gateway"])
def test_settings_that_cannot_work_end_the_start_with_exit_code_2(tmp_path: pathlib.Path, network: pathlib.Path, program: str):
    folder = [f"--journal.folder={tmp_path}", f"--model.path={network}"] if program == "eyrie-edge" else [f"--data.folder={tmp_path}"]
    for wrong in (["--no.such=1"], ["--broker.url=nonsense"]):
        camera = ["--camera.source=none.mp4"] if program == "eyrie-edge" else ["--http.port=0"]
        ended = subprocess.run([PROGRAMS / program, *folder, *camera, *wrong], capture_output=True, text=True, timeout=60 * PATIENCE)
        assert ended.returncode == 2, ended.stderr
        assert wrong[0].split("=")[0].removeprefix("--") in ended.stderr
