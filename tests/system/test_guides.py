# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""docs/guides/add-a-drone.md, done as it is written: only names, ports and the source are this test's own."""

import contextlib
import pathlib
import re
import subprocess

import paho.mqtt.client as mqtt
import requests
from stack import PROGRAMS, ROOT, Program, free_port, wait_for

GUIDE = ROOT / "docs/guides/add-a-drone.md"
PASSWORDS = {"gateway": "of the gateway", "07": "of the drone"}


class Site:
    """The folder of the guide, with what its blocks say."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.broker_port, self.http_port, self.edge_port = free_port(), free_port(), free_port()
        indented = re.findall(r"(?:^(?:    .*)?\n)+", GUIDE.read_text(), re.MULTILINE)
        self.blocks = [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in indented]
        self.own = {
            "DNS:base.example": "IP:127.0.0.1", "base.example:8883": f"127.0.0.1:{self.broker_port}",
            "listener 8883": f"listener {self.broker_port}", "base.example:8080": f"127.0.0.1:{self.http_port}",
            "base.example": "127.0.0.1", "port = 9100": f"port = {self.edge_port}", "/srv/eyrie": str(folder),
        }  # fmt: skip
        self.url = f"https://127.0.0.1:{self.http_port}"

    def block(self, start: str, end: str = "") -> str:
        """From the line `start` of the block that holds it to before the line `end`, with our own names."""
        text = next(block for block in self.blocks if re.search(rf"^{re.escape(start)}", block, re.MULTILINE))
        text = text[text.index(start) : text.index(end) if end else None]
        for theirs, ours in self.own.items():
            text = text.replace(theirs, ours)
        return text

    def write(self, name: str, text: str):
        (self.folder / name).write_text(text)

    def shell(self, commands: str) -> str:
        return subprocess.run(["bash", "-ec", commands], cwd=self.folder, check=True, capture_output=True, text=True).stdout

    def program(self, name: str, *flags) -> Program:
        return Program(name, ["env", "-C", self.folder, PROGRAMS / name, *flags], self.folder)


def set_up(site: Site, network: pathlib.Path, video: pathlib.Path):
    certificates = site.block("openssl req -x509")
    site.shell(certificates)
    site.shell(certificates[certificates.index("openssl req -newkey") :].replace("broker.", "gateway."))
    site.write("broker.access", site.block("user gateway"))
    site.write("broker.conf", site.block("listener 8883", "mosquitto -c") + f"user {site.shell('id -un').strip()}\n")
    site.shell("touch broker.passwords && chmod 600 broker.passwords")
    for user, password in PASSWORDS.items():
        site.shell(f"mosquitto_passwd -b broker.passwords {user} '{password}'")
    site.write("gateway.secret", PASSWORDS["gateway"])
    site.write("broker.secret", PASSWORDS["07"])
    gateway = site.block('address = "0.0.0.0"', "eyrie-gateway --config").replace("console =", "# console =")
    site.write("gateway.toml", f"[http]\nport = {site.http_port}\n{gateway}")
    edge = site.block("[drone]", "eyrie-edge --config").replace("rtsp://192.168.1.10/stream", str(video))
    site.write("edge.toml", edge.replace("best.onnx", str(network)))


def enrol(site: Site) -> str:
    """The commands of the guide; the token of the drone."""
    return site.shell(site.block("G=").replace("curl -s", "curl -s --noproxy '*' --cacert ca.crt")).strip()


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


def test_drone_of_the_guide_reports_over_tls_and_speaks_for_itself_only(
    tmp_path: pathlib.Path, network: pathlib.Path, standing_video: pathlib.Path
):
    site = Site(tmp_path)
    set_up(site, network, standing_video)
    with contextlib.ExitStack() as programs:

        def start(program: Program) -> Program:
            programs.callback(lambda: program.is_running and program.kill())
            return program

        start(Program("mosquitto", ["/usr/sbin/mosquitto", "-c", tmp_path / "broker.conf"], tmp_path))
        start(site.program("eyrie-gateway", "--config", "gateway.toml"))
        wait_for(lambda: "the gateway is ready" in (tmp_path / "eyrie-gateway.log").read_text(), "the gateway is ready")
        site.write("gateway.token", enrol(site))
        edge = start(site.program("eyrie-edge", "--config", "edge.toml"))
        health = f"http://127.0.0.1:{site.edge_port}"
        wait_for(lambda: answers_with(f"{health}/readyz", '"ok"'), f"the edge is ready\n{edge.tail()}", 30)
        uploaded = re.compile(r"eyrie_edge_uploaded_files_total [1-9]")
        wait_for(lambda: uploaded.search(requests.get(f"{health}/metrics", timeout=5).text), "a picture is uploaded over HTTPS", 30)

        assert "Success" in reason_of_publishing(site, "drone/07/events") or "No matching" in reason_of_publishing(site, "drone/07/events")
        assert "Not authorized" in reason_of_publishing(site, "drone/08/events")


def answers_with(url: str, text: str) -> bool:
    try:
        answer = requests.get(url, timeout=5)
    except requests.ConnectionError:
        return False
    return answer.status_code == 200 and text in answer.text
