# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`eyrie detect` finds every golden box of the test data and no other, on both back ends."""

import golden
import pytest
from detector import EYRIE, ROOT, detect, missing


@pytest.mark.parametrize("backend", ["openvino", "onnxruntime"])
def test_detect_finds_the_golden_boxes(backend, tmp_path):
    if not golden.FILE.exists():
        pytest.skip(f"no golden boxes at {golden.FILE.parent}; set EYRIE_TEST_ASSETS")
    if not EYRIE.exists():
        pytest.skip(f"{EYRIE.relative_to(ROOT)} is not built")
    for model, picture, boxes in golden.pairs():
        found = detect(EYRIE, model, golden.decode(picture, tmp_path), backend)
        assert len(found) == len(boxes), picture
        assert not missing(golden.in_picture(boxes, picture), found), picture
