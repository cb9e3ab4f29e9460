# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Whole pipeline: 300 frames of 1080p video from file to boxes

`eyrie detect` against an ordinary Python script (peers/detect_video.py: cv2.VideoCapture, letterbox, onnxruntime, cv2 NMS), each as
a whole process with its start and the loading of its model."""

import json
import os
import pathlib
import subprocess
import sys

import cv2
import numpy as np
import onnxruntime
from figures import PROGRAMS, ROOT, Figure, asset, at_most, interleaved, main, repeats, run_measured, temporary_folder, write_full_hd
from peers import detect_video
from quantized import with_sibling

WIDTH, HEIGHT = 1920, 1080
FRAMES = int(os.environ.get("BENCH_FRAMES", 300))


def overlap(a: list[float], b: list[float]) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0
    shared = width * height
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


def unmatched(boxes: list[dict], others: list[dict], min_iou: float, max_difference: float) -> int:
    """How many of `boxes` have no like of the same class among `others`."""
    return sum(
        not any(
            other["class_id"] == box["class_id"]
            and abs(other["conf"] - box["conf"]) <= max_difference
            and overlap(other["box"], box["box"]) > min_iou
            for other in others
        )
        for box in boxes
    )


def read_ours(path: pathlib.Path) -> tuple[list[list[dict]], str]:
    document = json.loads(path.read_text())
    frames = []
    for frame in document["frames"]:
        scale = [frame["width"], frame["height"]] * 2
        boxes = [[edge * side for edge, side in zip(found["bbox"], scale, strict=True)] for found in frame["detections"]]
        frames.append([{**found, "box": box} for found, box in zip(frame["detections"], boxes, strict=True)])
    return frames, f"{document['backend']} {document['precision']}"


def count_differing(ours: list[list[dict]], theirs: list[list[dict]], min_iou: float, max_difference: float) -> int:
    """Boxes of either side without a like on the other."""
    limits = (min_iou, max_difference)
    return sum(unmatched(a, b, *limits) + unmatched(b, a, *limits) for a, b in zip(ours, theirs, strict=True))


def compare_boxes(what: str, ours: list[list[dict]], theirs: list[list[dict]]) -> Figure:
    differing, far = count_differing(ours, theirs, 0.99, 2e-3), count_differing(ours, theirs, 0.9, 0.05)
    note = (
        f"of {sum(map(len, ours))} ours and {sum(map(len, theirs))} theirs: no like with IoU > 0.99 and a score within 0.002; "
        f"{far} have none with IoU > 0.9 and a score within 0.05"
    )
    return Figure(what, differing, "boxes", note=note)


def detect_in_exact_colours(model: pathlib.Path, video: pathlib.Path) -> list[list[dict]]:
    """What the script would find if its pictures were converted exactly.

    cv2.VideoCapture takes swscale's fast path from 4:2:0 to BGR, which is off by a few levels; cv2.cvtColor is not."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    size, frames = WIDTH * HEIGHT * 3 // 2, []
    command = ["ffmpeg", "-v", "error", "-i", str(video), "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as ffmpeg:
        while len(raw := ffmpeg.stdout.read(size)) == size:
            planes = np.frombuffer(raw, np.uint8).reshape(HEIGHT * 3 // 2, WIDTH)
            frames.append(detect_video.detect(session, cv2.cvtColor(planes, cv2.COLOR_YUV2BGR_I420)))
    return frames


def measure() -> list[Figure]:
    model = with_sibling(asset("detect/yolov8n_coco_fp32_dequant.onnx"))
    with temporary_folder() as folder:
        video = write_full_hd(folder / "street.mp4", FRAMES, 30)
        environment = {"XDG_CACHE_HOME": str(folder / "cache")}

        def ours(precision: str):
            command = [
                PROGRAMS / "eyrie", "detect", "--model", model, "--source", video, "--precision", precision,
                "--conf", "0.25", "--iou", "0.45", "--json",
            ]  # fmt: skip
            if precision == "f32":
                command += ["--backend", "openvino"]
            return lambda: run_measured(command, folder / f"{precision}.json", environment)

        def theirs():
            return run_measured([sys.executable, ROOT / "bench/peers/detect_video.py", model, video], folder / "peer.json")

        ours("auto")()  # decides once for this machine, and keeps the decision
        f32, auto, peer = interleaved(repeats(3), ours("f32"), ours("auto"), theirs)

        their_frames = json.loads((folder / "peer.json").read_text())
        our_frames, engine = read_ours(folder / "f32.json")
        auto_frames, auto_engine = read_ours(folder / "auto.json")
        figures = []
        for name, mine, limit, how in (("f32", f32, 0.85, engine), ("auto", auto, 0.45, auto_engine)):
            for key, unit in (("wall_s", "wall"), ("cpu_s", "CPU")):
                note = f"{mine[key]:.2f} s against {peer[key]:.2f} s; {how}"
                figures.append(Figure(f"{name}: {unit} time of {FRAMES} frames", mine[key] / peer[key], bar=at_most(limit), note=note))
        memory = f"{f32['peak_mib']:.0f} MiB against {peer['peak_mib']:.0f} MiB"
        figures.append(Figure("f32: memory", f32["peak_mib"] / peer["peak_mib"], note=memory))
        figures.append(compare_boxes("f32: boxes that differ from the script's", our_frames, their_frames))
        figures.append(compare_boxes("auto: boxes that differ from the script's", auto_frames, their_frames))
        exact_frames = detect_in_exact_colours(model, video)
        figures.append(compare_boxes("f32: boxes that differ from the script's on exact colours", our_frames, exact_frames))
        return figures


if __name__ == "__main__":
    main(measure)
