# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Decoded pictures in one file, mapped into memory: they are decoded once, not once an epoch."""

import concurrent.futures
import os
import pathlib
import typing

import numpy as np
from PIL import Image, UnidentifiedImageError

from detect.coco import Picture, PictureSet
from detect.files import write_atomically
from detect.refusal import Refusal


class PictureCache:
    """Pixels of the pictures of a set, one after the other in the set's order, each in its own size."""

    def __init__(self, file: pathlib.Path, pictures: tuple[Picture, ...]) -> None:
        self.sizes = [(picture.height, picture.width) for picture in pictures]
        self.starts = starts_of(pictures)
        self.pixels = np.memmap(file, np.uint8, "r", shape=(self.starts[-1],))

    def __getitem__(self, index: int) -> np.ndarray:
        """[H,W,3] RGB; a view, not to be written to."""
        return self.pixels[self.starts[index] : self.starts[index + 1]].reshape(*self.sizes[index], 3)


def starts_of(pictures: tuple[Picture, ...]) -> list[int]:
    """First byte of each picture, and the end of the last."""
    return np.cumsum([0, *(picture.height * picture.width * 3 for picture in pictures)], dtype=np.int64).tolist()


def open_cache(folder: pathlib.Path, picture_set: PictureSet) -> PictureCache:
    """Opens the set's cache in `folder`, and makes it first where it is not there: 1.6 MB for a picture of 960x540."""
    file = folder / f"{picture_set.fingerprint[:16]}.rgb"
    starts = starts_of(picture_set.pictures)
    if not file.exists() or file.stat().st_size != starts[-1]:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(file, lambda part: write_pixels(part, picture_set.pictures, starts))
    return PictureCache(file, picture_set.pictures)


def write_pixels(to: typing.BinaryIO, pictures: tuple[Picture, ...], starts: list[int]) -> None:
    to.truncate(starts[-1])
    pixels = np.memmap(to, np.uint8, "r+", shape=(starts[-1],))

    def fill(index: int) -> None:
        pixels[starts[index] : starts[index + 1]] = decode(pictures[index]).reshape(-1)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        for _ in workers.map(fill, range(len(pictures))):
            pass
    pixels.flush()


def decode(picture: Picture) -> np.ndarray:
    try:
        with Image.open(picture.file) as image:
            pixels = np.asarray(image.convert("RGB"))
    except (OSError, UnidentifiedImageError) as error:
        raise Refusal(f"{picture.file}: cannot be read as a picture: {error}. Exchange it, or take it out of the set.") from error
    if pixels.shape[:2] != (picture.height, picture.width):
        found = f"{pixels.shape[1]}x{pixels.shape[0]}"
        raise Refusal(f"{picture.file}: is {found}, but the labels say {picture.width}x{picture.height}. Mend the image's entry.")
    return pixels
