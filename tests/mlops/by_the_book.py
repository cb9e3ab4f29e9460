# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Overlap, assignment, loss and average precision by the textbook, one box and one cell at a time, in NumPy."""

import math
import typing

import numpy as np

TINY = 1e-6


class TrueBox(typing.NamedTuple):
    box: np.ndarray
    class_index: int
    is_ignored: bool


class Cell(typing.NamedTuple):
    """What a cell should answer."""

    box: int | None  # number of the true box
    target: float
    is_ignored: bool


def iou(first: np.ndarray, second: np.ndarray) -> float:
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    common = max(width, 0.0) * max(height, 0.0)
    area = (first[2] - first[0]) * (first[3] - first[1]) + (second[2] - second[0]) * (second[3] - second[1])
    return common / (area - common)


def complete_iou(first: np.ndarray, second: np.ndarray) -> float:
    overlap = iou(first, second)
    between = math.hypot((first[0] + first[2] - second[0] - second[2]) / 2, (first[1] + first[3] - second[1] - second[3]) / 2)
    diagonal = math.hypot(max(first[2], second[2]) - min(first[0], second[0]), max(first[3], second[3]) - min(first[1], second[1]))
    slants = [math.atan2(box[2] - box[0], box[3] - box[1]) for box in (first, second)]
    v = 4 / math.pi**2 * (slants[0] - slants[1]) ** 2
    alpha = v / (1 - overlap + v) if v > 0 else 0.0
    return overlap - between**2 / diagonal**2 - alpha * v


def assign(scores: np.ndarray, boxes: np.ndarray, truth: list[TrueBox], points: np.ndarray, finest: float, config) -> list[Cell]:
    """Of one picture."""
    chosen: dict[int, list[int]] = {}  # cells of each true box
    alignment = {}
    ignored = set()
    for number, true in enumerate(truth):
        centre = (true.box[:2] + true.box[2:]) / 2
        reach = np.maximum((true.box[2:] - true.box[:2]) / 2, finest)
        inside = [cell for cell, point in enumerate(points) if np.all(np.abs(point - centre) < reach)]
        if true.is_ignored:
            ignored.update(inside)
            continue
        for cell in inside:
            near = math.exp(-float(np.sum(((points[cell] - centre) / reach) ** 2)))
            fit = max(iou(true.box, boxes[cell]), TINY)
            alignment[number, cell] = max(scores[cell, true.class_index], TINY) ** config.alpha * fit**config.beta + TINY * near
        chosen[number] = sorted(inside, key=lambda cell, number=number: -alignment[number, cell])[: config.cells]

    owner = {}
    for number, cells in chosen.items():
        for cell in cells:
            rival = owner.get(cell)
            if rival is None or iou(truth[number].box, boxes[cell]) > iou(truth[rival].box, boxes[cell]):
                owner[cell] = number
    answers = []
    for cell in range(len(points)):
        number = owner.get(cell)
        if number is None:
            answers.append(Cell(None, 0.0, cell in ignored))
            continue
        own = [other for other, box in owner.items() if box == number]
        best = max(alignment[number, other] for other in own)
        fit = max(config.least_iou, *(iou(truth[number].box, boxes[other]) for other in own), 0.0)
        answers.append(Cell(number, alignment[number, cell] / best * fit, False))
    return answers


def loss(logits: np.ndarray, boxes: np.ndarray, truth: list[TrueBox], cells: list[Cell]) -> tuple[float, float, float]:
    """Sums of one picture: of scores, of boxes, and the target that both are divided by."""
    of_scores = of_boxes = 0.0
    for cell, answer in enumerate(cells):
        if answer.box is not None:
            of_boxes += (1 - complete_iou(boxes[cell], truth[answer.box].box)) * answer.target
        for class_index, logit in enumerate(logits[cell]):
            probability = 1 / (1 + math.exp(-logit))
            is_own = answer.box is not None and truth[answer.box].class_index == class_index
            target = answer.target if is_own else 0.0
            entropy = -(target * math.log(probability) + (1 - target) * math.log(1 - probability))
            of_scores += 0.0 if answer.is_ignored else entropy
    return of_scores, of_boxes, sum(answer.target for answer in cells)


def found_in(output: np.ndarray, least_score: float = 0.05, most_overlap: float = 0.6) -> list[tuple[float, int, np.ndarray]]:
    """Score, class and corners of what one output [4 + classes, N] of YOLOv8's layout holds, after NMS, the surest first."""
    candidates = []
    for row in output.T:
        class_index = int(row[4:].argmax())
        if row[4 + class_index] > least_score:
            corners = np.concatenate([row[:2] - row[2:4] / 2, row[:2] + row[2:4] / 2])
            candidates.append((float(row[4 + class_index]), class_index, corners))
    kept: list[tuple[float, int, np.ndarray]] = []
    for candidate in sorted(candidates, key=lambda one: -one[0]):
        if all(one[1] != candidate[1] or iou(one[2], candidate[2]) <= most_overlap for one in kept):
            kept.append(candidate)
    return kept


def ap50(outputs: list[np.ndarray], truth: list[list[TrueBox]], class_index: int) -> float:
    """Average precision at IoU 0.5 of one class over pictures, at 101 points of recall."""
    found = [
        (score, picture, box) for picture, output in enumerate(outputs) for score, found, box in found_in(output) if found == class_index
    ]
    free = [[true.box for true in boxes if true.class_index == class_index] for boxes in truth]
    count = sum(len(boxes) for boxes in free)
    hits = []
    for _, picture, box in sorted(found, key=lambda one: -one[0]):
        overlaps = [iou(box, other) for other in free[picture]]
        is_hit = bool(overlaps) and max(overlaps) >= 0.5
        if is_hit:
            free[picture].pop(int(np.argmax(overlaps)))
        hits.append(is_hit)
    true_positives = np.cumsum(hits)
    precision = true_positives / np.arange(1, len(hits) + 1)
    recall = true_positives / count
    return float(np.mean([max(precision[recall >= level], default=0.0) for level in np.linspace(0, 1, 101)]))
