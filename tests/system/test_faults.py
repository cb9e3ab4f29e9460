# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Programs are killed and the broker goes away under load; afterwards every sequence number is counted.

EYRIE_TEST_KILLS and EYRIE_TEST_OUTAGE_S make them shorter for a first try.
"""

import json
import os
import pathlib
import random
import re

import paho.mqtt.publish as publish
import paho.mqtt.subscribe as subscribe
import pytest
import requests
from books import assert_every_number_has_one_fate, telemetry_of
from stack import Stack, let_pass, wait_for

KILLS = int(os.environ.get("EYRIE_TEST_KILLS", "20"))
OUTAGE_S = float(os.environ.get("EYRIE_TEST_OUTAGE_S", "60"))


@pytest.fixture
def load(tmp_path: pathlib.Path) -> list[str]:
    """What makes an edge send detections and telemetry all the time."""
    flight = telemetry_of(tmp_path / "flight.srt")
    return ["--camera.loop=true", f"--telemetry.replay={flight}", "--telemetry.interval=100ms"]


def count(stack: Stack) -> int:
    return stack.query("SELECT COUNT(*) FROM messages")[0][0]


def presence(stack: Stack) -> str:
    return stack.api.drone("drone-01")["state"]


def test_kill_9_of_edge_and_gateway_in_turn_loses_nothing(stack: Stack, video: pathlib.Path, load: list[str]):
    edge = stack.start_edge("drone-01", video, *load)
    chance = random.Random(7)
    for kill in range(KILLS):
        reached = count(stack)
        wait_for(lambda before=reached: count(stack) >= before + 5, f"messages flow before kill {kill}", 40)
        wait_for(lambda: chance.random() < 0.05, "a moment nobody chose")
        if kill % 2:
            edge.kill()
            wait_for(lambda: presence(stack) == "offline", "the last will of the edge is heard")
            edge.start()
        else:
            stack.gateway.kill()
            stack.start_gateway()
    wait_for(lambda: presence(stack) == "online", "the edge is back")
    assert assert_every_number_has_one_fate(stack, "drone-01", edge) == set(), "nothing had to be given up"


def test_broker_that_is_gone_for_a_while_costs_nothing(stack: Stack, video: pathlib.Path, load: list[str]):
    edge = stack.start_edge("drone-01", video, *load)
    wait_for(lambda: count(stack) > 20, "messages flow")
    stack.broker.kill()
    # What is seen meanwhile waits in the journal of the edge.
    reached = count(stack)
    let_pass(OUTAGE_S)
    assert count(stack) <= reached + 30
    stack.broker.start()
    wait_for(lambda: count(stack) > reached + 10 * OUTAGE_S, "what waited arrives", 60)
    assert assert_every_number_has_one_fate(stack, "drone-01", edge) == set(), "nothing had to be given up"


@pytest.mark.parametrize("whose", ["of a gateway that is gone", "of a connection that broke"])
def test_last_will_that_comes_late_silences_nobody(stack: Stack, video: pathlib.Path, whose: str):
    def status() -> dict:
        return json.loads(subscribe.simple("gateway/status", hostname="127.0.0.1", port=stack.broker_port).payload)

    stack.start_edge("drone-01", video, "--camera.loop=true")
    wait_for(lambda: count(stack) > 5, "messages flow")
    before = status()
    will = {"state": "offline", "instance": "gone" if "gateway" in whose else before["instance"]}
    publish.single("gateway/status", json.dumps(will), qos=1, retain=True, hostname="127.0.0.1", port=stack.broker_port)
    reached = count(stack)
    wait_for(lambda: count(stack) > reached + 30, "messages flow on")
    assert status() == before, "and whoever comes later hears that there is a gateway"


WRONG_DRONE = b'{"drone_id":"drone-02","timestamp":"2025-09-24T09:10:15Z","frame_id":"frame-0001","detections":[]}'
FAR_FUTURE = WRONG_DRONE.replace(b"drone-02", b"drone-01").replace(b"2025", b"2199")
NOT_A_NUMBER = (
    b'{"drone_id":"drone-01","timestamp":"2025-09-24T09:10:15Z","frame_id":"f","detections":[{"class":"a","conf":NaN,"bbox":[0,0,1,1]}]}'
)


GOOD = b'{"drone_id":"drone-01","timestamp":"2025-09-24T09:10:15Z","frame_id":"frame-0002","detections":[],"epoch":"e","seq":1}'


def refused(stack: Stack) -> int:
    metrics = requests.get(f"{stack.url}/metrics", timeout=10).text
    return int(float(re.search(r"^eyrie_gateway_refused_messages_total (\S+)$", metrics, re.MULTILINE)[1]))


@pytest.mark.parametrize(
    "payload",
    [b"nonsense", b"\xff\xfe", b"[" * 100_000, b" " * 300_000, WRONG_DRONE, FAR_FUTURE, NOT_A_NUMBER],
    ids=["nonsense", "no text", "deep", "oversized", "another drone", "far future", "not a number"],
)
def test_nonsense_is_kept_as_dead_letter_and_harms_nobody(stack: Stack, payload: bytes):
    stack.enrol("drone-01")

    def give(message: bytes):
        publish.single("drone/01/detections", message, qos=1, hostname="127.0.0.1", port=stack.broker_port)

    assert refused(stack) == 0
    give(payload)
    letter = wait_for(lambda: next(iter(stack.api.get("/v1/dead-letters")["items"]), None), "the dead letter")
    assert letter["topic"] == "drone/01/detections" and letter["reason"]
    assert refused(stack) == 1
    give(GOOD)
    wait_for(lambda: stack.query("SELECT seq FROM reports") == [(1,)], "ingest goes on")


def test_damaged_journal_is_set_aside_and_its_loss_is_named(stack: Stack, video: pathlib.Path):
    edge = stack.start_edge("drone-01", video, "--camera.loop=true")
    wait_for(lambda: count(stack) > 5, "messages flow")
    before = stack.api.drone("drone-01")["ledger"]["epoch"]
    edge.kill()
    folder = stack.folder / "drone-01"
    (folder / "journal.db").write_bytes(b"\xaa" * 20_000)
    (folder / "journal.db-wal").unlink()  # it could still hold every page
    edge.start()
    ((reason,),) = wait_for(lambda: stack.query("SELECT reason FROM gaps WHERE what = 'journal'"), "the loss is named")
    assert "damaged" in reason
    assert list(folder.glob("journal.db.damaged-*")), "what is left of it is kept"
    wait_for(lambda: stack.api.drone("drone-01")["ledger"]["epoch"] != before, "a new journal")
