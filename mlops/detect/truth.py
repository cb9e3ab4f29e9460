# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""True boxes of a batch of pictures."""

import dataclasses

import numpy as np
import torch
from torch import Tensor

from detect.coco import Labels


@dataclasses.dataclass(frozen=True)
class Truth:
    """Every picture has as many rows as the one with the most boxes, at least one; rows that are neither counted nor ignored are empty."""

    boxes: Tensor  # [B,M,4], x_min, y_min, x_max, y_max in pixels of the network's input
    classes: Tensor  # [B,M], int64
    is_counted: Tensor  # [B,M]
    is_ignored: Tensor  # [B,M]

    @classmethod
    def of(cls, pictures: list[Labels]) -> "Truth":
        rows = max([1, *(len(labels.classes) for labels in pictures)])
        boxes = np.zeros((len(pictures), rows, 4), np.float32)
        classes = np.zeros((len(pictures), rows), np.int64)
        is_counted = np.zeros((len(pictures), rows), bool)
        is_ignored = np.zeros((len(pictures), rows), bool)
        for picture, labels in enumerate(pictures):
            count = len(labels.classes)
            boxes[picture, :count] = labels.boxes
            classes[picture, :count] = labels.classes
            is_ignored[picture, :count] = labels.is_ignored
            is_counted[picture, :count] = ~labels.is_ignored
        return cls(*(torch.from_numpy(array) for array in (boxes, classes, is_counted, is_ignored)))

    def to(self, device: torch.device) -> "Truth":
        return Truth(*(getattr(self, field.name).to(device) for field in dataclasses.fields(self)))
