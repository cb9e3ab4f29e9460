# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""A set in COCO's form small enough to learn by heart: dark pictures of 64x64 with a red and a blue square each."""

import json
import pathlib

SIDE = 64
SQUARE = 20
NAMES = ("red", "blue")


def corners(picture: int) -> list[tuple[int, int]]:
    """Left and top of the red and of the blue square."""
    return [(2 + 5 * picture, 4), (38 - 4 * picture, 40)]


def document(pictures: int = 4) -> dict:
    annotations = [
        {"image_id": 10 + picture, "category_id": 1 + square, "bbox": [left, top, SQUARE, SQUARE], "iscrowd": 0, "visibility": 1.0}
        for picture in range(pictures)
        for square, (left, top) in enumerate(corners(picture))
    ]
    return {
        "info": {"description": "coloured squares"},
        "categories": [{"id": 1 + index, "name": name} for index, name in enumerate(NAMES)],
        "images": [{"id": 10 + n, "file_name": f"{n}.png", "width": SIDE, "height": SIDE} for n in range(pictures)],
        "annotations": [{"id": 100 + number, **annotation} for number, annotation in enumerate(annotations)],
    }


def write_labels(folder: pathlib.Path, content: dict, split: str = "train") -> pathlib.Path:
    """The annotation file, and empty files in place of the pictures."""
    images = folder / "images" / split
    images.mkdir(parents=True, exist_ok=True)
    for image in content["images"]:
        (images / image["file_name"]).touch()
    file = folder / "annotations" / f"instances_{split}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(content))
    return file


def write_set(folder: pathlib.Path, splits: tuple[str, ...] = ("train",)) -> pathlib.Path:
    from PIL import Image, ImageDraw

    for split in splits:
        write_labels(folder, document(), split)
        for picture in range(4):
            image = Image.new("RGB", (SIDE, SIDE), (40, 45, 40))
            for (left, top), colour in zip(corners(picture), ((220, 30, 30), (30, 60, 220)), strict=True):
                ImageDraw.Draw(image).rectangle([left, top, left + SQUARE - 1, top + SQUARE - 1], colour)
            image.save(folder / "images" / split / f"{picture}.png")
    return folder
