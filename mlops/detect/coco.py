# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Reads a labelled set of pictures in COCO's form, as `eyrie world dataset --format coco` writes it:

    DIR/annotations/instances_SPLIT.json, DIR/images/SPLIT/*.png

Of an annotation `image_id`, `category_id` and `bbox` are needed; `iscrowd` or `ignore` say that nothing may be learnt there,
`visibility` which share of the object is seen. What says `ignore` though it is seen well is ignored for its size: that is told anew of
each cut (augment.py), where it may be larger. `pitch_deg` of a picture is how its camera looked, -90 straight down. What cannot be
meant is refused: a network learns wrong labels without a word."""

import dataclasses
import functools
import hashlib
import json
import math
import pathlib
import typing

import numpy as np

from detect.refusal import Refusal

TOLERANCE_PX = 1.0  # labellers round
SEEN_WELL = 0.35  # share of it
FROM_ABOVE_DEG = -70.0  # steeper than that, a picture has no up and down


@dataclasses.dataclass(frozen=True)
class Labels:
    """Of one picture, one row a box."""

    boxes: np.ndarray  # [n,4] float32; x_min, y_min, x_max, y_max in pixels
    classes: np.ndarray  # [n] int64, index into the set's names
    is_ignored: np.ndarray  # [n] bool
    visibility: np.ndarray  # [n] float32, 0 to 1

    @classmethod
    def empty(cls) -> "Labels":
        return cls(np.zeros((0, 4), np.float32), np.zeros(0, np.int64), np.zeros(0, bool), np.zeros(0, np.float32))

    def where(self, is_kept: np.ndarray) -> "Labels":
        return Labels(*(getattr(self, field.name)[is_kept] for field in dataclasses.fields(self)))


@dataclasses.dataclass(frozen=True)
class Picture:
    file: pathlib.Path
    width: int
    height: int
    labels: Labels
    is_from_above: bool = False


@dataclasses.dataclass(frozen=True)
class PictureSet:
    annotations: pathlib.Path
    images: pathlib.Path
    class_names: tuple[str, ...]
    pictures: tuple[Picture, ...]
    description: str  # what the set says of itself: `info.description`, or nothing

    @functools.cached_property
    def fingerprint(self) -> str:
        """Of the labels, and of the name and size of each picture; the same wherever the set lies."""
        digest = hashlib.sha256(self.annotations.read_bytes())
        for picture in self.pictures:
            digest.update(f"{picture.file.name}\0{picture.file.stat().st_size}\n".encode())
        return digest.hexdigest()


def read_set(folder: pathlib.Path, split: str) -> PictureSet:
    annotations = folder / "annotations" / f"instances_{split}.json"
    images = folder / "images" / split
    if not annotations.is_file():
        raise Refusal(f"{annotations}: not there. Make a set with: eyrie world dataset --format coco --out {folder}")
    try:
        document = json.loads(annotations.read_text())
        categories, entries, boxes = document["categories"], document["images"], document["annotations"]
    except (ValueError, TypeError, KeyError) as error:
        raise Refusal(f"{annotations}: not COCO's form, which has images, annotations and categories: {error}.") from error
    reader = Reader(annotations, images)
    class_of = reader.read_classes(categories)
    labels = reader.read_labels(boxes, {entry["id"]: entry for entry in entries}, class_of)
    pictures = tuple(reader.read_picture(entry, labels.get(entry["id"], [])) for entry in entries)
    if not pictures:
        raise Refusal(f"{annotations}: no picture in it. Give a set with pictures.")
    names = tuple(category["name"] for category in sorted(categories, key=lambda category: category["id"]))
    return PictureSet(annotations, images, names, pictures, str(document.get("info", {}).get("description", "")))


class Row(typing.NamedTuple):
    box: tuple[float, float, float, float]
    class_index: int
    is_ignored: bool
    visibility: float


class Reader:
    """Checks one annotation file, piece by piece."""

    def __init__(self, annotations: pathlib.Path, images: pathlib.Path) -> None:
        self.annotations = annotations
        self.images = images

    def read_classes(self, categories: list[dict]) -> dict[int, int]:
        """Class index of each category id: classes are numbered in the order of the ids."""
        ids = sorted(category["id"] for category in categories)
        if not ids or len(set(ids)) != len(ids):
            raise Refusal(f"{self.annotations}: categories {ids}: each class needs an id of its own, and there has to be one.")
        return {category: index for index, category in enumerate(ids)}

    def read_labels(self, annotations: list[dict], entries: dict[int, dict], class_of: dict[int, int]) -> dict[int, list[Row]]:
        """By picture id."""
        labels: dict[int, list[Row]] = {}
        for annotation in annotations:
            place = f"{self.annotations}: annotation {annotation.get('id', '?')}"
            entry = entries.get(annotation.get("image_id"))
            if entry is None:
                raise Refusal(f"{place}: image_id {annotation.get('image_id')} is no picture of the file. Name one, or leave it out.")
            class_index = class_of.get(annotation.get("category_id"))
            if class_index is None:
                raise Refusal(
                    f"{place}: category_id {annotation.get('category_id')} is out of range; the file has {sorted(class_of)}. Add the "
                    "class to categories, or mend the annotation."
                )
            is_too_small = bool(annotation.get("ignore", 0)) and annotation.get("visibility", 0.0) >= SEEN_WELL
            is_ignored = bool(annotation.get("iscrowd", 0) or annotation.get("ignore", 0)) and not is_too_small
            row = Row(read_box(place, annotation.get("bbox"), entry), class_index, is_ignored, float(annotation.get("visibility", 1.0)))
            labels.setdefault(entry["id"], []).append(row)
        return labels

    def read_picture(self, entry: dict, rows: list[Row]) -> Picture:
        file = self.images / entry["file_name"]
        if not file.is_file():
            raise Refusal(f"{self.annotations}: image {entry['id']}: {file} is not there. Put the pictures into {self.images}.")
        pitch_deg = entry.get("pitch_deg", 0.0)
        if not isinstance(pitch_deg, int | float):
            raise Refusal(f"{self.annotations}: image {entry['id']}: pitch_deg {pitch_deg!r} is no number. Mend it, or leave it out.")
        is_from_above = pitch_deg <= FROM_ABOVE_DEG
        if not rows:
            return Picture(file, entry["width"], entry["height"], Labels.empty(), is_from_above)
        boxes, classes, is_ignored, visibility = zip(*rows, strict=True)
        labels = Labels(np.array(boxes, np.float32), np.array(classes, np.int64), np.array(is_ignored), np.array(visibility, np.float32))
        return Picture(file, entry["width"], entry["height"], labels, is_from_above)


def read_box(place: str, bbox: object, entry: dict) -> tuple[float, float, float, float]:
    """Corners of COCO's left, top, width and height."""
    is_box = isinstance(bbox, list) and len(bbox) == 4 and all(isinstance(side, int | float) and math.isfinite(side) for side in bbox)
    if not is_box:
        raise Refusal(f"{place}: bbox {bbox} is not left, top, width and height in pixels. Mend it, or leave the annotation out.")
    left, top, width, height = bbox
    if width <= 0 or height <= 0:
        raise Refusal(f"{place}: bbox {bbox} has no area. Mend it, or leave the annotation out.")
    outside = max(-left, -top, left + width - entry["width"], top + height - entry["height"])
    if outside > TOLERANCE_PX:
        size = f"{entry['width']}x{entry['height']}"
        raise Refusal(f"{place}: bbox {bbox} reaches out of {entry['file_name']}, which is {size}. Cut it at the picture's edge.")
    return left, top, left + width, top + height
