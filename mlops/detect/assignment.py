# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Which cells answer for which true box: task-aligned assignment (TOOD, Feng et al. 2021, section 3.2).

A cell is the better for a box the surer it is of the class and the better its own box fits: score^alpha * IoU^beta, among the cells
inside of the box. The best few learn the box, and their target score says how good they are among them."""

import dataclasses
import warnings

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


warnings.filterwarnings("ignore", "scatter_reduce")  # PyTorch 1.13 says that it may change
TINY = 1e-6


@dataclasses.dataclass(frozen=True)
class Candidates:
    """Pairs of a true box and a cell inside of it, the pairs of a box one after the other: a hundredth of all pairs."""

    box: Tensor  # [P], index into the true boxes of the whole batch that count
    picture: Tensor  # [P]
    cell: Tensor  # [P]
    fits: Tensor  # [P], IoU of the true box and that of the cell
    alignment: Tensor  # [P]

    def where(self, keeps: Tensor) -> "Candidates":
        return Candidates(*(getattr(self, field.name)[keeps] for field in dataclasses.fields(self)))


@torch.no_grad()
def assign(scores: Tensor, boxes: Tensor, truth: Truth, grid: Grid, config: AssignmentConfig) -> Assignment:
    """`scores` [B,N,classes] as probabilities and `boxes` [B,N,4] of the network.

    A box smaller than the finest grid reaches the cells around its centre all the same. A cell between two boxes takes the one it fits
    better. Cells in an ignored box, and in no other, learn nothing."""
    pictures, cells = scores.shape[:2]
    picture_of_ignored, row_of_ignored = truth.is_ignored.nonzero(as_tuple=True)
    ignored, ignored_cell = cells_inside(truth.boxes[picture_of_ignored, row_of_ignored], grid).nonzero(as_tuple=True)
    is_ignored = torch.zeros(pictures, cells, dtype=torch.bool, device=scores.device)
    is_ignored[picture_of_ignored[ignored], ignored_cell] = True

    picture_of_box, row_of_box = truth.is_counted.nonzero(as_tuple=True)
    count = len(picture_of_box)
    chosen = candidates(scores, boxes, truth, (picture_of_box, row_of_box), grid, config)
    chosen = chosen.where(rank_in_box(chosen, count) < config.cells)
    chosen = chosen.where(is_best_for_cell(chosen, cells))

    most_aligned = largest(chosen.alignment, chosen.box, count).clamp(min=torch.finfo(scores.dtype).tiny)
    best_fit = largest(chosen.fits, chosen.box, count).clamp(min=config.least_iou)
    place = (chosen.picture, chosen.cell)
    box_of_cell = torch.zeros(pictures, cells, dtype=torch.int64, device=scores.device)
    box_of_cell[place] = row_of_box[chosen.box]
    target = torch.zeros(pictures, cells, device=scores.device)
    target[place] = chosen.alignment / most_aligned[chosen.box] * best_fit[chosen.box]
    is_positive = torch.zeros_like(is_ignored)
    is_positive[place] = True
    return Assignment(box_of_cell, target, is_positive, is_ignored & ~is_positive)


def reach_of(boxes: Tensor, grid: Grid) -> Tensor:
    """Half of the sides of boxes [K,4], but at least a cell of the finest grid [K,2]."""
    return ((boxes[:, 2:] - boxes[:, :2]) / 2).clamp(min=float(grid.strides.min()))


def cells_inside(boxes: Tensor, grid: Grid) -> Tensor:
    """Whether each cell is in each of the boxes [K,4]: [K,N]."""
    centres, reach = (boxes[:, :2] + boxes[:, 2:]) / 2, reach_of(boxes, grid)
    low, high = (centres - reach)[:, :, None], (centres + reach)[:, :, None]
    x, y = grid.points.T
    return (x > low[:, 0]) & (x < high[:, 0]) & (y > low[:, 1]) & (y < high[:, 1])


def candidates(
    scores: Tensor, boxes: Tensor, truth: Truth, counted: tuple[Tensor, Tensor], grid: Grid, config: AssignmentConfig
) -> Candidates:
    """`counted` are picture and row of the boxes that count."""
    picture_of_box, row_of_box = counted
    true_boxes = truth.boxes[picture_of_box, row_of_box]
    box, cell = cells_inside(true_boxes, grid).nonzero(as_tuple=True)
    picture = picture_of_box[box]
    fits = iou(true_boxes[box], boxes[picture, cell])
    sureness = scores[picture, cell, truth.classes[picture, row_of_box[box]]]
    offsets = (grid.points[cell] - (true_boxes[:, :2] + true_boxes[:, 2:])[box] / 2) / reach_of(true_boxes, grid)[box]
    alignment = sureness.clamp(min=TINY) ** config.alpha * fits.clamp(min=TINY) ** config.beta
    # At first nothing fits anywhere; then the cells nearest to the centre begin.
    return Candidates(box, picture, cell, fits, alignment + TINY * torch.exp(-offsets.square().sum(-1)))


def rank_in_box(pairs: Candidates, boxes: int) -> Tensor:
    """How many candidates of the same box are better aligned [P]."""
    by_alignment = pairs.alignment.argsort(descending=True, stable=True)
    order = by_alignment[pairs.box[by_alignment].argsort(stable=True)]
    counts = torch.bincount(pairs.box, minlength=boxes)
    first = counts.cumsum(0) - counts
    rank = torch.empty_like(order)
    rank[order] = torch.arange(len(order), device=order.device) - first[pairs.box[order]]
    return rank


def is_best_for_cell(pairs: Candidates, cells: int) -> Tensor:
    """Whether the box is the one that its cell fits best, the first of those that it fits as well [P]."""
    key, index = torch.unique(pairs.picture * cells + pairs.cell, return_inverse=True)
    fits_best = pairs.fits == largest(pairs.fits, index, len(key))[index]
    rival = torch.where(fits_best, -pairs.box.float(), torch.full_like(pairs.fits, -torch.inf))
    return rival == largest(rival, index, len(key))[index]


def largest(values: Tensor, group: Tensor, groups: int) -> Tensor:
    """Of each group; minus infinity where it is empty."""
    least = torch.full((groups,), -torch.inf, dtype=values.dtype, device=values.device)
    return least.scatter_reduce(0, group, values, "amax")
