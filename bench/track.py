# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Tracking: ByteTrack in scenes of 10, 100 and 500 things

`eyrie track --detections` against ByteTrack of numpy and scipy (tests/oracle/bytetrack.py), each as a whole process from detections to
tracks. Both give the same ids."""

import random
import sys

from figures import PROGRAMS, ROOT, Figure, SkipError, at_most, interleaved, main, repeats, run_measured, temporary_folder

sys.path.insert(0, str(ROOT / "tests/oracle"))
import walkers  # noqa: E402

SCENES = {10: 1500, 100: 400, 500: 120}  # things and frames: long enough that a program's start does not count
EYRIE = PROGRAMS / "eyrie"


def ids_in(text: str) -> list[list[str]]:
    return [line.split(",")[:2] for line in text.splitlines()]


def measure() -> list[Figure]:
    if not EYRIE.exists():
        raise SkipError(f"{EYRIE} is not built; run tools/build bench")
    figures = []
    with temporary_folder() as folder:
        for things, frames in SCENES.items():
            seen = walkers.make_detections(random.Random(things), things, frames, side=1200 * (things / 10) ** 0.5)
            file = walkers.write(folder / "det.txt", seen)
            ours, theirs = folder / "ours.txt", folder / "theirs.txt"
            peer = [sys.executable, ROOT / "tests/oracle/bytetrack.py", file]
            command = [EYRIE, "track", "--detections", file]
            mine, others = interleaved(repeats(3), lambda: run_measured(command, ours), lambda: run_measured(peer, theirs))  # noqa: B023
            is_same = ids_in(ours.read_text()) == ids_in(theirs.read_text())
            note = f"{mine['wall_s']:.3f} s against {others['wall_s']:.2f} s for {len(seen):,} detections in {frames} frames"
            note += "; the same ids" if is_same else "; ids differ"
            figures.append(Figure(f"wall time with {things} things", mine["wall_s"] / others["wall_s"], bar=at_most(0.05), note=note))
    return figures


if __name__ == "__main__":
    main(measure)
