# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""What pycocotools says: the 12 figures, and those of each class."""

import contextlib
import copy
import io
import typing

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


class Answer(typing.NamedTuple):
    figures: list[float]
    ap: dict[int, float | None]  # by id of the class; None where there is nothing to find
    ap50: dict[int, float | None]


def mean_of(precisions: np.ndarray) -> float | None:
    known = precisions[precisions > -1]
    return float(np.mean(known)) if known.size else None


def judge(truth: dict, detections: list[dict]) -> Answer:
    with contextlib.redirect_stdout(io.StringIO()):
        # It writes into what it is given.
        known = COCO()
        known.dataset = copy.deepcopy(truth)
        known.createIndex()
        # loadRes looks at the first of the detections to see what they are; without any there is nothing to look at.
        found = known.loadRes(copy.deepcopy(detections)) if detections else COCO()
        evaluation = COCOeval(known, found, "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    precision = evaluation.eval["precision"][:, :, :, 0, -1]  # threshold, recall, class; all areas, 100 detections
    classes = list(enumerate(evaluation.params.catIds))
    return Answer(
        [float(figure) for figure in evaluation.stats],
        {id: mean_of(precision[:, :, index]) for index, id in classes},
        {id: mean_of(precision[0, :, index]) for index, id in classes},
    )
