# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""A network and videos made for each other, so that system tests need no data from elsewhere.

The network has the contract of YOLOv8 (`images [1,3,640,640]` -> `output0 [1,4+nc,400]`) and finds white squares: the picture is
averaged over a grid of 32 px cells, and a cell's brightness above 0.8 is the confidence of a box of one cell. What it sees in a
frame can be worked out by hand, so a box beside the wrong picture is found out.

The videos are 640x640, so that letterbox changes nothing: a white square walks over the grid, one cell a frame along the rows of the
upper half, and the lowest row of cells holds the frame's number in binary. A square that stands is something to track and to open an
incident for; a second one, the walker, then tells one frame from the next.
"""

import dataclasses
import pathlib
import subprocess

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIZE = 640
CELL = 32
CELLS = SIZE // CELL
COUNTER_BITS = 16
COUNTER_POINTS = [((bit + 0.5) * CELL / SIZE, 1 - CELL / 2 / SIZE) for bit in range(COUNTER_BITS)]
"""Middles of the counter's bits, shares of the picture, lowest bit first."""
WALK_ROWS = 8
WALKER_ROW = 9  # the first of its rows, below those of the square
STAY = 30  # frames in one cell, in videos of something that stands
GREY = 90
LARGE_CELLS = 36
"""Of a large picture, 1152 pixels: four tiles that share a fifth are 640 pixels, at whose cells its squares stand. As a whole it is scaled
down to where no cell is bright enough."""
CLASS_NAMES = ("no_helmet", "person")


def write_network(path: pathlib.Path) -> pathlib.Path:
    """Writes the network. Every square is a `no_helmet`; the `person` class is never found."""
    centres = (np.arange(CELLS, dtype=np.float32) + 0.5) * CELL
    boxes = np.zeros((1, 4, CELLS * CELLS), np.float32)
    boxes[0, 0] = np.tile(centres, CELLS)
    boxes[0, 1] = np.repeat(centres, CELLS)
    boxes[0, 2:] = CELL
    # The row of the counter is not looked at.
    mask = np.ones((1, 1, CELLS * CELLS), np.float32)
    mask[0, 0, (CELLS - 1) * CELLS :] = 0
    constants = {
        "boxes": boxes,
        "mask": mask,
        "nothing": np.zeros((1, 1, CELLS * CELLS), np.float32),
        "gain": np.array(5, np.float32),
        "bias": np.array(-4, np.float32),
        "channel": np.full((1, 3, 1, 1), 1 / 3, np.float32),
        "flat": np.array([1, 1, CELLS * CELLS], np.int64),
    }
    nodes = [
        helper.make_node("Conv", ["images", "channel"], ["grey"]),
        helper.make_node("AveragePool", ["grey"], ["mean"], kernel_shape=[CELL, CELL], strides=[CELL, CELL]),
        helper.make_node("Mul", ["mean", "gain"], ["steep"]),
        helper.make_node("Add", ["steep", "bias"], ["score"]),
        helper.make_node("Relu", ["score"], ["positive"]),
        helper.make_node("Reshape", ["positive", "flat"], ["row"]),
        helper.make_node("Mul", ["row", "mask"], ["squares"]),
        helper.make_node("Concat", ["boxes", "squares", "nothing"], ["output0"], axis=1),
    ]
    graph = helper.make_graph(
        nodes,
        "bright_squares",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, SIZE, SIZE])],
        [helper.make_tensor_value_info("output0", TensorProto.FLOAT, [1, 4 + len(CLASS_NAMES), CELLS * CELLS])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    helper.set_model_props(model, {"names": str(dict(enumerate(CLASS_NAMES)))})
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    return path


@dataclasses.dataclass(frozen=True)
class Video:
    frames: int = 300
    fps: int = 15
    key_interval: int = 15
    b_frames: int = 0
    codec: str = "libx264"
    has_square: bool = True
    stay: int = 1
    begin: int = 0  # the cell in which the square is first
    has_walker: bool = False


def square_of(number: int, stay: int = 1, begin: int = 0) -> tuple[float, float, float, float]:
    """Where the square is in frame `number` (from 0), as `[x_min, y_min, x_max, y_max]`, shares of the picture.

    It stays in each cell for `stay` frames: with 1 no two frames have a box in common, with more it can be tracked."""
    place = (begin + number // stay) % (CELLS * WALK_ROWS)
    column, row = place % CELLS, place // CELLS
    return column / CELLS, row / CELLS, (column + 1) / CELLS, (row + 1) / CELLS


def walker_of(number: int) -> tuple[float, float, float, float]:
    """Where the walker is: below the square, in another cell in each frame."""
    x_min, y_min, x_max, y_max = square_of(number)
    return x_min, y_min + WALKER_ROW / CELLS, x_max, y_max + WALKER_ROW / CELLS


def draw(number: int, video: Video = Video()) -> np.ndarray:
    """Frame `number` as grey pixels."""
    picture = np.full((SIZE, SIZE), GREY, np.uint8)
    for bit in range(COUNTER_BITS):
        value = 235 if number >> bit & 1 else 16
        picture[SIZE - CELL :, bit * CELL : (bit + 1) * CELL] = value
    places = [square_of(number, video.stay, video.begin)] if video.has_square else []
    for x_min, y_min, _, _ in [*places, *([walker_of(number)] if video.has_walker else [])]:
        left, top = round(x_min * SIZE), round(y_min * SIZE)
        picture[top : top + CELL, left : left + CELL] = 255
    return picture


def large_square_of(column: int, row: int) -> tuple[float, float, float, float]:
    """A square of a large picture, shares of that picture."""
    return column / LARGE_CELLS, row / LARGE_CELLS, (column + 1) / LARGE_CELLS, (row + 1) / LARGE_CELLS


def write_large_picture(path: pathlib.Path, places: list[tuple[int, int]]) -> pathlib.Path:
    """Squares at these columns and rows of cells."""
    side = LARGE_CELLS * CELL
    picture = np.full((side, side), GREY, np.uint8)
    for column, row in places:
        picture[row * CELL : (row + 1) * CELL, column * CELL : (column + 1) * CELL] = 255
    command = ["ffmpeg", "-y", "-v", "error", "-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{side}x{side}", "-i", "-", path]
    subprocess.run(command, input=picture.tobytes(), check=True)
    return path


def number_in(colours: list[list[int]]) -> int:
    """The number that is burnt into a picture, from the colours at `COUNTER_POINTS`."""
    return sum(1 << bit for bit, colour in enumerate(colours) if colour[1] > 128)


def write_video(path: pathlib.Path, video: Video = Video()) -> pathlib.Path:
    command = [
        "ffmpeg", "-y", "-v", "error", "-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{SIZE}x{SIZE}", "-r", str(video.fps), "-i", "-",
        "-c:v", video.codec, "-preset", "veryfast", "-crf", "18", "-g", str(video.key_interval), "-bf", str(video.b_frames),
        "-pix_fmt", "yuv420p", "-color_range", "tv", "-colorspace", "bt709", str(path),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as ffmpeg:
        for number in range(video.frames):
            ffmpeg.stdin.write(draw(number, video).tobytes())
        ffmpeg.stdin.close()
        if ffmpeg.wait() != 0:
            raise RuntimeError(f"ffmpeg could not write {path}")
    return path
