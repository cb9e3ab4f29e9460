# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Every topic of docs/design/messages.md refuses who has no right to it, under the access list that the guide tells to write.

What the gateway's routes refuse is tried beside them: apps/gateway/api/doors_test.cpp."""

import queue
import re
import subprocess
import typing

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode
from stack import PATIENCE, ROOT, Program, free_port, is_listening, wait_for

GUIDE = ROOT / "docs/guides/add-a-drone.md"
MESSAGES = ROOT / "docs/design/messages.md"
GATEWAY, DRONE, OTHER_DRONE = "gateway", "01", "02"
NOT_AUTHORIZED = ReasonCode(PacketTypes.PUBACK, "Not authorized")
# Topic of drone 01 -> who writes it: `edge` or `gateway`.
TOPICS = {
    topic.replace("<id>", DRONE): writer
    for topic, writer in re.findall(r"^\| `([\w/<>]+)` \| (edge|gateway) \|", MESSAGES.read_text(), re.MULTILINE)
}


class User:
    """Somebody at the broker. MQTT 5, because its answers say why."""

    def __init__(self, port: int, name: str = "", password: str = ""):
        self.heard: queue.Queue[tuple[str, bytes]] = queue.Queue()
        self.answers: queue.Queue[ReasonCode] = queue.Queue()
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        if name:
            self.client.username_pw_set(name, password)
        self.client.on_message = lambda _client, _data, message: self.heard.put((message.topic, message.payload))
        for event in ("on_connect", "on_publish"):
            setattr(self.client, event, lambda _client, _data, _id, code, *_: self.answers.put(code))
        self.client.on_subscribe = lambda _client, _data, _id, codes, *_: self.answers.put(codes[0])
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        self.welcome = self.answer()

    def answer(self) -> ReasonCode:
        return self.answers.get(timeout=10 * PATIENCE)

    def publish(self, topic: str, payload: bytes) -> ReasonCode:
        self.client.publish(topic, payload, qos=1)
        return self.answer()

    def listen_to_everything(self):
        self.client.subscribe("#", qos=1)
        self.answer()

    def heard_until(self, last: bytes) -> list[str]:
        """Topics of what came before the message `last`, which the broker sends after them."""
        topics = []
        while (message := self.heard.get(timeout=10 * PATIENCE))[1] != last:
            topics.append(message[0])
        return topics

    def leave(self):
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture(scope="module")
def broker_port(tmp_path_factory: pytest.TempPathFactory) -> typing.Iterator[int]:
    """A broker with users and the access list of the guide."""
    folder, port = tmp_path_factory.mktemp("broker"), free_port()
    blocks = re.findall(r"(?:^(?:    .*)?\n)+", GUIDE.read_text(), re.MULTILINE)
    access = next(block for block in blocks if block.lstrip().startswith("user gateway"))
    (folder / "access").write_text(re.sub(r"^    ", "", access, flags=re.MULTILINE))
    passwords = folder / "passwords"
    passwords.touch(mode=0o600)
    for name in (GATEWAY, DRONE, OTHER_DRONE):
        subprocess.run(["mosquitto_passwd", "-b", passwords, name, f"of {name}"], check=True, capture_output=True)
    account = subprocess.run(["id", "-un"], check=True, capture_output=True, text=True).stdout
    (folder / "broker.conf").write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous false\npassword_file {passwords}\nacl_file {folder / 'access'}\n"
        f"persistence false\nuser {account}"
    )
    broker = Program("mosquitto", ["/usr/sbin/mosquitto", "-c", folder / "broker.conf"], folder)
    wait_for(lambda: is_listening(port), "mosquitto listens")
    yield port
    broker.stop()


@pytest.fixture
def users(broker_port: int) -> typing.Iterator[dict[str, User]]:
    everybody = {name: User(broker_port, name, f"of {name}") for name in (GATEWAY, DRONE, OTHER_DRONE)}
    yield everybody
    for user in everybody.values():
        user.leave()


def writer_of(topic: str) -> str:
    return DRONE if TOPICS[topic] == "edge" else GATEWAY


def test_the_table_of_messages_is_read_whole():
    assert len(TOPICS) == 10 and "gateway/status" in TOPICS, TOPICS


@pytest.mark.parametrize(("name", "password"), [("", ""), (DRONE, f"of {OTHER_DRONE}"), ("nobody", "x")])
def test_broker_lets_nobody_in_without_their_password(broker_port: int, name: str, password: str):
    stranger = User(broker_port, name, password)
    assert stranger.welcome.is_failure
    stranger.leave()


@pytest.mark.parametrize("topic", TOPICS)
def test_topic_is_written_by_its_owner_alone(users: dict[str, User], topic: str):
    for name, user in users.items():
        answer = user.publish(topic, b"{}")
        if name == writer_of(topic):
            assert not answer.is_failure, f"{name} may write {topic}: {answer}"
        else:
            assert answer == NOT_AUTHORIZED, f"{name} may not write {topic}: {answer}"


@pytest.mark.parametrize("topic", TOPICS)
def test_topic_is_read_by_whom_it_is_meant_for_alone(users: dict[str, User], topic: str):
    meant_for = {DRONE, OTHER_DRONE} if topic == "gateway/status" else {DRONE, GATEWAY} if TOPICS[topic] == "gateway" else {GATEWAY}
    for name in (DRONE, OTHER_DRONE, GATEWAY):
        users[name].listen_to_everything()
    users[writer_of(topic)].publish(topic, b"news")
    # What everybody hears: drones the gateway's status, the gateway its drones'.
    users[GATEWAY].publish("gateway/status", b"last")
    users[DRONE].publish("drone/01/status", b"last")
    for name, user in users.items():
        if topic == "gateway/status" and name == GATEWAY:
            continue  # its own; whether it hears itself is all the same
        heard = topic in user.heard_until(b"last")
        assert heard == (name in meant_for), f"{name} {'hears' if heard else 'does not hear'} {topic}"
