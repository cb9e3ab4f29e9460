# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Evaluation: COCO's 12 figures of a set as large as COCO's own

`eyrie eval detect` against pycocotools (peers/coco_eval.py), each as a whole process from two files to its figures. The set is
random: 5,000 pictures, 80 classes, with crowds, equal scores and false alarms."""

import json
import os
import random
import sys

from figures import PROGRAMS, ROOT, Figure, SkipError, at_most, interleaved, main, repeats, run_measured, temporary_folder

sys.path.insert(0, str(ROOT / "tests/oracle"))
from random_sets import Kind, make_detections, make_truth  # noqa: E402

PICTURES = int(os.environ.get("BENCH_PICTURES", 5000))
EYRIE = PROGRAMS / "eyrie"


def measure() -> list[Figure]:
    if not EYRIE.exists():
        raise SkipError(f"{EYRIE} is not built; run tools/build bench")
    kind = Kind(pictures=PICTURES, classes=80, boxes=15, crowds=0.01, false_alarms=60, empty=0.01)
    dice = random.Random(1)
    truth = make_truth(kind, dice)
    detections = make_detections(truth, kind, dice)
    with temporary_folder() as folder:
        true_file, found_file, ours, theirs = (folder / name for name in ("truth.json", "found.json", "ours.json", "theirs.json"))
        true_file.write_text(json.dumps(truth))
        found_file.write_text(json.dumps(detections))
        peer = [sys.executable, ROOT / "bench/peers/coco_eval.py", true_file, found_file]
        command = [EYRIE, "eval", "detect", "--data", true_file, "--detections", found_file, "--json"]
        mine, others = interleaved(repeats(5), lambda: run_measured(command, ours), lambda: run_measured(peer, theirs))
        pairs = zip(json.loads(ours.read_text())["coco"], json.loads(theirs.read_text()), strict=True)
        difference = max(abs(a - b) for a, b in pairs)
    size = f"{len(truth['annotations']):,} true boxes, {len(detections):,} detections in {PICTURES:,} pictures"
    times = f"{mine['wall_s']:.2f} s against {others['wall_s']:.2f} s; {size}"
    memory = f"{mine['peak_mib']:.0f} MiB against {others['peak_mib']:.0f} MiB"
    return [
        Figure("wall time, to pycocotools", mine["wall_s"] / others["wall_s"], bar=at_most(0.3), note=times),
        Figure("peak memory, to pycocotools", mine["peak_mib"] / others["peak_mib"], note=memory),
        Figure("largest difference of the 12 figures", difference, "", at_most(1e-12)),
    ]


if __name__ == "__main__":
    main(measure)
