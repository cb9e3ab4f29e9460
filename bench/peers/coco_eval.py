# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The 12 figures of COCO as everybody gets them: pycocotools on two files."""

import contextlib
import json
import sys

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

truth_file, found_file = sys.argv[1:]
with contextlib.redirect_stdout(sys.stderr):
    truth = COCO(truth_file)
    evaluation = COCOeval(truth, truth.loadRes(found_file), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
print(json.dumps(list(evaluation.stats)))
