# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""What edge and gateway really say to each other and to consoles, against schemas/asyncapi.yaml."""

import contextlib
import json
import pathlib
import re

import jsonschema
import paho.mqtt.client as mqtt
import websocket
import yaml
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from stack import PATIENCE, ROOT, Stack, wait_for

DOCUMENTS = {name: yaml.safe_load((ROOT / "schemas" / name).read_text()) for name in ("asyncapi.yaml", "openapi.yaml")}
REGISTRY = Registry().with_resources((name, Resource(contents=document, specification=DRAFT202012)) for name, document in DOCUMENTS.items())
CHANNELS = DOCUMENTS["asyncapi.yaml"]["channels"]
NEWS = {"detections", "events", "status", "acks", "commands", "command_results", "rules", "gateway/status"}


def channel_of(topic: str) -> dict:
    return next(channel for channel in CHANNELS.values() if re.fullmatch(channel["address"].replace("{id}", "[^/]+"), topic))


def assert_told(channel: dict, payload: bytes | str):
    """One of the channel's messages is this one; where it names its type, the one of that type."""
    value = json.loads(payload)
    messages = channel["messages"]
    schema = messages.get(value.get("type"), next(iter(messages.values())))["payload"]
    target = {"$ref": schema["$ref"] if not schema["$ref"].startswith("#") else "asyncapi.yaml" + schema["$ref"]}
    jsonschema.Draft202012Validator(target, registry=REGISTRY, format_checker=jsonschema.FormatChecker()).validate(value)


def test_every_topic_of_the_design_is_described():
    design = re.findall(r"^\| `([\w/<>]+)` \| (?:edge|gateway) \|", (ROOT / "docs/design/messages.md").read_text(), re.MULTILINE)
    assert sorted(topic.replace("<id>", "{id}") for topic in design) == sorted(
        channel["address"] for channel in CHANNELS.values() if channel["address"] != "/v1/live"
    )


def test_what_is_said_is_what_is_described(stack: Stack, standing_video: pathlib.Path):
    heard: list[tuple[str, bytes]] = []
    listener = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    listener.on_connect = lambda client, *_: client.subscribe("#", qos=1)
    listener.on_message = lambda _client, _data, message: heard.append((message.topic, message.payload))
    listener.connect("127.0.0.1", stack.broker_port)
    listener.loop_start()
    headers = [f"Authorization: {stack.api.session.headers['Authorization']}"]
    with contextlib.closing(websocket.create_connection(f"ws{stack.url[4:]}/v1/live", header=headers, timeout=10 * PATIENCE)) as live:
        live.send(json.dumps({"type": "watch", "drones": ["*"], "video": ["drone-01"]}))
        live.send(json.dumps({"type": "ping", "t": 1}))
        stack.start_edge("drone-01", standing_video, "--camera.loop=true", "--clip.before=1s", "--clip.after=1s")
        wait_for(lambda: any(incident.get("clip_key") for incident in stack.api.incidents()), "an incident with its clip", 60)
        stack.api.post("/v1/drones/drone-01/commands", {"command": "snapshot"})
        wait_for(lambda: not NEWS - {topic.removeprefix("drone/01/") for topic, _ in heard}, "every kind of message", 30)
        shown: list[dict] = []
        kinds = {"hello", "pong", "drone", "detections", "incident"}
        wait_for(lambda: hear(live, shown) and kinds <= {message["type"] for message in shown}, "every kind of news", 30)
    listener.loop_stop()
    for topic, payload in heard:
        if not topic.endswith("/video"):
            assert_told(channel_of(topic), payload)
    for message in shown:
        assert_told(CHANNELS["live"], json.dumps(message))


def hear(live: websocket.WebSocket, shown: list[dict]) -> bool:
    """Takes one message; pictures are not looked at."""
    message = live.recv()
    if isinstance(message, str):
        shown.append(json.loads(message))
    return True
