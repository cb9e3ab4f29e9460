# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""What a picture goes through before the network learns from it: boxes stay where their objects are."""

import dataclasses
import pathlib

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="no PyTorch in this Python; tools/setup mlops installs it")

from detect.augment import AugmentConfig, cut  # noqa: E402
from detect.coco import Labels, Picture  # noqa: E402

WIDTH, HEIGHT = 640, 360
RED, BLUE = 0, 1
CONFIG = AugmentConfig()


def picture_with(boxes: list[tuple[int, int, int, int]], **kwargs) -> tuple[np.ndarray, Picture]:
    """A box of each class, in its colour."""
    pixels = np.full((HEIGHT, WIDTH, 3), 30, np.uint8)
    for index, (left, top, right, bottom) in enumerate(boxes):
        pixels[top:bottom, left:right] = ((230, 30, 30), (30, 30, 230))[index]
    count = len(boxes)
    labels = Labels(np.array(boxes, np.float32), np.arange(count), np.zeros(count, bool), np.ones(count, np.float32))
    return pixels, Picture(pathlib.Path("unused.png"), WIDTH, HEIGHT, labels, **kwargs)


def box_of_colour(image: torch.Tensor, channel: int) -> list[float]:
    """Around the pixels that are mostly of this channel."""
    other = image.sum(0) - image[channel]
    y, x = ((image[channel] > 0.5) & (other < 0.5)).nonzero(as_tuple=True)
    return [float(x.min()), float(y.min()), float(x.max()) + 1, float(y.max()) + 1] if len(x) else []


@pytest.mark.parametrize("is_from_above", [False, True])
def test_a_box_stays_around_what_it_was_around(is_from_above: bool):
    pixels, picture = picture_with([(300, 150, 360, 200), (200, 170, 250, 230)], is_from_above=is_from_above)
    seen = 0
    for seed in range(60):
        image, labels = cut(pixels, picture, np.random.default_rng(seed), CONFIG)
        for box, class_index, is_ignored in zip(labels.boxes, labels.classes, labels.is_ignored, strict=True):
            if is_ignored:
                continue
            seen += 1
            assert np.abs(np.array(box_of_colour(image, (0, 2)[class_index])) - box).max() <= 1.5, seed
    assert seen > 60


def test_only_what_was_taken_from_above_is_turned_upside_down():
    for is_from_above, turned in ((False, {False}), (True, {False, True})):
        pixels, picture = picture_with([(300, 100, 340, 140), (300, 150, 340, 190)], is_from_above=is_from_above)
        orders = set()
        for seed in range(60):
            _, labels = cut(pixels, picture, np.random.default_rng(seed), CONFIG)
            tops = {int(index): box[1] for box, index in zip(labels.boxes, labels.classes, strict=True)}
            if len(tops) == 2:
                orders.add(bool(tops[BLUE] < tops[RED]))
        assert orders == turned


def test_what_is_too_small_to_tell_is_ignored_and_no_cut_is_laid_over_it():
    config = dataclasses.replace(CONFIG, focus_share=1.0, least_scale=1.0, most_scale=1.0)
    pixels, picture = picture_with([(20, 20, 24, 24), (580, 300, 600, 320)])
    for seed in range(20):
        _, labels = cut(pixels, picture, np.random.default_rng(seed), config)
        assert BLUE in labels.classes[~labels.is_ignored], "each cut shows the one that counts"
        assert RED not in labels.classes[~labels.is_ignored]


def test_a_picture_without_labels_is_cut_too():
    pixels, picture = picture_with([])
    picture = dataclasses.replace(picture, labels=Labels.empty())
    image, labels = cut(pixels, picture, np.random.default_rng(1), CONFIG)
    assert image.shape == (3, CONFIG.crop_height, CONFIG.crop_width)
    assert len(labels.classes) == 0
