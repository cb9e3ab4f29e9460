# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""A bad radio link: what a drone publishes on a broker of its own reaches the gateway's broker late, in another order or not at all.

Nothing here is timed. A report is held until so many further access units have passed, so the order is the same on any machine.
"""

import struct
import threading
import typing

import paho.mqtt.client as mqtt

KEPT = {"rules", "status"}  # last level of the topics that are retained
TO_DRONE = ("drone/+/acks", "drone/+/commands", "drone/+/rules", "gateway/status")
TO_GATEWAY = ("drone/+/detections", "drone/+/telemetry", "drone/+/events", "drone/+/status", "drone/+/command_results", "drone/+/video")


class Unit(typing.NamedTuple):
    """The head of an access unit: docs/design/messages.md, "video"."""

    is_key: bool
    frame_id: int
    number: int


def unit_of(payload: bytes) -> Unit:
    magic, flags, frame_id, number = struct.unpack_from("<4sBxxxQ8xQ", payload)
    assert magic == b"EYV1"
    return Unit(bool(flags & 1), frame_id, number)


class Link:
    """Carries messages between two brokers from `with` to its end."""

    def __init__(self, drone_port: int, gateway_port: int):
        self.units_held: typing.Callable[[int], int] = lambda _report: 0
        """How many further units pass before the report with this number (from 0) does."""
        self.is_lost: typing.Callable[[Unit], bool] = lambda _unit: False
        self.last: Unit | None = None
        self.lost: list[Unit] = []
        self._held: list[tuple[int, mqtt.MQTTMessage]] = []
        self._reports = self._units = 0
        self._lock = threading.Lock()
        self._drone = self._connect(drone_port, TO_GATEWAY, self._from_drone)
        self._gateway = self._connect(gateway_port, TO_DRONE, lambda message: forward(message, self._drone))

    def __enter__(self) -> "Link":
        for side in (self._gateway, self._drone):
            side.loop_start()
        return self

    def __exit__(self, *_):
        for side in (self._drone, self._gateway):
            side.disconnect()
            side.loop_stop()

    @staticmethod
    def _connect(port: int, topics: typing.Sequence[str], take: typing.Callable[[mqtt.MQTTMessage], None]) -> mqtt.Client:
        client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
        client.on_connect = lambda client, *_: client.subscribe([(topic, 1) for topic in topics])
        client.on_message = lambda _client, _data, message: take(message)
        client.connect("127.0.0.1", port)
        return client

    def _from_drone(self, message: mqtt.MQTTMessage):
        kind = message.topic.rsplit("/", 1)[1]
        with self._lock:
            if kind == "detections":
                self._held.append((self._units + self.units_held(self._reports), message))
                self._reports += 1
            elif kind == "video":
                self._units += 1
                self._pass_unit(message)
            else:
                forward(message, self._gateway)
            due = [held for held in self._held if held[0] <= self._units]
            self._held = [held for held in self._held if held[0] > self._units]
        for _, report in due:
            forward(report, self._gateway)

    def _pass_unit(self, message: mqtt.MQTTMessage):
        unit = self.last = unit_of(message.payload)
        if self.is_lost(unit):
            self.lost.append(unit)
        else:
            forward(message, self._gateway)


def forward(message: mqtt.MQTTMessage, to: mqtt.Client):
    to.publish(message.topic, message.payload, message.qos, retain=message.topic.rsplit("/", 1)[1] in KEPT)
