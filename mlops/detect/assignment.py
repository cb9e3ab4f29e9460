# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Which cells answer for which true box: task-aligned assignment (TOOD, Feng et al. 2021, section 3.2).

A cell is the better for a box the surer it is of the class and the better its own box fits: score^alpha * IoU^beta, among the cells
inside of the box. The best few learn the box, and their target score says how good they are among them."""

import dataclasses

import torch
from torch import Tensor

from detect.boxes import iou
from detect.model import Grid
from detect.truth import Truth


@dataclasses.dataclass(frozen=True)
class AssignmentConfig:
    cells: int = 9  # a box, at most
    alpha: float = 0.5
    beta: float = 4.0
    least_iou: float = 0.05  # the target of the best cell, however badly it fits yet


@dataclasses.dataclass(frozen=True)
class Assignment:
    box_of_cell: Tensor  # [B,N], index of the true box; 0 where the cell has none
    target: Tensor  # [B,N], the score that the cell should give the class of its box; 0 where it has none
    is_positive: Tensor  # [B,N]
    is_ignored: Tensor  # [B,N], nothing is known of what the cell sees


TINY = 1e-6


@torch.no_grad()
def assign(scores: Tensor, boxes: Tensor, truth: Truth, grid: Grid, config: AssignmentConfig) -> Assignment:
    """`scores` [B,N,classes] as probabilities and `boxes` [B,N,4] of the network.

    A box smaller than the finest grid reaches the cells around its centre all the same. A cell between two boxes takes the one it fits
    better. Cells in an ignored box, and in no other, learn nothing."""
    centres = (truth.boxes[..., :2] + truth.boxes[..., 2:]) / 2
    reach = ((truth.boxes[..., 2:] - truth.boxes[..., :2]) / 2).clamp(min=float(grid.strides.min()))
    offsets = (grid.points - centres[:, :, None]) / reach[:, :, None]  # [B,M,N,2]
    is_inside = (offsets.abs() < 1).all(-1)
    may_learn = is_inside & truth.is_counted[:, :, None]

    fits = iou(truth.boxes[:, :, None], boxes[:, None])  # [B,M,N]
    sureness = scores.transpose(1, 2).gather(1, truth.classes[:, :, None].expand(-1, -1, scores.shape[1]))
    alignment = sureness.clamp(min=TINY) ** config.alpha * fits.clamp(min=TINY) ** config.beta
    # At first nothing fits anywhere; then the cells nearest to the centre begin.
    alignment = (alignment + TINY * torch.exp(-offsets.square().sum(-1))) * may_learn

    is_chosen = among_best(alignment, config.cells) & may_learn
    rival_fits = torch.where(is_chosen, fits, -1.0)
    box_of_cell = rival_fits.argmax(1)
    is_chosen &= torch.arange(fits.shape[1], device=fits.device)[None, :, None] == box_of_cell[:, None]

    is_positive = is_chosen.any(1)
    target = (relative(alignment, is_chosen) * best_fit(fits, is_chosen, config.least_iou)).amax(1)
    is_ignored = (is_inside & truth.is_ignored[:, :, None]).any(1) & ~is_positive
    return Assignment(torch.where(is_positive, box_of_cell, 0), target, is_positive, is_ignored)


def among_best(alignment: Tensor, count: int) -> Tensor:
    """Whether a cell is among the `count` best of a box."""
    best = alignment.topk(min(count, alignment.shape[2]), 2).indices
    return torch.zeros_like(alignment, dtype=torch.bool).scatter_(2, best, True)


def relative(alignment: Tensor, is_chosen: Tensor) -> Tensor:
    """1 for the best cell of a box, and 0 for cells that are not chosen."""
    own = alignment * is_chosen
    return own / own.amax(2, keepdim=True).clamp(min=torch.finfo(own.dtype).tiny)


def best_fit(fits: Tensor, is_chosen: Tensor, least: float) -> Tensor:
    """Of each box [B,M,1]."""
    return (fits * is_chosen).amax(2, keepdim=True).clamp(min=least)
