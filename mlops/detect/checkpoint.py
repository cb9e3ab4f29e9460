# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""All that a run needs to go on where it was, in one file that is always whole."""

import dataclasses
import json
import pathlib
import pickle
import typing

import torch

from detect.files import write_atomically
from detect.refusal import Refusal

FORMAT = 1


@dataclasses.dataclass(frozen=True)
class Identity:
    """What has to be the same for a run to go on. The values are those that JSON knows."""

    model: dict[str, typing.Any]
    data: str  # fingerprint
    recipe: dict[str, typing.Any]

    @classmethod
    def of(cls, model: object, data: str, recipe: object) -> "Identity":
        """Of two dataclasses."""
        return cls(*json.loads(json.dumps([dataclasses.asdict(model), data, dataclasses.asdict(recipe)])))


@dataclasses.dataclass(frozen=True)
class Checkpoint:
    """Random numbers follow from seed and step (batches.py): there is no state of them to keep."""

    identity: Identity
    step: int  # that are done
    elapsed_s: float  # of training, over all parts of the run
    scaler: dict[str, float]
    detector: dict[str, torch.Tensor]
    averaged: dict[str, torch.Tensor]
    optimiser: dict[int, dict[str, torch.Tensor]]  # its `state`; its settings are the recipe's


TENSORS = ("detector", "averaged", "optimiser")


def save(path: pathlib.Path, checkpoint: Checkpoint) -> None:
    content = {name: getattr(checkpoint, name) for name in TENSORS}
    plain = {name: value for name, value in vars(checkpoint).items() if name not in TENSORS}
    plain["identity"] = dataclasses.asdict(checkpoint.identity)
    # As text: PyTorch 1.13 reads no number from a file that may only hold weights, and a file that may hold more can run programs.
    content["plain"] = json.dumps({"format": FORMAT, **plain})
    write_atomically(path, lambda file: torch.save(content, file))


def load(path: pathlib.Path, expected: Identity) -> Checkpoint:
    """Refuses what belongs to another run, before any of its weights are used."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        plain = json.loads(content.pop("plain"))
        if plain.pop("format") != FORMAT:
            raise ValueError("written by another version")
        found = Identity(**plain.pop("identity"))
        checkpoint = Checkpoint(identity=found, **plain, **content)
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, EOFError, pickle.UnpicklingError) as error:
        raise Refusal(f"{path}: no checkpoint of this program: {error}. Name another --out, or delete the file and begin anew.") from error
    refuse_difference(path, "another architecture", found.model, expected.model)
    refuse_difference(path, "another recipe", found.recipe, expected.recipe)
    if found.data != expected.data:
        raise Refusal(f"{path}: learnt from data {found.data[:16]} and not {expected.data[:16]}. Give that --data, or another --out.")
    return checkpoint


def refuse_difference(path: pathlib.Path, what: str, found: dict, expected: dict) -> None:
    differences = [f"{name} is {found.get(name)} and not {value}" for name, value in expected.items() if found.get(name) != value]
    if differences:
        raise Refusal(f"{path}: is of {what}: {', '.join(differences)}. Give the options that it began with, or another --out.")
