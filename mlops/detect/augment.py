# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""What a picture goes through before the network learns from it: another size, another cut, mirrored, in other colours.

What is random comes from the generator that is handed in, so that a batch is the same whenever it is made."""

import dataclasses

import numpy as np
import torch
import torch.nn.functional as functional
from torch import Tensor

from detect.coco import Labels, Picture

GREY = 114  # what the letterbox fills with (libs/perception/letterbox.hpp)
# Drawn once: as much for each picture would take as long as all else that is done to it.
NOISE = torch.from_numpy(np.random.default_rng(0).standard_normal(2**21, np.float32))
DARKEST = 1e-4  # the slope of x^gamma at 0 may be infinite


@dataclasses.dataclass(frozen=True)
class AugmentConfig:
    """Sizes are pixels of the network's input."""

    crop_width: int = 416  # a part of the picture teaches as much, in half the time
    crop_height: int = 256
    deployed_width: int = 640  # objects are learnt at about the size that they have in this input
    deployed_height: int = 384
    least_scale: float = 0.65
    most_scale: float = 1.5
    focus_share: float = 0.85  # of cuts that are laid over an object; the others fall anywhere
    least_side_px: float = 5.0  # what is smaller is ignored: no bare head can be told from a glove there
    least_visibility: float = 0.12  # what shows less of itself is ignored ...
    least_inside: float = 0.35  # ... and what the cut takes more of
    noise: float = 0.02
    blur_share: float = 0.3


def cut(pixels: np.ndarray, picture: Picture, random: np.random.Generator, config: AugmentConfig) -> tuple[Tensor, Labels]:
    """A window of the picture in the size of the crop, [3,H,W] of 0..1, and what is labelled in it."""
    height, width = pixels.shape[:2]
    labels = picture.labels
    gain = min(config.deployed_width / width, config.deployed_height / height)
    gain *= np.exp(random.uniform(np.log(config.least_scale), np.log(config.most_scale)))
    window = np.array([config.crop_width, config.crop_height]) / gain
    is_worth_it = ~labels.is_ignored & ((labels.boxes[:, 2:] - labels.boxes[:, :2]).min(1) * gain >= config.least_side_px)
    left, top = place_window(labels.where(is_worth_it), np.array([width, height]), window, random, config.focus_share)
    right, bottom = min(left + round(window[0]), width), min(top + round(window[1]), height)

    part = torch.from_numpy(pixels[top:bottom, left:right].copy()).permute(2, 0, 1)[None].float()
    size = (min(round((bottom - top) * gain), config.crop_height), min(round((right - left) * gain), config.crop_width))
    part = functional.interpolate(part, size, mode="bilinear", align_corners=False)[0]
    canvas = torch.full((3, config.crop_height, config.crop_width), float(GREY))
    x = int(random.integers(config.crop_width - size[1] + 1))
    y = int(random.integers(config.crop_height - size[0] + 1))
    canvas[:, y : y + size[0], x : x + size[1]] = part

    scale = np.array([size[1] / (right - left), size[0] / (bottom - top)])
    shift = np.array([x, y]) - np.array([left, top]) * scale
    frame = np.array([x, y, x + size[1], y + size[0]], np.float32)
    moved = move_labels(labels, scale, shift, frame, config)
    if random.random() < 0.5:
        canvas, moved = canvas.flip(2), mirrored(moved, 0, config.crop_width)
    if picture.is_from_above and random.random() < 0.5:
        canvas, moved = canvas.flip(1), mirrored(moved, 1, config.crop_height)
    return canvas / 255, moved


def place_window(labels: Labels, size: np.ndarray, window: np.ndarray, random: np.random.Generator, focus_share: float) -> tuple[int, int]:
    """Left and top of a window inside of the picture; where it is larger than the picture, the picture's own."""
    room = np.maximum(size - window, 0)
    corner = random.uniform(0, 1, 2) * room
    if len(labels.classes) and random.random() < focus_share:
        one_class = random.choice(np.unique(labels.classes))  # rare ones as often as common ones
        box = random.choice(labels.boxes[labels.classes == one_class])
        corner = np.clip((box[:2] + box[2:]) / 2 - random.uniform(0.15, 0.85, 2) * window, 0, room)
    return int(corner[0]), int(corner[1])


def move_labels(labels: Labels, scale: np.ndarray, shift: np.ndarray, frame: np.ndarray, config: AugmentConfig) -> Labels:
    """Boxes in pixels of the cut, what is outside of it gone, what can no longer be told ignored."""
    whole = labels.boxes * np.tile(scale, 2) + np.tile(shift, 2)
    boxes = np.clip(whole, np.tile(frame[:2], 2), np.tile(frame[2:], 2)).astype(np.float32)
    sides = boxes[:, 2:] - boxes[:, :2]
    inside = sides.prod(1) / np.maximum((whole[:, 2:] - whole[:, :2]).prod(1), 1e-6)
    is_unclear = (
        (sides.min(1) < config.least_side_px) | (inside < config.least_inside) | (labels.visibility * inside < config.least_visibility)
    )
    moved = Labels(boxes, labels.classes, labels.is_ignored | is_unclear, labels.visibility)
    return moved.where(sides.min(1) > 0)


def mirrored(labels: Labels, axis: int, side: int) -> Labels:
    """Along x (0) or y (1), in a cut that is so long there."""
    boxes = labels.boxes.copy()
    boxes[:, [axis, axis + 2]] = side - boxes[:, [axis + 2, axis]]
    return dataclasses.replace(labels, boxes=boxes)


def vary_colours(images: Tensor, random: np.random.Generator, config: AugmentConfig) -> Tensor:
    """Other light, other cameras: saturation, white balance, gamma, exposure, blur and noise, each picture of [B,3,H,W] its own."""
    count = images.shape[0]

    def draw(low: float, high: float, channels: int = 1) -> Tensor:
        return torch.from_numpy(random.uniform(low, high, (count, channels, 1, 1)).astype(np.float32))

    grey = images.mean(1, keepdim=True)
    images = (grey + (images - grey) * draw(0.7, 1.25)) * draw(0.93, 1.07, channels=3)
    images = images.clamp(DARKEST, 1) ** draw(0.75, 1.3) * draw(0.85, 1.12)
    is_blurred = torch.from_numpy(random.random(count) < config.blur_share)
    sharp = images[is_blurred]
    images[is_blurred] = functional.avg_pool2d(sharp, 3, 1, 1, count_include_pad=False) * 0.6 + sharp * 0.4
    starts = random.integers(0, len(NOISE) - images[0].numel(), count)
    noise = torch.stack([NOISE[start : start + images[0].numel()].reshape(images[0].shape) for start in starts])
    return (images + noise * draw(0, config.noise)).clamp(0, 1)
