# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The options of `mlops/train detect`."""

import argparse
import pathlib

from detect.export import ROOT
from detect.model import COARSEST_STRIDE

DESCRIPTION = """\
Trains a detector on a set in COCO's form (eyrie world dataset --format coco), and leaves in OUT

  detector.onnx      takes the place of a YOLOv8: eyrie detect --model OUT/detector.onnx
  detector.md        its card: data, training, figures, the command that makes it again
  detections.json    what it found on the held-out pictures, in COCO's results format
  checkpoint.pt      the run, every two minutes at least: after a cut, the same command with --resume
  cache/             the pictures, decoded; may be deleted

Ends with 0 where the model passes the gate, 3 where it does not (the card says why), 1 where something was refused, and 130 where it
was interrupted (Ctrl-C keeps the run)."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = DESCRIPTION
    files = parser.add_argument_group("files")
    files.add_argument("--data", type=pathlib.Path, required=True, metavar="DIR", help="annotations/instances_train.json and images/train/")
    files.add_argument("--out", type=pathlib.Path, required=True, metavar="OUT", help="where all results go")
    add_run_options(parser.add_argument_group("the run"))
    model = parser.add_argument_group("the model")
    model.add_argument("--input", type=input_size, default=(640, 384), metavar="WxH", help="pixels of the network's input (640x384)")
    model.add_argument("--finest-stride", type=int, choices=(4, 8), default=4, help="8 takes a fifth less time, and misses small heads (4)")
    judged = parser.add_argument_group("how it is judged")
    judged.add_argument("--held-out", type=pathlib.Path, metavar="DIR", help="a set of worlds that nothing was trained or tuned on (DATA)")
    judged.add_argument("--split", default="val", help="of that set (%(default)s)")
    judged.add_argument("--shipped", type=pathlib.Path, metavar="MODEL", help="whose place it is to take, judged on the same pictures")
    judged.add_argument("--eyrie", type=pathlib.Path, metavar="PROGRAM", default=ROOT / "build/release/bin/eyrie", help="what judges")


def add_run_options(run: argparse._ArgumentGroup) -> None:
    run.add_argument("--resume", action="store_true", help="go on with the run in OUT; with the options that it began with")
    budget = run.add_mutually_exclusive_group()
    budget.add_argument("--minutes", type=positive(float), default=90, help="of training (%(default)s)")
    budget.add_argument("--steps", type=positive(int), help="in place of minutes: the same weights each time on one machine")
    run.add_argument("--seed", type=int, default=1, help="of everything that is random (%(default)s)")
    run.add_argument("--batch", type=positive(int), default=16, help="pictures a step (%(default)s)")
    run.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="auto takes a GPU where there is one")
    run.add_argument("--threads", type=positive(int), help="of the processor (all cores)")


def positive(number: type):
    def parse(text: str):
        try:
            value = number(text)
        except ValueError:
            value = 0
        if not 0 < value < float("inf"):
            raise argparse.ArgumentTypeError(f"{text!r}: a number above 0 is needed")
        return value

    return parse


def input_size(text: str) -> tuple[int, int]:
    """Width and height."""
    width, _, height = text.partition("x")
    sides = [int(side) if side.isdecimal() else 0 for side in (width, height)]
    if any(side == 0 or side % COARSEST_STRIDE for side in sides):
        raise argparse.ArgumentTypeError(f"{text!r}: width x height in multiples of {COARSEST_STRIDE}, as in 640x384")
    return sides[0], sides[1]
