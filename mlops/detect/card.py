# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The model card: what somebody has to know who is to trust a model."""

import dataclasses

from detect.coco import PictureSet
from detect.evaluate import Figures
from detect.export import OVERLAP
from detect.gate import LEAST_AP50, LEAST_CLASS_AP50, MOST_LOSS, Verdict


@dataclasses.dataclass(frozen=True)
class Facts:
    """About a model that was trained and measured."""

    file: str
    sha256: str
    licence: str
    input_width: int
    input_height: int
    parameters: int
    multiplications: int  # of one picture
    data: PictureSet
    seed: int
    steps: int
    batch: int
    minutes: float
    hardware: str
    held_out: PictureSet
    figures: Figures
    verdicts: list[Verdict]
    command: str


def described(data: PictureSet) -> str:
    own_words = f"{data.description}; " if data.description else ""
    return f"{own_words}{len(data.pictures)} pictures, fingerprint `{data.fingerprint[:16]}`"


def percent(figure: float | None) -> str:
    return "-" if figure is None or figure < 0 else f"{figure * 100:.1f}"


def write_card(facts: Facts) -> str:
    """In Markdown."""
    classes = facts.data.class_names
    failed = [f"{verdict.name}: {verdict.reason}" for verdict in facts.verdicts if not verdict.has_passed]
    verdict = "**fails**: " + "; ".join(failed) if failed else "passes"
    return f"""# {facts.file}

A detector of {", ".join(classes)} in pictures from a drone. Licence: {facts.licence}.

| | |
|---|---|
| SHA-256 | `{facts.sha256}` |
| Input | `images` [1, 3, {facts.input_height}, {facts.input_width}], RGB of 0 to 1 |
| Output | `output0`, YOLOv8's layout [1, {4 + len(classes)}, N] |
| Size | {facts.parameters / 1e6:.2f} million weights, {facts.multiplications / 1e9:.2f} billion multiplications a picture |

## Training

| | |
|---|---|
| Data | {described(facts.data)} |
| Seed | {facts.seed} |
| Steps | {facts.steps} of {facts.batch} pictures, {facts.minutes:.0f} minutes on {facts.hardware} |

The same again, within what chance does to a training:

    {facts.command}

## Figures

On pictures of worlds that it was not trained on: {described(facts.held_out)}; f32, confidence from 0.001, NMS at IoU {OVERLAP:g}.

| Class | True boxes | AP50 | AP50-95 | AP50 of the shipped model | |
|---|---|---|---|---|---|
{class_rows(facts.figures, facts.verdicts)}

A model is shipped with AP50 from {LEAST_AP50 * 100:.0f} of all classes and {LEAST_CLASS_AP50 * 100:.0f} of each, and where none
falls by more than {MOST_LOSS * 100:.0f} point against the shipped one. This one {verdict}.

## Not for

What it was not trained on: views other than a drone's, night, objects of a few pixels. A model of rendered pictures has to be measured
on real ones (`eyrie eval detect`) before anybody relies on it. It must never be the only thing between a person and harm.
"""


def class_rows(figures: Figures, verdicts: list[Verdict]) -> str:
    rows = []
    for verdict in verdicts:
        of_class = figures.classes.get(verdict.name)
        boxes = of_class.boxes if of_class else sum(one.boxes for one in figures.classes.values())
        ap = of_class.ap if of_class else figures.ap
        cells = [verdict.name, str(boxes), percent(verdict.ap50), percent(ap), percent(verdict.shipped_ap50), verdict.reason or "passes"]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)
