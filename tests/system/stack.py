# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Starts and stops the programs, and talks to the gateway as any client would."""

import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import time
import typing

import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ.get("EYRIE_TEST_PROGRAMS", ROOT / "build/release/bin"))
CONSOLE = ROOT / "console/dist"
PATIENCE = float(os.environ.get("EYRIE_TEST_PATIENCE", "1"))  # how much longer everything may take, as with a sanitizer
SANITIZER_FINDING = re.compile(r"^(==\d+==ERROR: |WARNING: ThreadSanitizer|.*: runtime error: )", re.MULTILINE)


def at_least(count: int) -> int:
    """How many of `count` frames have to get through: instrumented programs are as right as others, but do not keep the camera's pace."""
    return count if PATIENCE == 1 else count // 20


def wait_for(condition: typing.Callable[[], typing.Any], what: str, timeout_s: float = 20):
    """The first true value of `condition`; an AssertionError that says what did not come."""
    deadline = time.monotonic() + timeout_s * PATIENCE
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.02)
    raise AssertionError(f"not within {timeout_s * PATIENCE} s: {what}")


def let_pass(seconds: float):
    """An outage of a stated length: the one thing here that is waited for by the clock."""
    end = time.monotonic() + seconds
    wait_for(lambda: time.monotonic() > end, "the time has passed", seconds + 5)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Program:
    """One running program with its log."""

    def __init__(self, name: str, command: list, folder: pathlib.Path, environment: dict | None = None):
        self.name, self.command, self.log = name, [str(word) for word in command], folder / f"{name}.log"
        self.environment = {**os.environ, **(environment or {})}
        self.process = None
        self.start()

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, patience_s: float = 10) -> int:
        """Ends it as an operator would; the exit code. A program that has to be killed fails the test."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(patience_s * PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"{self.name} did not end within {patience_s} s of SIGTERM:\n{self.tail()}") from None
        return self.process.returncode

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def sanitizer_finding(self) -> str:
        """The first one in the log, also of a process that was killed later. Empty as a rule."""
        text = self.log.read_text(errors="replace")
        found = SANITIZER_FINDING.search(text)
        return text[found.start() :][:8000] if found else ""

    def tail(self, lines: int = 40) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def start_mosquitto(name: str, port: int, folder: pathlib.Path) -> Program:
    """mosquitto as we run it: nothing persisted, so nothing leans on it."""
    config = folder / f"{name}.conf"
    config.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nuser root\n"
        "max_queued_messages 0\nmax_inflight_messages 1000\n"
    )
    broker = Program(name, ["/usr/sbin/mosquitto", "-c", config], folder)
    wait_for(lambda: is_listening(port), f"{name} listens")
    return broker


class Gateway:
    """An API client with an admin's session."""

    def __init__(self, url: str):
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False

    def sign_in(self, username: str, password: str) -> "Gateway":
        answer = self.session.post(f"{self.url}/v1/session", json={"username": username, "password": password}, timeout=10 * PATIENCE)
        answer.raise_for_status()
        self.session.headers["Authorization"] = "Bearer " + answer.json()["token"]
        return self

    def get(self, path: str, **query):
        answer = self.session.get(self.url + path, params=query, timeout=10 * PATIENCE)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: dict) -> dict:
        answer = self.session.post(self.url + path, json=body, timeout=20 * PATIENCE)
        answer.raise_for_status()
        return answer.json()

    def put(self, path: str, body: dict) -> dict:
        answer = self.session.put(self.url + path, json=body, timeout=10 * PATIENCE)
        answer.raise_for_status()
        return answer.json()

    def object(self, key: str) -> bytes:
        answer = self.session.get(f"{self.url}/v1/objects", params={"key": key}, timeout=10 * PATIENCE)
        answer.raise_for_status()
        return answer.content

    def drone(self, drone: str) -> dict:
        return self.get(f"/v1/drones/{drone}")

    def incidents(self, **query) -> list[dict]:
        return self.get("/v1/incidents", **query)["items"]

    def put_rules(self, *rules: dict):
        self.put("/v1/rules", {"version": self.get("/v1/rules")["version"], "rules": list(rules)})


NO_HELMET = {
    "id": "no-helmet", "kind": "class", "incident_type": "no_helmet", "title": "Person without helmet", "severity": 4,
    "classes": ["no_helmet"], "min_confidence": 0.4, "k": 2, "n": 4, "cooldown_seconds": 30,
}  # fmt: skip


class Stack:
    """Broker, gateway and any number of edges in one folder. Without an `admin_password` the gateway makes a one-time one, and
    nobody is signed in yet."""

    def __init__(
        self,
        folder: pathlib.Path,
        network: pathlib.Path,
        gateway_flags: typing.Sequence[str] = (),
        admin_password: str = "chosen for tests",
    ):
        self.folder, self.network, self.gateway_flags, self.admin_password = folder, network, gateway_flags, admin_password
        self.broker_port, self.http_port = free_port(), free_port()
        self.broker_url, self.url = f"mqtt://127.0.0.1:{self.broker_port}", f"http://127.0.0.1:{self.http_port}"
        self.database = folder / "gateway" / "eyrie.db"
        self.edges: dict[str, Program] = {}
        self.broker = self.gateway = self.api = None

    def __enter__(self) -> "Stack":
        self.start_broker()
        self.start_gateway()
        if self.admin_password:
            self.api = Gateway(self.url).sign_in("admin", self.admin_password)
            self.api.put_rules(NO_HELMET)
        return self

    def __exit__(self, kind, *_):
        programs = [*self.edges.values(), self.gateway, self.broker]
        try:
            codes = {program.name: program.stop() for program in programs if program is not None}
        finally:
            for program in programs:
                if program is not None and program.is_running:
                    program.kill()
                if kind is not None and program is not None:
                    print(f"--- {program.name}\n{program.tail()}")
        findings = [f"{program.name}: {finding}" for program in programs if program and (finding := program.sanitizer_finding())]
        assert not findings, "\n".join(findings)
        if kind is None:
            # One that was started a moment ago may be ended before it listens to signals.
            assert all(code in (0, -signal.SIGKILL, -signal.SIGTERM) for code in codes.values()), codes

    def start_broker(self):
        self.broker = start_mosquitto("mosquitto", self.broker_port, self.folder)

    def start_gateway(self):
        if self.gateway is None:
            command = [
                PROGRAMS / "eyrie-gateway", f"--broker.url={self.broker_url}", f"--http.port={self.http_port}",
                f"--data.folder={self.folder / 'gateway'}", f"--model.path={self.network}", f"--http.console={CONSOLE}",
                *self.gateway_flags,
            ]  # fmt: skip
            self.gateway = Program("eyrie-gateway", command, self.folder, {"EYRIE_ADMIN_PASSWORD": self.admin_password})
        else:
            self.gateway.start()
        wait_for(self.is_ready, "the gateway is ready", 30)

    def is_ready(self) -> bool:
        assert self.gateway.is_running, self.gateway.tail()
        try:
            return requests.get(f"{self.url}/readyz", timeout=2 * PATIENCE).status_code == 200
        except requests.ConnectionError:
            return False

    def enrol(self, drone: str) -> str:
        return self.api.post("/v1/drones", {"id": drone, "name": drone})["token"]

    def start_edge(
        self,
        drone: str,
        source: pathlib.Path | str,
        *flags: str,
        model: pathlib.Path | None = None,
        broker_url: str | None = None,
        environment: dict[str, str] | None = None,
    ) -> Program:
        command = [
            PROGRAMS / "eyrie-edge", f"--drone.id={drone}", f"--camera.source={source}", f"--model.path={model or self.network}",
            f"--broker.url={broker_url or self.broker_url}", f"--journal.folder={self.folder / drone}", "--model.backend=openvino",
            "--model.precision=f32", *flags,
        ]  # fmt: skip
        secrets = {"EYRIE_GATEWAY_TOKEN": self.enrol(drone)}
        self.edges[drone] = Program(f"eyrie-edge-{drone}", command, self.folder, {**secrets, **(environment or {})})
        return self.edges[drone]

    def query(self, sql: str, *values) -> list[tuple]:
        """Reads the gateway's database beside the running program."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10) as database:
            return database.execute(sql, values).fetchall()
