# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Programs are killed and the broker goes away under load; afterwards every sequence number is counted.

EYRIE_TEST_KILLS and EYRIE_TEST_OUTAGE_S make them harder: the release is tried with 20 kills and 60 s.
"""

import os
import pathlib
import random

import pytest
from stack import Stack, let_pass, wait_for

KILLS = int(os.environ.get("EYRIE_TEST_KILLS", "6"))
OUTAGE_S = float(os.environ.get("EYRIE_TEST_OUTAGE_S", "6"))


def assert_nothing_lost_or_doubled(stack: Stack, drone: str):
    """Everything the edge ever numbered is committed once, or named as lost; the ledger knows."""
    ledger = wait_for(lambda: settled(stack, drone), f"the ledger of {drone} settles", 60)
    of_epoch = "SELECT seq, kind FROM messages JOIN epochs ON epochs.id = epoch_id WHERE drone_id = ? AND epoch = ? ORDER BY seq"
    messages = stack.query(of_epoch, drone, ledger["epoch"])
    assert [seq for seq, _ in messages] == list(range(1, len(messages) + 1)), "a hole that the ledger does not name"
    # The edge goes on meanwhile: what the ledger said a moment ago is the least there is.
    assert ledger["committed"] <= len(messages)
    reports = stack.query("SELECT seq FROM reports WHERE drone_id = ? AND seq IS NOT NULL ORDER BY seq", drone)
    assert [seq for (seq,) in reports][: len(reports)] == sorted({seq for (seq,) in reports}), "a report that was stored twice"
    known = {seq for seq, kind in messages if kind == 0}
    stored = {seq for (seq,) in stack.query("SELECT seq FROM reports WHERE drone_id = ?", drone)}
    assert known <= stored, "an acknowledged report without its row"


def settled(stack: Stack, drone: str) -> dict | None:
    ledger = stack.api.drone(drone)["ledger"]
    return ledger if ledger["missing"] == 0 and ledger["waiting"] <= 5 and ledger["committed"] > 0 else None


def count(stack: Stack) -> int:
    return stack.query("SELECT COUNT(*) FROM messages")[0][0]


def test_kill_9_of_edge_and_gateway_in_turn_loses_nothing(stack: Stack, video: pathlib.Path):
    edge = stack.start_edge("drone-01", video, "--camera.loop=true")
    chance = random.Random(7)
    for kill in range(KILLS):
        reached = count(stack)
        wait_for(lambda before=reached: count(stack) >= before + 5, f"messages flow before kill {kill}", 40)
        victim = edge if kill % 2 else stack.gateway
        wait_for(lambda: chance.random() < 0.05, "a moment nobody chose")
        victim.kill()
        if victim is edge:
            edge.start()
        else:
            stack.start_gateway()
    assert_nothing_lost_or_doubled(stack, "drone-01")


def test_broker_that_is_gone_for_a_while_costs_nothing(stack: Stack, video: pathlib.Path):
    stack.start_edge("drone-01", video, "--camera.loop=true")
    wait_for(lambda: count(stack) > 20, "messages flow")
    stack.broker.kill()
    # What is seen meanwhile waits in the journal of the edge.
    reached = count(stack)
    let_pass(OUTAGE_S)
    assert count(stack) <= reached + 30
    stack.broker.start()
    wait_for(lambda: count(stack) > reached + 60, "what waited arrives", 60)
    assert_nothing_lost_or_doubled(stack, "drone-01")


WRONG_DRONE = b'{"drone_id":"drone-02","timestamp":"2025-09-24T09:10:15Z","frame_id":"frame-0001","detections":[]}'
FAR_FUTURE = WRONG_DRONE.replace(b"drone-02", b"drone-01").replace(b"2025", b"2199")
NOT_A_NUMBER = (
    b'{"drone_id":"drone-01","timestamp":"2025-09-24T09:10:15Z","frame_id":"f","detections":[{"class":"a","conf":NaN,"bbox":[0,0,1,1]}]}'
)


@pytest.mark.parametrize(
    "payload",
    [b"nonsense", b"\xff\xfe", b"[" * 100_000, b" " * 300_000, WRONG_DRONE, FAR_FUTURE, NOT_A_NUMBER],
    ids=["nonsense", "no text", "deep", "oversized", "another drone", "far future", "not a number"],
)
def test_nonsense_is_kept_as_dead_letter_and_harms_nobody(stack: Stack, payload: bytes):
    import paho.mqtt.publish as publish

    stack.enrol("drone-01")
    publish.single("drone/01/detections", payload, qos=1, hostname="127.0.0.1", port=stack.broker_port)
    letter = wait_for(lambda: next(iter(stack.api.get("/v1/dead-letters")["items"]), None), "the dead letter")
    assert letter["topic"] == "drone/01/detections" and letter["reason"]
