# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`POST /infer` as the seed has it, with the real gateway."""

import base64
import struct
import zlib

import bright_squares
import numpy as np
import pytest
import requests
from stack import Stack


def png_of(grey: np.ndarray) -> bytes:
    height, width = grey.shape

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + row.tobytes() for row in grey)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def infer(stack: Stack, frame_b64: str, drone: str = "drone-01") -> requests.Response:
    return stack.api.session.post(f"{stack.url}/infer", json={"drone_id": drone, "frame_b64": frame_b64}, timeout=30)


def test_picture_in_boxes_out_and_rows_written(stack: Stack):
    stack.enrol("drone-01")
    answer = infer(stack, base64.b64encode(png_of(bright_squares.draw(45))).decode())
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["status"] == "ok" and (found["width"], found["height"]) == (640, 640)
    assert len(found["detections"]) == 1
    assert found["detections"][0]["class"] == "no_helmet"
    assert found["detections"][0]["bbox"] == pytest.approx(bright_squares.square_of(45), abs=0.002)
    rows = stack.query("SELECT drone_id, class, x_min FROM detections")
    assert len(rows) == 1 and rows[0][:2] == ("drone-01", "no_helmet")


WHOLE = png_of(bright_squares.draw(1))
WIDE = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0) + b"\0" * 4


@pytest.mark.parametrize(
    "frame",
    [
        "***",
        base64.b64encode(b"not a picture").decode(),
        base64.b64encode(WHOLE[: len(WHOLE) // 2]).decode(),
        base64.b64encode(WIDE).decode(),
        "s3://bucket/drone-01/2025/09/24/frame_1.jpg",
    ],
    ids=["no base64", "no picture", "cut off", "30,000 px", "no such object"],
)
def test_what_cannot_be_looked_at_is_refused_with_a_reason(stack: Stack, frame: str):
    stack.enrol("drone-01")
    answer = infer(stack, frame)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json()["detail"]
    assert infer(stack, base64.b64encode(WHOLE).decode()).status_code == 200


def test_nobody_without_a_right_is_answered(stack: Stack):
    answer = requests.post(f"{stack.url}/infer", json={"drone_id": "drone-01", "frame_b64": "AA=="}, timeout=10)
    assert answer.status_code == 401
