# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""docs/guides/add-a-drone.md, done as it is written: only names, ports, passwords, the source and the model are this test's own."""

import getpass
import pathlib
import re

import paho.mqtt.client as mqtt
import pytest
import requests
from page import Page
from stack import CONSOLE, Program, free_port, wait_for

PASSWORDS = {"gateway": "of the gateway", "07": "of the drone"}


class Site:
    """The folder of the guide, with what its blocks say."""

    def __init__(self, page: Page, broker_port: int, edge_port: int):
        self.page, self.folder, self.broker_port, self.edge_port = page, page.folder, broker_port, edge_port
        self.programs: list[Program] = []

    def write(self, name: str, text: str):
        (self.folder / name).write_text(text)

    def start(self, line: str) -> Program:
        """A line of the guide that goes on running."""
        command = ["env", "-C", self.folder, "bash", "-c", f"exec {self.page.take(line, chr(10))}"]
        self.programs.append(Program(line.split()[0], command, self.folder, self.page.environment))
        return self.programs[-1]

    def kill(self):
        for program in self.programs:
            program.kill()


@pytest.fixture
def site(tmp_path: pathlib.Path, network: pathlib.Path, standing_video: pathlib.Path):
    broker_port, http_port, edge_port = free_port(), free_port(), free_port()
    own = {
        "DNS:base.example": "IP:127.0.0.1", "base.example:8883": f"127.0.0.1:{broker_port}",
        "listener 8883": f"user {getpass.getuser()}\nlistener {broker_port}",
        "base.example:8080": f"127.0.0.1:{http_port}", 'address = "0.0.0.0"': f'address = "127.0.0.1"\nport = {http_port}',
        "base.example": "127.0.0.1", "/srv/eyrie": str(tmp_path), "console/dist": str(CONSOLE),
        "mosquitto_passwd broker.passwords": "mosquitto_passwd -b broker.passwords",
        "broker.passwords gateway": f"broker.passwords gateway '{PASSWORDS['gateway']}'",
        "broker.passwords 07": f"broker.passwords 07 '{PASSWORDS['07']}'",
        "port = 9100": f"port = {edge_port}", "127.0.0.1:9100": f"127.0.0.1:{edge_port}",
        "rtsp://192.168.1.10/stream": str(standing_video), "best.onnx": str(network), "curl -s": "curl -s --cacert ca.crt",
    }  # fmt: skip
    with Page("docs/guides/add-a-drone.md", tmp_path, own) as page:
        site = Site(page, broker_port, edge_port)
        yield site
        site.kill()


def set_up(site: Site):
    page = site.page
    certificates = page.take("openssl req -x509")
    page.shell(certificates)
    page.shell(certificates[certificates.index("openssl req -newkey") :].replace("broker.", "gateway."))
    page.run("touch broker.passwords")
    page.run("mosquitto_passwd broker.passwords gateway")
    page.run("mosquitto_passwd broker.passwords 07")
    site.write("broker.access", page.take("user gateway"))
    site.write("broker.conf", page.take("listener 8883", "mosquitto -c"))
    site.write("gateway.secret", PASSWORDS["gateway"])
    site.write("broker.secret", PASSWORDS["07"])
    site.write("gateway.toml", page.take("[http]\naddress", "eyrie-gateway"))
    site.write("edge.toml", page.take("[drone]", "eyrie-edge"))


def reason_of_publishing(site: Site, topic: str) -> str:
    """What the broker answers to the drone's user."""
    answers: list[str] = []
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.username_pw_set("07", PASSWORDS["07"])
    client.tls_set(str(site.folder / "ca.crt"))
    client.on_publish = lambda _client, _data, _id, reason, _properties: answers.append(str(reason))
    client.on_connect = lambda client, *_: client.publish(topic, "{}", qos=1)
    client.connect("127.0.0.1", site.broker_port)
    client.loop_start()
    try:
        return wait_for(lambda: answers and answers[0], "an answer of the broker")
    finally:
        client.loop_stop()


def test_drone_of_the_guide_reports_over_tls_and_speaks_for_itself_only(site: Site):
    set_up(site)
    site.start("mosquitto -c")
    gateway = site.start("eyrie-gateway --config")
    wait_for(lambda: "the gateway is ready" in gateway.log.read_text(), "the gateway is ready")
    site.write("gateway.token", site.page.run("G=", end="").strip())
    assert 'id = "drone-07"' in site.page.run("eyrie-edge --config edge.toml --print-settings")
    edge = site.start("eyrie-edge --config edge.toml\n")
    metrics = f"http://127.0.0.1:{site.edge_port}/metrics"
    uploaded = re.compile(r"eyrie_edge_uploaded_files_total [1-9]")
    wait_for(lambda: uploaded.search(answer_of(metrics)), f"a picture is uploaded over HTTPS\n{edge.tail()}", 30)
    assert '"ok"' in site.page.run("curl -s http://127.0.0.1:9100/readyz")

    assert "Success" in reason_of_publishing(site, "drone/07/events") or "No matching" in reason_of_publishing(site, "drone/07/events")
    assert "Not authorized" in reason_of_publishing(site, "drone/08/events")


def answer_of(url: str) -> str:
    """Empty while nobody answers."""
    try:
        return requests.get(url, timeout=5).text
    except requests.ConnectionError:
        return ""
