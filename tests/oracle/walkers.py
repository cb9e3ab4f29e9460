# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Random scenes for trackers: things that walk about, seen well, badly, not at all, and some that are not there."""

import pathlib
import random
import typing


class Seen(typing.NamedTuple):
    frame: int
    box: tuple[float, float, float, float]  # left, top, width, height
    score: float


def make_detections(dice: random.Random, things: int, frames: int, side: float = 1200) -> list[Seen]:
    seen: list[Seen] = []
    for _ in range(things):
        x, y, width = dice.uniform(0, side), dice.uniform(0, side), dice.uniform(20, 80)
        across, down, hidden_until = dice.gauss(0, 4), dice.gauss(0, 3), 0
        for frame in range(1 + dice.randrange(frames // 4 + 1), frames + 1):
            across, down = across + dice.gauss(0, 0.3), down + dice.gauss(0, 0.3)
            x, y = x + across, y + down
            if dice.random() < 0.02:
                hidden_until = frame + dice.choice([2, 10, 40, 80])
            if frame < hidden_until:
                continue
            score = dice.choice([dice.uniform(0.3, 1), dice.uniform(0.3, 1), dice.uniform(0.05, 0.35)])
            box = (x + dice.gauss(0, 0.02) * width, y + dice.gauss(0, 0.02) * width, width * dice.uniform(0.95, 1.05), width * 2)
            seen.append(Seen(frame, box, score))
    for frame in range(1, frames + 1):
        if dice.random() < 0.3:
            seen.append(Seen(frame, (dice.uniform(0, side), dice.uniform(0, side), 40, 80), dice.uniform(0.1, 0.6)))
    dice.shuffle(seen)
    return sorted(seen, key=lambda one: one.frame)


def write(path: pathlib.Path, seen: list[Seen]) -> pathlib.Path:
    path.write_text("".join(f"{one.frame},-1,{','.join(f'{edge:.3f}' for edge in one.box)},{one.score:.4f},-1,-1,-1\n" for one in seen))
    return path
