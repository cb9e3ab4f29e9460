# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The main job, with the real programs: frames -> network -> MQTT -> database -> incident -> a person's "resolved"."""

import json
import pathlib

import bright_squares
import paho.mqtt.client as mqtt
import pytest
from browser import open_console
from stack import CONSOLE, Stack, wait_for


def test_frames_become_an_incident_that_an_operator_resolves(stack: Stack, standing_video: pathlib.Path, tmp_path: pathlib.Path):
    if not (CONSOLE / "index.html").exists():
        pytest.skip("needs the built console: make build")
    # The seed's flow, section 11. 1: frames -> network -> JSON on drone/01/detections.
    heard = listen(stack.broker_port, "drone/01/detections")
    stack.start_edge("drone-01", standing_video, "--camera.loop=true", "--clip.before=2s", "--clip.after=2s")
    message = json.loads(wait_for(lambda: heard and heard[0], "a detection message"))
    assert message["drone_id"] == "drone-01"
    assert {"class", "conf", "bbox", "track_id"} <= message["detections"][0].keys()

    # 2: rows, the flagged frame and the incident.
    incident = wait_for(lambda: next(iter(stack.api.incidents()), None), "an incident")
    assert (incident["incident_type"], incident["drone_id"], incident["status"]) == ("no_helmet", "drone-01", "open")
    rows = stack.query("SELECT class, confidence FROM detections WHERE drone_id = 'drone-01' LIMIT 1")
    assert rows[0][0] == "no_helmet" and rows[0][1] > 0.9
    number = incident["id"]
    incident = wait_for(lambda: with_clip(stack, number), "the clip of the incident", 40)
    assert stack.api.object(incident["frame_key"])[:2] == b"\xff\xd8"
    check_overlay(stack.api.get(f"/v1/incidents/{number}/overlay"))

    # 3: a person sees it and marks it as resolved.
    with open_console(stack, tmp_path) as page:
        page.get_by_test_id(f"alert-{number}").click()
        page.get_by_test_id("open-incident").click()
        page.get_by_test_id("action-acknowledge").click()
        page.wait_for_function("() => document.querySelector('[data-testid=incident-status]')?.textContent.match(/ack/i)")
        page.get_by_test_id("action-resolve").click()
        wait_for(lambda: stack.api.get(f"/v1/incidents/{number}")["status"] == "resolved", "the incident is resolved")
    actions = [entry["action"] for entry in stack.api.get(f"/v1/incidents/{number}/history")["items"]]
    assert actions[0] == "opened" and "resolve" in actions

    # What was promised of it all: nothing is missing, and the audit trail is whole.
    wait_for(lambda: stack.api.drone("drone-01")["ledger"]["missing"] == 0, "nothing missing")


def listen(port: int, topic: str) -> list[bytes]:
    heard: list[bytes] = []
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.on_message = lambda _client, _data, message: heard.append(message.payload)
    client.on_connect = lambda client, *_: client.subscribe(topic, qos=1)
    client.connect("127.0.0.1", port)
    client.loop_start()
    return heard


def with_clip(stack: Stack, number: int) -> dict | None:
    incident = stack.api.get(f"/v1/incidents/{number}")
    return incident if incident.get("clip_key") else None


def check_overlay(overlay: dict):
    """Every box of the clip lies where the square was in that very frame."""
    boxes = 0
    for frame in overlay["frames"]:
        index = int(frame["frame_id"].removeprefix("frame-")) - 1
        expected = bright_squares.square_of(index % 300, bright_squares.STAY)
        for detection in frame["detections"]:
            assert detection["bbox"] == pytest.approx(expected, abs=0.01), frame["frame_id"]
            boxes += 1
    assert boxes >= 20, "a clip of four seconds holds boxes in most of its frames"
