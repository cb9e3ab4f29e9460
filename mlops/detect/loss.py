# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""How wrong the network is."""

import dataclasses

import torch
import torch.nn.functional as functional
from torch import Tensor

from detect.assignment import Assignment, AssignmentConfig, assign
from detect.boxes import complete_iou
from detect.model import Grid
from detect.truth import Truth


@dataclasses.dataclass(frozen=True)
class LossConfig:
    assignment: AssignmentConfig = AssignmentConfig()
    box_weight: float = 2.0
    # Of cells that see nothing, by the score they give: a false alarm weighs, an easy no hardly does (VarifocalNet, Zhang et al. 2021,
    # eq. 2, with a floor).
    negative_weight: float = 0.75
    negative_power: float = 1.5
    negative_floor: float = 0.02


@dataclasses.dataclass(frozen=True)
class Loss:
    score: Tensor
    box: Tensor
    total: Tensor


def loss_of(distances: Tensor, logits: Tensor, truth: Truth, grid: Grid, config: LossConfig) -> Loss:
    """Of a batch, as `Detector` answered it; both parts a unit of target score, so that pictures with many objects weigh as many."""
    boxes = grid.boxes(distances)
    scores = logits.detach().sigmoid()
    assignment = assign(scores, boxes.detach(), truth, grid, config.assignment)
    scale = assignment.target.sum().clamp(min=1.0)
    score = score_loss(logits, scores, truth, assignment, config).sum() / scale
    box = box_loss(boxes, truth, assignment).sum() / scale
    return Loss(score, box, score + config.box_weight * box)


def score_loss(logits: Tensor, scores: Tensor, truth: Truth, assignment: Assignment, config: LossConfig) -> Tensor:
    """Weighted binary cross entropy [B,N,classes]."""
    classes = truth.classes.gather(1, assignment.box_of_cell)
    target = functional.one_hot(classes, logits.shape[2]) * assignment.target[..., None]
    doubt = config.negative_weight * scores**config.negative_power + config.negative_floor
    weight = torch.where(target > 0, torch.ones_like(doubt), doubt) * ~assignment.is_ignored[..., None]
    return functional.binary_cross_entropy_with_logits(logits, target, weight, reduction="none")


def box_loss(boxes: Tensor, truth: Truth, assignment: Assignment) -> Tensor:
    """1 - CIoU of each cell that has a box, weighted with its target."""
    picture, cell = assignment.is_positive.nonzero(as_tuple=True)
    true_boxes = truth.boxes[picture, assignment.box_of_cell[picture, cell]]
    return (1 - complete_iou(boxes[picture, cell], true_boxes)) * assignment.target[picture, cell]
