# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""MQTT to committed rows in SQLite: 400 bytes, QoS 1, exactly once

`eyrie-gateway` against an ordinary bridge (peers/mqtt_bridge.py: paho-mqtt, sqlite3, batches of 500) behind the same mosquitto.
flood.py sends the same messages to both, every hundredth of them twice, as fast as the broker takes them. Time runs from the first
byte sent until the last message is committed; afterwards each message is counted."""

import contextlib
import os
import pathlib
import sqlite3
import subprocess
import sys
import time
import typing

import flood
from figures import ROOT, Figure, at_least, cpu_seconds, interleaved, main, memory_mib, repeats, temporary_folder
from stack import PROGRAMS, Program, free_port, is_listening, wait_for

MESSAGES = int(os.environ.get("BENCH_MESSAGES", 200_000))
PATIENCE_S = 120


@contextlib.contextmanager
def broker(folder: pathlib.Path) -> typing.Iterator[int]:
    """mosquitto that holds back nothing and forgets nothing: what is measured is behind it."""
    port = free_port()
    config = folder / "mosquitto.conf"
    settings = ("allow_anonymous true", "persistence false", "user root", "max_queued_messages 0", "max_inflight_messages 1000")
    config.write_text("\n".join((f"listener {port} 127.0.0.1", *settings)) + "\n")
    program = Program("mosquitto", ["/usr/sbin/mosquitto", "-c", config], folder)
    try:
        wait_for(lambda: is_listening(port), "mosquitto listens")
        yield port
    finally:
        program.stop()


class Sink:
    """One side: a program that takes messages from a broker into a SQLite file."""

    def __init__(self, program: Program, database: pathlib.Path, progress: str, is_subscribed: typing.Callable[[], bool]):
        self.program, self.database, self.progress = program, database, progress
        wait_for(is_subscribed, f"{program.name} listens to the broker", 30)

    def query(self, sql: str) -> list[tuple]:
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as database:
            return database.execute(sql).fetchall()

    def committed(self) -> int:
        return self.query(self.progress)[0][0] or 0


def start_gateway(folder: pathlib.Path, port: int) -> Sink:
    """Unknown drones are let in, and the line to the database has room for everything: nothing is left to be sent again."""
    command = [
        PROGRAMS / "eyrie-gateway", f"--broker.url=mqtt://127.0.0.1:{port}", "--http.port=0", f"--data.folder={folder}",
        "--ingest.enrol_unknown=true", "--ingest.max_waiting=1000000",
    ]  # fmt: skip
    program = Program("eyrie-gateway", command, folder)
    log = folder / "eyrie-gateway.log"
    return Sink(program, folder / "eyrie.db", "SELECT MAX(id) FROM reports", lambda: "the broker is there" in log.read_text())


def start_bridge(folder: pathlib.Path, port: int) -> Sink:
    database = folder / "bridge.db"
    program = Program("bridge", [sys.executable, ROOT / "bench/peers/mqtt_bridge.py", port, database], folder)
    progress = f"SELECT MAX(id) / {OBJECTS} FROM detections"
    return Sink(program, database, progress, lambda: database.exists() and is_listening(port))


OBJECTS = 2
DISTINCT = {
    "eyrie-gateway": "SELECT COUNT(*), COUNT(DISTINCT drone_id || ' ' || seq) FROM reports",
    "bridge": "SELECT COUNT(*), COUNT(DISTINCT drone_id || ' ' || seq) FROM detections WHERE ordinal = 0",
}


def run(start: typing.Callable[[pathlib.Path, int], Sink], count: int) -> dict:
    with temporary_folder() as folder, broker(folder) as port:
        sink = start(folder, port)
        pid = sink.program.process.pid
        publisher = subprocess.Popen(
            [sys.executable, ROOT / "bench/flood.py", str(port), str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            publisher.stdout.readline()
            used, begin = cpu_seconds(pid), time.monotonic()
            publisher.stdin.write("go\n")
            publisher.stdin.flush()
            while sink.committed() < count:
                time.sleep(0.02)
                if time.monotonic() - begin > PATIENCE_S:
                    raise RuntimeError(f"{sink.program.name} committed {sink.committed()} of {count} messages:\n{sink.program.tail()}")
            seconds, used = time.monotonic() - begin, cpu_seconds(pid) - used
            publisher.wait(30)
            rows, distinct = sink.query(DISTINCT[sink.program.name])[0]
            if (rows, distinct) != (count, count):
                raise RuntimeError(f"{sink.program.name} holds {rows} rows of {distinct} messages, {count} were sent")
            return {"rate": count / seconds, "cpu_s": used * 1e6 / count, "memory": memory_mib(pid)}
        finally:
            publisher.kill()
            publisher.wait()
            sink.program.kill()


def measure() -> list[Figure]:
    assert len(flood.message(MESSAGES)[1]) == flood.SIZE
    ours, theirs = interleaved(repeats(3), lambda: run(start_gateway, MESSAGES), lambda: run(start_bridge, MESSAGES // 4))
    both = f"{ours['rate']:,.0f} against {theirs['rate']:,.0f}"
    return [
        Figure("messages/s, to the bridge's", ours["rate"] / theirs["rate"], bar=at_least(5), note=both),
        Figure("committed", ours["rate"], "messages/s", bar=at_least(20_000), note=f"{MESSAGES:,} messages, each once"),
        Figure("CPU a million messages", ours["cpu_s"], "s", note=f"against {theirs['cpu_s']:.0f} s"),
        Figure("memory, with all that waits", ours["memory"], "MiB"),
    ]


if __name__ == "__main__":
    main(measure)
