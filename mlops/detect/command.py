# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`mlops/train detect`: from labelled pictures to a model that is measured, with its card."""

import argparse
import hashlib
import os
import shlex
import signal
import sys

import torch

from detect import export
from detect.augment import AugmentConfig
from detect.card import Facts, write_card
from detect.coco import PictureSet, read_set
from detect.evaluate import measure
from detect.gate import Verdict, judge
from detect.hardware import Hardware, find_hardware
from detect.model import ModelConfig, count_multiplications
from detect.progress import ProgressLine
from detect.refusal import Refusal
from detect.schedule import Budget
from detect.training import Place, Recipe, Trained, Training

LARGEST_FILE_BYTES = 6_000_000
PASSED, REFUSED, BELOW_THE_BAR, INTERRUPTED = 0, 1, 3, 130


def run(options: argparse.Namespace) -> int:
    try:
        return train_and_judge(options)
    except Refusal as refusal:
        print(f"train: {refusal}", file=sys.stderr)
        return REFUSED


def train_and_judge(options: argparse.Namespace) -> int:
    torch.set_num_threads(options.threads or len(os.sched_getaffinity(0)))
    data = read_set(options.data, "train")
    held_out = read_set(options.held_out or options.data, options.split)
    refuse_what_fails_at_the_end(options, data, held_out)
    options.out.mkdir(parents=True, exist_ok=True)
    model = ModelConfig(classes=data.class_names, finest_stride=options.finest_stride)
    hardware = find_hardware(options.device)
    training = Training(model, recipe_of(options), data, Place(options.out), hardware)
    training.start_or_resume(options.resume)
    trained = run_until_signal(training)
    if not trained.is_complete:
        print(f"train: stopped at step {trained.step}; the same command with --resume goes on", file=sys.stderr)
        return INTERRUPTED
    return judge_model(options, trained, data, held_out, hardware)


def refuse_what_fails_at_the_end(options: argparse.Namespace, data: PictureSet, held_out: PictureSet) -> None:
    """Nobody should learn after an hour of training what was missing from the start."""
    if data.class_names != held_out.class_names:
        raise Refusal(f"{held_out.annotations}: has classes {held_out.class_names} and not {data.class_names}. Give a set of the same.")
    if held_out.annotations.samefile(data.annotations):
        raise Refusal(
            f"{held_out.annotations}: is what it learns from, and says nothing of what it never saw. Name another --held-out or --split."
        )
    if not os.access(options.eyrie, os.X_OK):
        raise Refusal(f"{options.eyrie}: no program, and it has to judge the model. Build it with make build, or name it by --eyrie.")
    if not export.CHECKING_PYTHON.exists():
        raise Refusal(f"{export.CHECKING_PYTHON}: not there, and its ONNX Runtime has to check the export. Run: tools/setup")
    if options.shipped and not options.shipped.is_file():
        raise Refusal(f"{options.shipped}: no such model. (--shipped)")


def recipe_of(options: argparse.Namespace) -> Recipe:
    width, height = options.input
    return Recipe(
        budget=Budget(steps=options.steps) if options.steps else Budget(minutes=options.minutes),
        seed=options.seed,
        batch=options.batch,
        augment=AugmentConfig(deployed_width=width, deployed_height=height),
    )


def run_until_signal(training: Training) -> Trained:
    """SIGINT and SIGTERM let the step end and the checkpoint be written."""
    asked: list[int] = []
    before = {number: signal.signal(number, lambda number, _frame: asked.append(number)) for number in (signal.SIGINT, signal.SIGTERM)}
    line = ProgressLine(sys.stderr)
    try:
        return training.run(line, should_stop=lambda: bool(asked))
    finally:
        line.finish()
        for number, handler in before.items():
            signal.signal(number, handler)


def judge_model(options: argparse.Namespace, trained: Trained, data: PictureSet, held_out: PictureSet, hardware: Hardware) -> int:
    file = options.out / "detector.onnx"
    width, height = options.input
    export.export(trained.detector, height, width, file)
    if file.stat().st_size > LARGEST_FILE_BYTES:
        raise Refusal(f"{file}: {file.stat().st_size} bytes; a model to ship has at most {LARGEST_FILE_BYTES}. Narrow its ModelConfig.")
    figures = measure(options.eyrie, file, held_out, options.out / "detections.json")
    shipped = measure(options.eyrie, options.shipped, held_out, options.out / "detections-shipped.json") if options.shipped else None
    verdicts = judge(figures, shipped)
    facts = Facts(
        file=file.name,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        licence=export.LICENCE,
        input_width=width,
        input_height=height,
        parameters=sum(parameter.numel() for parameter in trained.detector.parameters()),
        multiplications=count_multiplications(trained.detector, height, width),
        data=data,
        seed=options.seed,
        batch=options.batch,
        steps=trained.step,
        minutes=trained.elapsed_s / 60,
        hardware=str(hardware),
        held_out=held_out,
        figures=figures,
        verdicts=verdicts,
        command=shlex.join(["mlops/train", *(word for word in sys.argv[1:] if word != "--resume")]),
    )
    (options.out / "detector.md").write_text(write_card(facts))
    for verdict in verdicts:
        print(line_of(verdict))
    return PASSED if all(verdict.has_passed for verdict in verdicts) else BELOW_THE_BAR


def line_of(verdict: Verdict) -> str:
    ap50 = "   -" if verdict.ap50 is None else f"{verdict.ap50 * 100:4.1f}"
    return f"{verdict.name:16} AP50 {ap50}  {verdict.reason or 'passes'}"
