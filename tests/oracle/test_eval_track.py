# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`eyrie eval track` says what TrackEval says: HOTA, CLEAR MOT and identity to 1e-6, on random scenes."""

import json
import pathlib
import random
import subprocess
import typing

import numpy as np
import pytest
from detector import EYRIE, ROOT
from trackeval.datasets._base_dataset import _BaseDataset
from trackeval.metrics import CLEAR, HOTA, Identity

SCENES = 100
SAME = 1e-6
MEANS = {
    "hota": "HOTA", "det_a": "DetA", "ass_a": "AssA", "loc_a": "LocA", "det_re": "DetRe", "det_pr": "DetPr", "ass_re": "AssRe",
    "ass_pr": "AssPr",
}  # fmt: skip
CLEARS = {
    "mota": "MOTA", "motp": "MOTP", "tp": "CLR_TP", "fn": "CLR_FN", "fp": "CLR_FP", "idsw": "IDSW", "frag": "Frag", "mostly_tracked": "MT",
    "partially_tracked": "PT", "mostly_lost": "ML",
}  # fmt: skip
IDENTITIES = {"idf1": "IDF1", "idp": "IDP", "idr": "IDR", "idtp": "IDTP", "idfn": "IDFN", "idfp": "IDFP"}


class Point(typing.NamedTuple):
    frame: int
    id: int
    box: tuple[float, float, float, float]  # left, top, width, height


def make_scene(dice: random.Random) -> tuple[list[Point], list[Point]]:
    """Things that walk about, and tracks of them that are lost, swapped, shaky, late and invented."""
    frames, things = dice.choice([1, 20, 60]), dice.choice([1, 4, 12])
    loss, swap, shake = dice.choice([0, 0.05, 0.3]), dice.choice([0, 0.02, 0.2]), dice.choice([0.01, 0.1, 0.3])
    truth, found, names, next_name = [], [], {}, 1000
    for thing in range(things):
        x, y, size = dice.uniform(0, 300), dice.uniform(0, 200), dice.uniform(20, 90)
        begin, end = sorted(dice.sample(range(frames + 1), 2))
        for frame in range(begin + 1, end + 1):
            x, y = x + dice.gauss(0, 4), y + dice.gauss(0, 3)
            truth.append(Point(frame, thing * 7 + 3, (x, y, size, 2 * size)))
            if thing not in names or dice.random() < swap:
                names[thing], next_name = next_name, next_name + dice.randint(1, 3)
            if dice.random() >= loss:
                moved = (x + dice.gauss(0, shake) * size, y + dice.gauss(0, shake) * size)
                found.append(Point(frame, names[thing], (*moved, size * dice.uniform(1 - shake, 1 + shake), 2 * size)))
    for frame in range(1, frames + 1):
        if dice.random() < 0.2:
            found.append(Point(frame, dice.randint(1, 5), (dice.uniform(0, 300), dice.uniform(0, 200), 40, 80)))
    return truth, found


def write(path: pathlib.Path, points: list[Point], dice: random.Random) -> pathlib.Path:
    lines = [f"{point.frame},{point.id},{','.join(map(repr, point.box))},1,-1,-1,-1\n" for point in points]
    dice.shuffle(lines)
    path.write_text("".join(lines))
    return path


def sequence_of(truth: list[Point], found: list[Point]) -> dict:
    """A scene as TrackEval's metrics take it, ids counted from 0."""
    sides = {"gt": truth, "tracker": found}
    data: dict = {"num_timesteps": max((point.frame for point in truth + found), default=0)}
    boxes = {}
    for side, points in sides.items():
        indices = {id: index for index, id in enumerate(sorted({point.id for point in points}))}
        by_frame = [[point for point in points if point.frame == frame] for frame in range(1, data["num_timesteps"] + 1)]
        data[f"{side}_ids"] = [np.array([indices[point.id] for point in frame], int) for frame in by_frame]
        data[f"num_{side}_ids"], data[f"num_{side}_dets"] = len(indices), len(points)
        boxes[side] = [np.array([point.box for point in frame], float).reshape(-1, 4) for frame in by_frame]
    pairs = zip(boxes["gt"], boxes["tracker"], strict=True)
    data["similarity_scores"] = [_BaseDataset._calculate_box_ious(*pair, box_format="xywh") for pair in pairs]
    return data


def trackeval_says(truth: list[Point], found: list[Point]) -> dict:
    data = sequence_of(truth, found)
    hota, clear = HOTA().eval_sequence(data), CLEAR({"PRINT_CONFIG": False}).eval_sequence(data)
    identity = Identity({"PRINT_CONFIG": False}).eval_sequence(data)
    return {
        **{ours: float(np.mean(hota[theirs])) for ours, theirs in MEANS.items()},
        **{ours: float(clear[theirs]) for ours, theirs in CLEARS.items()},
        **{ours: float(identity[theirs]) for ours, theirs in IDENTITIES.items()},
    }


def eyrie_says(folder: pathlib.Path, truth: list[Point], found: list[Point], dice: random.Random) -> dict:
    if not EYRIE.exists():
        pytest.skip(f"{EYRIE.relative_to(ROOT)} is not built")
    files = ["--truth", write(folder / "gt.txt", truth, dice), "--tracks", write(folder / "t.txt", found, dice)]
    ran = subprocess.run([EYRIE, "eval", "track", *files, "--json"], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.parametrize("seed", range(SCENES))
def test_a_random_scene(seed, tmp_path):
    dice = random.Random(seed)
    truth, found = make_scene(dice)
    expected = trackeval_says(truth, found)
    ours = eyrie_says(tmp_path, truth, found, dice)
    assert {name: ours[name] for name in expected} == pytest.approx(expected, abs=SAME, rel=0)


def test_a_scene_in_which_nothing_was_found(tmp_path):
    dice = random.Random(1)
    truth = [Point(frame, 1, (10.0 * frame, 0, 20, 40)) for frame in range(1, 6)]
    expected = trackeval_says(truth, [])
    ours = eyrie_says(tmp_path, truth, [], dice)
    assert {name: ours[name] for name in expected} == pytest.approx(expected, abs=SAME, rel=0)
