# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""POST /infer: one JPEG in, boxes out, rows in SQLite

`eyrie-gateway` against an ordinary FastAPI server with the same network, picture and thresholds, both alive at the same time and
loaded in turns by `ab` (keep-alive). The peer is ../shared/peers/infer_fastapi.py or the file in BENCH_INFER_PEER."""

import base64
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import typing

import requests
from figures import (
    ROOT,
    Figure,
    SkipError,
    asset,
    at_least,
    at_most,
    cpu_seconds,
    forget_peak,
    interleaved,
    main,
    memory_mib,
    repeats,
    temporary_folder,
)
from quantized import with_sibling
from stack import Program, Stack, free_port, wait_for

CONCURRENCY = (1, 4, 16)
SECONDS = float(os.environ.get("BENCH_SECONDS", 8))


class Server:
    """One side: where it listens, which process it is."""

    def __init__(self, name: str, url: str, pid: int, body: pathlib.Path, headers: tuple[str, ...] = (), engine: str = ""):
        self.name, self.url, self.pid, self.body, self.headers, self.engine = name, url, pid, body, headers, engine

    def load(self, concurrency: int, seconds: float = SECONDS) -> dict:
        """Requests a second, latency and CPU under `concurrency` connections that ask again as soon as they are answered."""
        command = ["ab", "-l", "-q", "-k", "-r", "-t", str(seconds), "-n", "100000", "-c", str(concurrency)]
        command += ["-p", str(self.body), "-T", "application/json"]
        for header in self.headers:
            command += ["-H", header]
        before = cpu_seconds(self.pid)
        report = subprocess.run([*command, self.url], capture_output=True, text=True, check=True).stdout
        used = cpu_seconds(self.pid) - before
        completed = int(number_in(report, r"Complete requests:\s+(\d+)"))
        refused = re.search(r"Non-2xx responses:\s+(\d+)", report)
        if refused or not completed:
            raise RuntimeError(f"{self.name} refused {refused[1] if refused else 'all'} requests:\n{report}")
        return {
            "rate": number_in(report, r"Requests per second:\s+([\d.]+)"),
            "p50_ms": number_in(report, r"50%\s+(\d+)"),
            "p99_ms": number_in(report, r"99%\s+(\d+)"),
            "cpu_ms": used * 1000 / completed,
        }


def number_in(report: str, pattern: str) -> float:
    return float(re.search(pattern, report)[1])


@contextlib.contextmanager
def peer(folder: pathlib.Path, model: pathlib.Path, body: pathlib.Path) -> typing.Iterator[Server]:
    source = pathlib.Path(os.environ.get("BENCH_INFER_PEER", ROOT / "../shared/peers/infer_fastapi.py")).resolve()
    if not source.exists():
        raise SkipError(f"no peer at {source}; set BENCH_INFER_PEER")
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--app-dir", source.parent, f"{source.stem}:app", "--workers", 1, "--port", port]
    command += ["--log-level", "warning"]
    environment = {"MODEL": str(model), "DB": f"sqlite:///{folder}/peer.db"}
    program = Program("peer", command, folder, environment)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(lambda: is_answering(f"{url}/health"), "the peer answers", 60)
        yield Server("peer", f"{url}/infer", program.process.pid, body)
    finally:
        program.kill()


def is_answering(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).ok
    except requests.ConnectionError:
        return False


@contextlib.contextmanager
def gateway(folder: pathlib.Path, model: pathlib.Path, body: pathlib.Path, precision: str) -> typing.Iterator[Server]:
    folder.mkdir()
    flags = [f"--model.precision={precision}", "--model.iou=0.45"]
    with Stack(folder, model, gateway_flags=flags) as stack:
        stack.enrol("drone-01")
        authorization = f"Authorization: {stack.api.session.headers['Authorization']}"
        engine = engine_of(stack.gateway.log.read_text())
        yield Server(f"gateway {precision}", f"{stack.url}/infer", stack.gateway.process.pid, body, (authorization,), engine)


def engine_of(log: str) -> str:
    """`openvino int8`: what the gateway says it runs the network with."""
    ready = next(entry for line in log.splitlines() if (entry := json.loads(line))["message"] == "the network is ready")
    return f"{ready['backend']} {ready['precision']}"


def compare(precision: str, engine: str, concurrency: int, ours: dict, theirs: dict) -> list[Figure]:
    def note(key: str) -> str:
        return f"{ours[key]:.1f} against {theirs[key]:.1f}"

    rate_bar = at_least(1.2 if precision == "f32" else 2.2)
    rate_note = f"{note('rate')}; {engine}"
    figures = [Figure(f"{precision}, c={concurrency}: requests/s", ours["rate"] / theirs["rate"], bar=rate_bar, note=rate_note)]
    for key, what, bar in (("p99_ms", "p99, ms", at_most(0.7)), ("p50_ms", "p50, ms", None), ("cpu_ms", "CPU ms a request", None)):
        bar = bar if precision == "f32" else None
        figures.append(Figure(f"{precision}, c={concurrency}: {what}", ours[key] / theirs[key], bar=bar, note=note(key)))
    return figures


def measure() -> list[Figure]:
    if shutil.which("ab") is None:
        raise SkipError("no ab on this machine; apt install apache2-utils")
    model, picture = with_sibling(asset("detect/yolov8n_coco_fp32_dequant.onnx")), asset("images/bus.jpg")
    figures, memory = [], []
    with temporary_folder() as folder:
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        body = folder / "body.json"
        body.write_text(json.dumps({"drone_id": "drone-01", "frame_b64": base64.b64encode(picture.read_bytes()).decode()}))
        with gateway(folder / "first", model, body, "auto"):
            pass  # decides once for this machine, and keeps the decision
        with (
            peer(folder, model, body) as theirs,
            gateway(folder / "f32", model, body, "f32") as f32,
            gateway(folder / "auto", model, body, "auto") as auto,
        ):
            servers = (f32, auto, theirs)
            for server in servers:
                server.load(2, 1)  # warm
                forget_peak(server.pid)
            for concurrency in CONCURRENCY:
                measured = interleaved(repeats(3), *(lambda s=server: s.load(concurrency) for server in servers))  # noqa: B023
                figures += compare("f32", f32.engine, concurrency, measured[0], measured[2])
                figures += compare("auto", auto.engine, concurrency, measured[1], measured[2])
            memory = [memory_mib(server.pid) for server in servers]
    for name, mine in zip(("f32", "auto"), memory, strict=False):
        figures.append(
            Figure(
                f"{name}: memory under load",
                mine / memory[2],
                bar=at_most(0.4),
                note=f"{mine:.0f} MiB against {memory[2]:.0f} MiB",
            )
        )
    return figures


if __name__ == "__main__":
    main(measure)
