# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Random data sets and detections, in COCO's formats, with all that COCO's rules have a case for."""

import dataclasses
import random

SCORES = [0.1, 0.25, 0.25, 0.5, 0.5, 0.75, 0.9]  # few, so that many detections are equally strong


@dataclasses.dataclass
class Kind:
    """How a set is made: shares are probabilities."""

    pictures: int = 6
    classes: int = 4
    boxes: int = 8  # of a picture at most
    crowds: float = 0.1
    detected: float = 0.75  # boxes that are found
    false_alarms: int = 5  # of a picture at most
    ties: float = 0.5  # scores from a short list
    empty: float = 0.15  # pictures without truth, and others without detections
    whole: float = 0.3  # boxes of whole pixels, some of exactly 32 or 96
    side: float = 640


def any_kind(dice: random.Random) -> Kind:
    return Kind(
        pictures=dice.choice([1, 2, 6, 12]),
        classes=dice.choice([1, 3, 8]),
        boxes=dice.choice([0, 2, 8, 20]),
        crowds=dice.choice([0, 0.1, 0.6]),
        detected=dice.choice([0, 0.75, 1]),
        false_alarms=dice.choice([0, 5, 150]) if dice.random() < 0.2 else dice.choice([0, 2, 5]),
        ties=dice.choice([0, 0.5, 1]),
    )


def any_box(kind: Kind, dice: random.Random) -> list[float]:
    longest = dice.choice([20, 40, 150, 400])
    width, height = dice.uniform(1, longest), dice.uniform(1, longest)
    if dice.random() < kind.whole:
        width, height = dice.choice([32, 96, round(width)]), dice.choice([32, 96, round(height)])
        return [dice.randrange(int(kind.side - width)), dice.randrange(int(kind.side - height)), width, height]
    return [dice.uniform(0, kind.side - width), dice.uniform(0, kind.side - height), width, height]


def near(box: list[float], dice: random.Random) -> list[float]:
    if dice.random() < 0.2:
        return list(box)
    spread = dice.choice([0.02, 0.1, 0.3])
    moved = [box[0] + dice.gauss(0, spread) * box[2], box[1] + dice.gauss(0, spread) * box[3]]
    return [*moved, box[2] * dice.uniform(1 - spread, 1 + spread), box[3] * dice.uniform(1 - spread, 1 + spread)]


def make_truth(kind: Kind, dice: random.Random) -> dict:
    categories = dice.sample(range(1, 1 + 3 * kind.classes), kind.classes)  # neither sorted nor without gaps
    pictures = dice.sample(range(1, 1 + 3 * kind.pictures), kind.pictures)
    annotations = []
    for picture in pictures:
        count = 0 if dice.random() < kind.empty else dice.randint(0, kind.boxes)
        for _ in range(count):
            box = any_box(kind, dice)
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": picture,
                    "category_id": dice.choice(categories),
                    "bbox": box,
                    "area": box[2] * box[3] * dice.choice([1, dice.uniform(0.3, 1)]),
                    "iscrowd": int(dice.random() < kind.crowds),
                    "ignore": dice.randint(0, 1),
                }
            )
    dice.shuffle(annotations)
    return {
        "images": [{"id": id, "file_name": f"{id}.jpg", "width": kind.side, "height": kind.side} for id in pictures],
        "categories": [{"id": id, "name": f"class {id}"} for id in categories],
        "annotations": annotations,
    }


def make_detections(truth: dict, kind: Kind, dice: random.Random) -> list[dict]:
    categories = [category["id"] for category in truth["categories"]]
    blind = {picture["id"] for picture in truth["images"] if dice.random() < kind.empty}
    found = []

    def find(picture: int, category: int, box: list[float]):
        score = dice.choice(SCORES) if dice.random() < kind.ties else dice.random()
        found.append({"image_id": picture, "category_id": category, "bbox": box, "score": score})

    for one in truth["annotations"]:
        if one["image_id"] in blind or dice.random() > kind.detected:
            continue
        for _ in range(dice.choice([1, 1, 1, 2, 4])):
            category = one["category_id"] if dice.random() < 0.9 else dice.choice(categories)
            find(one["image_id"], category, near(one["bbox"], dice))
    for picture in truth["images"]:
        for _ in range(0 if picture["id"] in blind else dice.randint(0, kind.false_alarms)):
            find(picture["id"], dice.choice(categories), any_box(kind, dice))
    dice.shuffle(found)
    return found
