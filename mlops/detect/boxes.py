# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""How much boxes overlap. Boxes are x_min, y_min, x_max, y_max in pixels, in the last dimension."""

import math

import torch
from torch import Tensor

EPSILON = 1e-7


def areas(boxes: Tensor) -> Tensor:
    return (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])


def iou(first: Tensor, second: Tensor) -> Tensor:
    """Of pairs: the shapes before the last dimension are broadcast."""
    low = torch.maximum(first[..., :2], second[..., :2])
    high = torch.minimum(first[..., 2:], second[..., 2:])
    common = (high - low).clamp(min=0).prod(-1)
    return common / (areas(first) + areas(second) - common + EPSILON)


def complete_iou(first: Tensor, second: Tensor) -> Tensor:
    """CIoU of pairs: IoU, less the distance of the centres and the difference in shape (Zheng et al. 2020, eq. 7 to 11)."""
    overlap = iou(first, second)
    enclosing = torch.maximum(first[..., 2:], second[..., 2:]) - torch.minimum(first[..., :2], second[..., :2])
    centres = (first[..., :2] + first[..., 2:] - second[..., :2] - second[..., 2:]) / 2
    distance = centres.square().sum(-1) / (enclosing.square().sum(-1) + EPSILON)
    shape = 4 / math.pi**2 * (slant(first) - slant(second)).square()
    with torch.no_grad():  # as the paper has it: the weight is no road to a better figure
        weight = shape / (1 - overlap + shape + EPSILON)
    return overlap - distance - weight * shape


def slant(boxes: Tensor) -> Tensor:
    """The angle of the diagonal against the vertical."""
    return torch.atan((boxes[..., 2] - boxes[..., 0]) / (boxes[..., 3] - boxes[..., 1] + EPSILON))
