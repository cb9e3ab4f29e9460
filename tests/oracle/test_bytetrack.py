# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`eyrie track` gives things the ids that ByteTrack by the paper gives them, on random scenes."""

import random
import subprocess

import bytetrack
import pytest
import walkers
from detector import EYRIE, ROOT

SCENES = 40


@pytest.mark.parametrize("seed", range(SCENES))
def test_ids_are_those_of_the_paper(seed, tmp_path):
    if not EYRIE.exists():
        pytest.skip(f"{EYRIE.relative_to(ROOT)} is not built")
    dice = random.Random(seed)
    seen = walkers.make_detections(dice, things=dice.choice([1, 5, 20]), frames=dice.choice([30, 150]))
    file = walkers.write(tmp_path / "det.txt", seen)
    ran = subprocess.run([EYRIE, "track", "--detections", file], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    rows = [line.split(",") for line in ran.stdout.splitlines()]
    expected = bytetrack.track_file(str(file))
    assert [(int(frame), int(id)) for frame, id, *_ in rows] == [(frame, id) for frame, id, _ in expected]
    boxes = [[float(edge) for edge in row[2:6]] for row in rows]
    assert boxes == [pytest.approx(box, abs=0.011) for _, _, box in expected]
