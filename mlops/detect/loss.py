# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""How wrong the network is."""

import dataclasses

import torch.nn.functional as functional
from torch import Tensor

from detect.assignment import Assignment, AssignmentConfig, assign
from detect.boxes import complete_iou
from detect.model import Grid
from detect.truth import Truth


@dataclasses.dataclass(frozen=True)
class LossConfig:
    assignment: AssignmentConfig = AssignmentConfig()
    box_weight: float = 5.0


@dataclasses.dataclass(frozen=True)
class Loss:
    score: Tensor
    box: Tensor
    total: Tensor


def loss_of(distances: Tensor, logits: Tensor, truth: Truth, grid: Grid, config: LossConfig) -> Loss:
    """Of a batch, as `Detector` answered it; both parts a unit of target score, so that pictures with many objects weigh as many."""
    boxes = grid.boxes(distances)
    assignment = assign(logits.detach().sigmoid(), boxes.detach(), truth, grid, config.assignment)
    scale = assignment.target.sum().clamp(min=1.0)
    score = score_loss(logits, truth, assignment).sum() / scale
    box = box_loss(boxes, truth, assignment).sum() / scale
    return Loss(score, box, score + config.box_weight * box)


def score_loss(logits: Tensor, truth: Truth, assignment: Assignment) -> Tensor:
    """Binary cross entropy [B,N,classes], every cell alike: a score then is what its box is worth on average. A loss that makes light of
    doubtful cells, as focal ones do, gives a large thing that is a head one time in five the score of a small one that surely is."""
    classes = truth.classes.gather(1, assignment.box_of_cell)
    target = functional.one_hot(classes, logits.shape[2]) * assignment.target[..., None]
    is_told = ~assignment.is_ignored[..., None]
    return functional.binary_cross_entropy_with_logits(logits, target, reduction="none") * is_told


def box_loss(boxes: Tensor, truth: Truth, assignment: Assignment) -> Tensor:
    """1 - CIoU of each cell that has a box, weighted with its target."""
    picture, cell = assignment.is_positive.nonzero(as_tuple=True)
    true_boxes = truth.boxes[picture, assignment.box_of_cell[picture, cell]]
    return (1 - complete_iou(boxes[picture, cell], true_boxes)) * assignment.target[picture, cell]
