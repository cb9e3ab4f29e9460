# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""From the camera to the client, and the memory that takes

First one drone with a 1080p camera at 15 frames a second: a client of `/v1/live` compares each message's capture time with its own
clock, the same machine's. Then four drones with a network that costs nothing, so that the gateway has all it would have."""

import contextlib
import datetime
import json
import os
import pathlib
import statistics
import threading
import time
import typing

import bright_squares
import websocket
from figures import Figure, SkipError, asset, at_most, forget_peak, main, memory_mb, temporary_folder, write_full_hd
from stack import Stack, wait_for

SECONDS = float(os.environ.get("BENCH_SECONDS", 40))
SETTLE_S = 5
DRONES = ("drone-01", "drone-02", "drone-03", "drone-04")
FPS = 15


class Watcher:
    """A client of `/v1/live` that notes how old detections and pictures are when they arrive."""

    def __init__(self, stack: Stack, drones: typing.Sequence[str]):
        self.detections_ms: list[float] = []
        self.video_ms: list[float] = []
        self.socket = websocket.create_connection(
            stack.url.replace("http", "ws") + "/v1/live", header={"Authorization": stack.api.session.headers["Authorization"]}
        )
        self.socket.send(json.dumps({"type": "watch", "drones": list(drones), "video": list(drones)}))
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        with contextlib.suppress(websocket.WebSocketException, OSError):
            while True:
                kind, payload = self.socket.recv_data()
                now_us = time.time_ns() // 1000
                if kind == websocket.ABNF.OPCODE_BINARY:
                    self.video_ms.append((now_us - int.from_bytes(payload[16:24], "little")) / 1000)
                elif kind == websocket.ABNF.OPCODE_TEXT and (message := json.loads(payload))["type"] == "detections":
                    self.detections_ms.append((now_us - microseconds_of(message["report"]["timestamp"])) / 1000)
                elif kind == websocket.ABNF.OPCODE_CLOSE:
                    return

    def forget(self):
        self.detections_ms.clear()
        self.video_ms.clear()

    def close(self):
        self.socket.close()
        self.thread.join(5)


def microseconds_of(timestamp: str) -> int:
    return round(datetime.datetime.fromisoformat(timestamp).timestamp() * 1e6)


def share(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


def watch(stack: Stack, drones: typing.Sequence[str], seconds: float) -> Watcher:
    """Watches for `seconds`, after everything has found its pace."""
    watcher = Watcher(stack, drones)
    wait_for(lambda: len(watcher.detections_ms) > 5 and len(watcher.video_ms) > 5, "detections and pictures arrive", 60)
    time.sleep(SETTLE_S)
    watcher.forget()
    for program in (stack.gateway, *stack.edges.values()):
        forget_peak(program.process.pid)
    time.sleep(seconds)
    return watcher


def one_camera(folder: pathlib.Path) -> list[Figure]:
    model = asset("detect/yolov8n_coco_fp32_dequant.onnx")
    video = write_full_hd(folder / "street.mp4", 20 * FPS, FPS)
    folder = folder / "one"
    folder.mkdir()
    with Stack(folder, model) as stack:
        edge = stack.start_edge(DRONES[0], video, "--camera.loop=true", "--model.backend=auto", "--model.precision=auto", "--clip.span=20s")
        # The ring is full after 20 s; only then has the edge all it will ever have.
        watcher = watch(stack, DRONES[:1], max(SECONDS, 25) if "BENCH_SECONDS" not in os.environ else SECONDS)
        watcher.close()
        ages, pictures = watcher.detections_ms, watcher.video_ms
        note = (
            f"p50 {statistics.median(ages):.0f}, p99 {share(ages, 99):.0f}, most {max(ages):.0f} ms; {len(ages) / SECONDS:.1f} messages/s"
        )
        picture_note = f"p50 {statistics.median(pictures):.0f} ms; {len(pictures) / SECONDS:.1f} pictures/s"
        edge_mb, gateway_mb = memory_mb(edge.process.pid), memory_mb(stack.gateway.process.pid)
        served = "the most there was while it was measured"
        return [
            Figure("capture to WebSocket message, p95", share(ages, 95), "ms", at_most(250), note),
            Figure("capture to picture at the client, p95", share(pictures, 95), "ms", None, picture_note),
            Figure("edge, 1080p and a ring of 20 s: memory", edge_mb, "MB", at_most(250), served),
            Figure("gateway with one drone and YOLOv8n for /infer: memory", gateway_mb, "MB", None, served),
        ]


def four_drones(folder: pathlib.Path) -> list[Figure]:
    network = bright_squares.write_network(folder / "bright_squares.onnx")
    video = bright_squares.write_video(folder / "squares.mp4", bright_squares.Video(fps=FPS, stay=4))
    folder = folder / "four"
    folder.mkdir()
    with Stack(folder, network) as stack:
        for drone in DRONES:
            stack.start_edge(drone, video, "--camera.loop=true")
        watcher = watch(stack, DRONES, SECONDS)
        watcher.close()
        note = f"{len(watcher.detections_ms) / SECONDS:.0f} messages/s and {len(watcher.video_ms) / SECONDS:.0f} pictures/s to one client"
        return [
            Figure(
                "gateway with 4 drones, watched, and a small network for /infer: memory",
                memory_mb(stack.gateway.process.pid),
                "MB",
                at_most(150),
                note,
            ),
            Figure("4 drones, capture to WebSocket message, p95", share(watcher.detections_ms, 95), "ms"),
        ]


def measure() -> list[Figure]:
    with temporary_folder() as folder:
        figures = []
        try:
            os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
            figures += one_camera(folder)
        except SkipError as reason:
            print(f"one camera is skipped: {reason}")
        return figures + four_drones(folder)


if __name__ == "__main__":
    main(measure)
