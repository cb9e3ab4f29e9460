# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Messages of a clock that is ahead: the gateway puts them off, what is right goes on, and in the end every one is a row."""

import datetime
import json
import pathlib
import subprocess
import threading

import paho.mqtt.client as mqtt
import paho.mqtt.publish as publish
import pytest
import requests
from books import assert_every_number_has_one_fate, telemetry_of
from stack import PATIENCE, Stack, free_port, let_pass, wait_for

LIMIT_S = 300  # how far ahead the gateway takes a time: kMaxClockLead
AHEAD_S = LIMIT_S + 25  # so each message can be taken 25 s after it was made, and the edge asks again after 30
LIBRARY = pathlib.Path(__file__).with_name("clock_ahead.c")


@pytest.fixture(scope="module")
def clock_ahead(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a program whose clock is ahead."""
    if PATIENCE > 1:
        pytest.skip("a sanitizer's own library wants to be the first")
    library = tmp_path_factory.mktemp("clock") / "clock_ahead.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, LIBRARY], check=True)
    return {"LD_PRELOAD": str(library), "CLOCK_AHEAD_S": str(AHEAD_S)}


def put_off(port: int) -> int:
    """How many messages the edge keeps since the gateway cannot take them yet."""
    try:
        metrics = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text
    except requests.ConnectionError:
        return 0
    return next(int(float(line.split()[1])) for line in metrics.splitlines() if line.startswith("eyrie_edge_journal_put_off_messages "))


def committed(stack: Stack, drone: str) -> int:
    return stack.query("SELECT COUNT(*) FROM reports WHERE drone_id = ?", drone)[0][0]


def test_edge_whose_clock_is_ahead_keeps_its_messages_until_they_can_be_taken(
    stack: Stack, video: pathlib.Path, tmp_path: pathlib.Path, clock_ahead: dict[str, str]
):
    port = free_port()
    flight = telemetry_of(tmp_path / "flight.srt")
    flags = ["--camera.loop=true", f"--telemetry.replay={flight}", "--telemetry.interval=100ms", f"--http.port={port}"]
    edge = stack.start_edge("drone-01", video, *flags, environment=clock_ahead)
    stack.start_edge("drone-02", video, "--camera.loop=true")
    wait_for(lambda: put_off(port) >= 30, "messages are put off")
    wait_for(lambda: committed(stack, "drone-02") >= 10, "another drone reports as ever")
    assert committed(stack, "drone-01") == 0

    # The clock is set, and the edge begins again with what its journal holds.
    edge.kill()
    for name in clock_ahead:
        del edge.environment[name]
    edge.start()
    wait_for(lambda: committed(stack, "drone-01") >= 10 and put_off(port) > 0, "what is new goes past what waits")
    wait_for(lambda: put_off(port) == 0, "what was put off is taken", 90)
    assert assert_every_number_has_one_fate(stack, "drone-01", edge) == set(), "nothing had to be given up"
    later = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=1)).isoformat()
    (ahead,) = stack.query("SELECT COUNT(*) FROM reports WHERE drone_id = 'drone-01' AND captured_at > ?", later)[0]
    assert ahead > 0, "they come with the time they say"


@pytest.fixture
def answers(stack: Stack):
    """What the gateway answers to drone-01, as it comes."""
    heard: list[dict] = []
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.on_message = lambda _client, _data, message: heard.append(json.loads(message.payload))
    subscribed = threading.Event()
    client.on_subscribe = lambda *_: subscribed.set()
    client.on_connect = lambda client, *_: client.subscribe("drone/01/acks", qos=1)
    client.connect("127.0.0.1", stack.broker_port)
    client.loop_start()
    assert subscribed.wait(10 * PATIENCE)
    yield heard
    client.disconnect()
    client.loop_stop()


def test_message_that_was_put_off_is_taken_when_it_comes_again(stack: Stack, answers: list[dict]):
    stack.enrol("drone-01")
    ahead = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=LIMIT_S + 3)

    def give(seq: int, at: datetime.datetime):
        report = {"drone_id": "drone-01", "timestamp": at.isoformat(), "frame_id": f"frame-{seq}", "detections": []}
        payload = json.dumps(report | {"epoch": "e", "seq": seq})
        publish.single("drone/01/detections", payload, qos=1, hostname="127.0.0.1", port=stack.broker_port)

    give(1, ahead)
    wait_for(lambda: [1, 1] in [range_ for answer in answers for range_ in answer.get("put_off", [])], "it is put off")
    give(2, ahead - datetime.timedelta(minutes=5))
    wait_for(lambda: [2, 2] in [range_ for answer in answers for range_ in answer["ranges"]], "the next is taken")
    assert stack.query("SELECT seq FROM reports") == [(2,)]
    let_pass(3)
    give(1, ahead)
    wait_for(lambda: stack.query("SELECT seq FROM reports ORDER BY seq") == [(1,), (2,)], "it is a row")
    wait_for(lambda: any(first == 1 for answer in answers for first, _ in answer["ranges"]), "and is acknowledged")
