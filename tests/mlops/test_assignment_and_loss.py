# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Overlap, assignment and loss against by_the_book.py."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="no PyTorch in this Python; tools/setup mlops installs it")

import by_the_book  # noqa: E402
from detect.assignment import AssignmentConfig, assign  # noqa: E402
from detect.boxes import complete_iou, iou  # noqa: E402
from detect.coco import Labels  # noqa: E402
from detect.loss import LossConfig, loss_of  # noqa: E402
from detect.model import Grid  # noqa: E402
from detect.truth import Truth  # noqa: E402

WIDTH, HEIGHT, STRIDES, CLASSES = 64, 96, (8, 16, 32), 3
SEEDS = range(12)


def random_boxes(random: np.random.Generator, count: int) -> np.ndarray:
    """Some of a few pixels, some of half of the picture."""
    sides = np.exp(random.uniform(np.log(3), np.log(48), (count, 2)))
    low = random.uniform(0, 1, (count, 2)) * ([WIDTH, HEIGHT] - sides)
    return np.concatenate([low, low + sides], 1).astype(np.float32)


def random_labels(random: np.random.Generator, count: int) -> Labels:
    is_ignored = random.random(count) < 0.2
    return Labels(random_boxes(random, count), random.integers(0, CLASSES, count), is_ignored, np.ones(count, np.float32))


class Case:
    """A batch of two pictures with other numbers of objects, and what a network might say of it."""

    def __init__(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        self.labels = [random_labels(random, int(count)) for count in random.integers(0, 9, 2)]
        self.truth = Truth.of(self.labels)
        self.grid = Grid.make(HEIGHT, WIDTH, STRIDES)
        cells = len(self.grid.points)
        self.distances = torch.from_numpy(random.uniform(0.1, 3, (2, cells, 4)).astype(np.float32))
        self.logits = torch.from_numpy(random.normal(-2, 1.5, (2, cells, CLASSES)).astype(np.float32))
        self.boxes = self.grid.boxes(self.distances)

    def true_boxes(self, picture: int) -> list[by_the_book.TrueBox]:
        labels = self.labels[picture]
        return [by_the_book.TrueBox(*row) for row in zip(labels.boxes.astype(float), labels.classes, labels.is_ignored, strict=True)]

    def expected(self, picture: int, config: AssignmentConfig) -> list[by_the_book.Cell]:
        scores = self.logits[picture].double().sigmoid().numpy()
        boxes, points = self.boxes[picture].double().numpy(), self.grid.points.double().numpy()
        return by_the_book.assign(scores, boxes, self.true_boxes(picture), points, STRIDES[0], config)


@pytest.mark.parametrize("seed", SEEDS)
def test_overlap_is_the_papers(seed: int):
    random = np.random.default_rng(seed)
    first, second = random_boxes(random, 40), random_boxes(random, 40)
    pairs = list(zip(first.astype(float), second.astype(float), strict=True))
    found = [function(torch.from_numpy(first), torch.from_numpy(second)).numpy() for function in (iou, complete_iou)]
    np.testing.assert_allclose(found[0], [by_the_book.iou(*pair) for pair in pairs], atol=1e-5)
    np.testing.assert_allclose(found[1], [by_the_book.complete_iou(*pair) for pair in pairs], atol=1e-5)


@pytest.mark.parametrize("seed", SEEDS)
def test_cells_are_assigned_as_the_paper_has_it(seed: int):
    case, config = Case(seed), AssignmentConfig()
    found = assign(case.logits.sigmoid(), case.boxes, case.truth, case.grid, config)
    for picture in range(2):
        expected = case.expected(picture, config)
        assert found.is_positive[picture].tolist() == [cell.box is not None for cell in expected]
        assert found.box_of_cell[picture].tolist() == [cell.box or 0 for cell in expected]
        assert found.is_ignored[picture].tolist() == [cell.is_ignored for cell in expected]
        np.testing.assert_allclose(found.target[picture].numpy(), [cell.target for cell in expected], rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_loss_is_the_sum_over_cells_and_classes(seed: int):
    case, config = Case(seed), LossConfig()
    found = loss_of(case.distances, case.logits, case.truth, case.grid, config)
    sums = np.zeros(3)
    for picture in range(2):
        boxes, logits = case.boxes[picture].double().numpy(), case.logits[picture].double().numpy()
        cells = case.expected(picture, config.assignment)
        sums += by_the_book.loss(logits, boxes, case.true_boxes(picture), cells)
    scale = max(sums[2], 1.0)
    assert float(found.score) == pytest.approx(sums[0] / scale, rel=1e-3)
    assert float(found.box) == pytest.approx(sums[1] / scale, rel=1e-3, abs=1e-6)
    assert float(found.total) == pytest.approx(float(found.score) + config.box_weight * float(found.box))


def test_a_box_smaller_than_a_cell_is_learnt_all_the_same():
    labels = Labels(np.array([[30.5, 30.5, 33.5, 33.5]], np.float32), np.array([1]), np.array([False]), np.ones(1, np.float32))
    grid = Grid.make(64, 64, STRIDES)
    boxes = grid.boxes(torch.full((1, len(grid.points), 4), 0.1))
    found = assign(torch.full((1, len(grid.points), CLASSES), 0.01), boxes, Truth.of([labels]), grid, AssignmentConfig())
    assert int(found.is_positive.sum()) >= 4
